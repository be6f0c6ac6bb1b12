import { openDatabase, type Database } from '@payspool/db';
import { createLogger } from '@payspool/runtime';
import { dispatch, promoteAll } from '@payspool/reactions/ledger';
import { createDatabase, hasRedisServer, lockTable, startRedisServer, waitFor } from '@payspool/testkit';
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished } from 'vitest';
import { createFulfilment } from '../src/reactions/fulfilment/fulfilment.ts';
import { reactInSet, reactsInSets, type SetConsumer } from '../src/relay/react-in-sets.ts';
import { startRelay } from '../src/relay/relay.ts';
import { subscribersOf } from '../src/relay/subscribers.ts';
import { BACKENDS } from './backends.ts';
import { publishCopies } from './copies.ts';
import { eur, purchase } from './happenings.ts';
import { openReactions, reactionsOf, type ReactionsUnderTest } from './reactions-under-test.ts';
import { startWorkerProcess } from './worker-process.ts';

function fulfilment(duplicates: 'grant' | 'withhold' = 'grant'): SetConsumer {
  const [consumer] = createFulfilment(
    { fulfilment: 'on', fulfilmentDuplicateRef: duplicates, fulfilmentBuyerRef: 'grant', prices: undefined },
    { now: () => new Date('2026-02-01T00:00:00.000Z') },
  );
  if (!consumer || !reactsInSets(consumer)) throw new Error('fulfilment reacts in sets');
  return consumer;
}

const silent = createLogger({ app: 'worker', level: 'fatal' });
const POISON = 'o_model23';

describe.each(BACKENDS)('over the queue in $name', (backend) => {
  describe.skipIf(!backend.available)('of a set of 50 with one failing reaction', () => {
    let under: ReactionsUnderTest;
    beforeEach(async () => {
      under = await openReactions(backend);
      await publishCopies(under.db, 50);
    });
    afterEach(() => under.drop());

    const granted = () => under.db.entitlement.count({ where: { status: 'granted' } });

    it('that cannot be read, 49 succeed in the set, and one fails alone with its reason', async () => {
      await under.db.$executeRaw`
        UPDATE outbox SET payload = payload #- '{order,access}' WHERE aggregate_ref = ${POISON}`;
      await under.start({ consumers: [fulfilment()] });
      await under.quiet();
      const reactions = await reactionsOf(under.db, 'fulfilment');
      expect(reactions).toHaveLength(50);
      const [poison, ...others] = reactions.filter(({ status }) => status !== 'succeeded');
      expect(others).toEqual([]);
      expect(poison).toMatchObject({
        status: 'failed',
        attempts: 1,
        error: 'the payload does not match the schema of order.paid: order.access',
        outbox: { aggregateRef: POISON },
      });
      expect(new Set(reactions.map(({ attempts }) => attempts))).toEqual(new Set([1]));
      expect(await granted()).toBe(49);
      // The reactions of the set had no job.
      const states = await under.jobs.getJobCounts('completed', 'failed');
      expect(states).toEqual({ completed: 0, failed: 1 });
    });

    it('that the database refuses, 49 succeed alone, and one is retried with its reason', async () => {
      await under.db.$executeRaw`ALTER TABLE entitlements ADD CONSTRAINT none CHECK (ref <> 'o_model23')`;
      await under.start({ consumers: [fulfilment()], retryDelay: () => 600_000 });
      const unfinished = () =>
        under.db.reaction.findMany({ where: { finishedAt: null }, include: { outbox: true } });
      await waitFor(async () => (await granted()) === 49 && (await unfinished())[0]?.error, {
        what: '49 to succeed, and one to say why not',
        timeoutMs: 30_000,
      });
      expect(await unfinished()).toMatchObject([
        {
          status: 'queued',
          attempts: 1,
          error: 'the database refused: P2010, SQLSTATE 23514',
          outbox: { aggregateRef: POISON },
        },
      ]);
      const succeeded = await under.db.reaction.findMany({ where: { status: 'succeeded' } });
      expect(succeeded.map(({ attempts, error }) => ({ attempts, error }))).toEqual(
        Array.from({ length: 49 }, () => ({ attempts: 1, error: null })),
      );

      await under.db.$executeRaw`ALTER TABLE entitlements DROP CONSTRAINT none`;
      const [delayed] = await under.jobs.getDelayed();
      await delayed?.promote();
      await under.quiet();
      expect(await granted()).toBe(50);
    });
  });
});

describe('a set', () => {
  const backend = BACKENDS.find(({ name }) => name.startsWith('Postgres'));
  let under: ReactionsUnderTest;
  beforeEach(async () => {
    if (!backend) throw new Error('there is always Postgres');
    under = await openReactions(backend);
  });
  afterEach(() => under.drop());

  /** Writes the reactions of everything published so far. */
  const dispatchAll = async () => {
    await dispatch(under.db, subscribersOf([fulfilment()]), 1000);
    await promoteAll(under.db);
  };
  const reactOnce = () => reactInSet(fulfilment(), { db: under.db, logger: silent });
  const held = () => under.db.entitlement.findMany({ orderBy: { ref: 'asc' } });

  it('keeps the order of one purchase whose transitions are dispatched together', async () => {
    const [a, b] = [purchase(under.db, 'a'), purchase(under.db, 'b')];
    await a.bought();
    await b.bought();
    await a.refunded(eur(400n));
    await a.refunded(eur(600n), { part: 2 });
    await under.start({ consumers: [fulfilment()] });
    await under.quiet();
    // The grant must come first, because the refund alone would leave `grantedAt` empty.
    expect(await held()).toMatchObject([
      { ref: 'o_a', status: 'revoked', reason: 'refunded', grantedAt: expect.any(Date) },
      { ref: 'o_b', status: 'granted' },
    ]);
    const reactions = await reactionsOf(under.db, 'fulfilment');
    const ofA = reactions.filter(({ outbox }) => outbox.aggregateRef === 'o_a');
    expect(ofA.map(({ outbox }) => outbox.topic)).toEqual([
      'order.paid',
      'order.partially_refunded',
      'order.refunded',
    ]);
    const ends = ofA.map(({ finishedAt }) => finishedAt?.getTime() ?? 0);
    expect(ends).toEqual(ends.toSorted((one, other) => one - other));
  });

  it.each([1, 50])('of %i needs six statements', async (count) => {
    await publishCopies(under.db, count);
    await dispatchAll();
    const counted = countStatements(under.db);
    const { ended } = await reactInSet(fulfilment(), { db: counted.db, logger: silent });
    expect(ended).toHaveLength(count);
    // BEGIN; lock what is due; end it; write the entitlements; COMMIT. Then the next reactions become ready.
    expect(counted.statements()).toBe(6);
  });

  it('omits a purchase that another transaction has locked, and does not wait for it', async () => {
    await publishCopies(under.db, 3);
    await dispatchAll();
    await under.db.$transaction(async (tx) => {
      await tx.$executeRaw`
        SELECT id FROM aggregates WHERE id = (SELECT aggregate_id FROM orders WHERE order_ref = 'o_model2') FOR UPDATE`;
      expect(await reactOnce()).toMatchObject({ ended: [{}, {}], busy: [expect.any(BigInt)], alone: [] });
    });
    expect((await held()).map(({ ref }) => ref)).toEqual(['o_model', 'o_model3']);
    expect(await reactOnce()).toMatchObject({ ended: [{}], busy: [] });
    expect((await held()).map(({ ref }) => ref)).toEqual(['o_model', 'o_model2', 'o_model3']);
  });

  it('of transitions without a purchase ends without an effect', async () => {
    await publishCopies(under.db, 1);
    await dispatchAll();
    await under.db.$executeRaw`UPDATE outbox SET aggregate_id = 999999`;
    await under.db.$executeRaw`UPDATE reactions SET aggregate_id = 999999`;
    expect(await reactOnce()).toMatchObject({ ended: [{ status: 'succeeded', attempt: 1 }] });
    expect(await held()).toEqual([]);
  });

  it('runs while the queue is down', async () => {
    await publishCopies(under.db, 5);
    const away = () => Promise.reject(new Error('the queue is away'));
    const relay = startRelay({
      db: under.db,
      queue: { depth: away, enqueue: away, refill: away },
      consumers: [fulfilment()],
      logger: silent,
    });
    onTestFinished(relay.stop);
    await under.quiet();
    expect(await held()).toHaveLength(5);
  });
});

/** The same database, with all statements counted. */
function countStatements(db: Database) {
  let statements = 0;
  const counted = <Client extends object>(client: Client): Client =>
    new Proxy(client, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]): unknown => {
          if (name !== '$transaction') {
            statements += 1;
            return Reflect.apply(value, target, args);
          }
          statements += 2; // BEGIN and COMMIT
          const [work, options] = args as [(tx: object) => unknown, unknown];
          return Reflect.apply(value, target, [(tx: object) => work(counted(tx)), options]);
        };
      },
    });
  return { db: counted(db), statements: () => statements };
}

describe('a worker that is killed in the middle of a set', () => {
  it.skipIf(!hasRedisServer())(
    'leaves no effect, and the next worker does all of it at its first attempt',
    async () => {
      const server = await startRedisServer();
      onTestFinished(server.stop);
      const tables = await createDatabase({
        postgresUrl: inject('postgresUrl'),
        template: inject('template'),
      });
      onTestFinished(tables.drop);
      const database = openDatabase({ url: tables.url, poolSize: 3, applicationName: 'test' });
      onTestFinished(database.close);
      const db = database.prisma;
      await publishCopies(db, 20);
      const release = await lockTable(tables.url, 'entitlements');
      const start = () => startWorkerProcess({ QUEUE_URL: server.url, DATABASE_URL: tables.url });
      const killed = start();
      await waitFor(
        async () => {
          const waiting = await db.$queryRaw<unknown[]>`
            SELECT 1 FROM pg_stat_activity WHERE application_name = 'payspool-worker' AND datname = current_database()
              AND wait_event_type = 'Lock' AND query ~ 'json_to_recordset'`;
          return waiting.length === 1;
        },
        { what: 'the worker to write the entitlements of a set', timeoutMs: 30_000 },
      );
      await killed.kill();
      await release();
      const reactions = () => reactionsOf(db, 'fulfilment');
      await waitFor(
        async () => {
          const [row] = await db.$queryRaw<{ sessions: number }[]>`
            SELECT count(*)::int AS sessions FROM pg_stat_activity
            WHERE application_name = 'payspool-worker' AND datname = current_database() AND state <> 'idle'`;
          return row?.sessions === 0;
        },
        { what: 'Postgres to notice' },
      );
      expect(await db.entitlement.count()).toBe(0);
      expect(new Set((await reactions()).map(({ status, attempts }) => `${status} ${attempts}`))).toEqual(
        new Set(['ready 0']),
      );

      const worker = start();
      onTestFinished(worker.stop);
      await waitFor(async () => (await db.outbox.count({ where: { deliveredAt: null } })) === 0, {
        what: 'all to be fulfilled',
        timeoutMs: 30_000,
      });
      expect(await db.entitlement.count({ where: { status: 'granted' } })).toBe(20);
      expect(new Set((await reactions()).map(({ status, attempts }) => `${status} ${attempts}`))).toEqual(
        new Set(['succeeded 1']),
      );
      expect(worker.output()).not.toMatch(/"outcome":"(retry|failed)"/);
    },
    120_000,
  );
});
