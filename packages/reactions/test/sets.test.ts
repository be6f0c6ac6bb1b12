import { waitFor } from '@payspool/testkit';
import { expect, it } from 'vitest';
import {
  claimReaction,
  claimReactions,
  disableConsumer,
  expireTransitions,
  retryReactions,
  runSet,
  type SetMember,
  settle,
  settleReactions,
  takeUnseen,
} from '../src/ledger.ts';
import { dispatchAll, queueAll, rowOf, publish, useDatabase } from './transitions.ts';

const database = useDatabase();
const key = (outboxId: bigint) => ({ outboxId, consumer: 'c' });
const wanted = (outboxId: bigint) => ({ ...key(outboxId), leaseMs: 60_000 });

/** Sessions of this database that wait for a lock. */
const lockWaits = async (): Promise<number | undefined> => {
  const [row] = await database.db.$queryRaw<{ waits: number }[]>`
    SELECT count(*)::int AS waits FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return row?.waits;
};

/** The first reaction has failed, and the second is the next one. */
async function failedAndNext(aggregateId: bigint): Promise<[bigint, bigint]> {
  const { db } = database;
  const ids: [bigint, bigint] = [await publish(db, aggregateId), await publish(db, aggregateId)];
  await queueAll(db);
  await claimReaction(db, key(ids[0]), 60_000);
  await settle(db, { ...key(ids[0]), attempt: 1 }, { status: 'failed', error: 'no' });
  await queueAll(db);
  return ids;
}

it('only one of two reactions of one purchase that are claimed at once is taken, in any order', async () => {
  const { db } = database;
  const [failed, next] = await failedAndNext(1n);
  let claims: Promise<unknown[]> = Promise.resolve([]);
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`
      SELECT pg_advisory_xact_lock(hashtextextended('reactions ' || consumer, aggregate_id)) FROM reactions WHERE outbox_id = ${next}`;
    claims = Promise.all([failed, next].map((id) => claimReaction(db, key(id), 60_000)));
    await waitFor(async () => (await lockWaits()) === 2, { what: 'both claims to wait for the turn' });
  });
  const came = (await claims) as { claim: string }[];
  expect(came.filter(({ claim }) => claim === 'taken')).toHaveLength(1);
  const leased = await db.reaction.count({ where: { aggregateId: 1n, leaseUntil: { not: null } } });
  expect(leased).toBe(1);
});

it('a set of claims returns a result for each, and takes each purchase and each repeated reaction once', async () => {
  const { db } = database;
  const [failed, next] = await failedAndNext(2n);
  const other = await publish(db, 3n);
  await queueAll(db);
  const claims = await claimReactions(db, [next, other, failed, other, 999_999n].map(wanted));
  expect(claims).toMatchObject([
    { claim: 'behind', aggregateId: 2n },
    { claim: 'taken', attempt: 1, topic: 'order.paid' },
    { claim: 'taken', attempt: 2 },
    { claim: 'leased' },
    { claim: 'finished' },
  ]);
});

it('a set of endings settles each, and ignores an attempt that is not the latest', async () => {
  const { db } = database;
  const [first, second, third] = [await publish(db, 4n), await publish(db, 4n), await publish(db, 5n)];
  await queueAll(db);
  await claimReactions(db, [wanted(first), wanted(third)]);
  const settled = await settleReactions(db, [
    { ...key(first), attempt: 1, status: 'failed', error: 'no' },
    { ...key(third), attempt: 7, status: 'succeeded' },
  ]);
  expect(settled).toEqual([1, undefined]);
  expect(await rowOf(db, first)).toMatchObject({ status: 'failed', error: 'no', leaseUntil: null });
  expect(await rowOf(db, second)).toMatchObject({ status: 'ready' });
  expect(await rowOf(db, third)).toMatchObject({ status: 'queued', finishedAt: null });
});

it('a transition that is retried by the command line or the dashboard is not delivered until its reaction has ended, and is not deleted', async () => {
  const { db } = database;
  const deliveredAt = async (id: bigint) =>
    (await db.outbox.findUniqueOrThrow({ where: { id } })).deliveredAt;
  const longAgo = new Date('2026-01-01T00:00:00Z');
  const [succeeded, failed] = [await publish(db, 6n), await publish(db, 7n)];
  await queueAll(db);
  await claimReactions(db, [wanted(succeeded), wanted(failed)]);
  await settleReactions(db, [
    { ...key(succeeded), attempt: 1, status: 'succeeded' },
    { ...key(failed), attempt: 1, status: 'failed', error: 'no' },
  ]);
  await db.outbox.updateMany({ where: { id: { in: [succeeded, failed] } }, data: { deliveredAt: longAgo } });

  expect(await retryReactions(db, { id: succeeded }, { again: 'all' })).toBe(1); // as from the command line
  expect(await claimReaction(db, key(failed), 60_000)).toMatchObject({ claim: 'taken' }); // as from the dashboard
  expect([await deliveredAt(succeeded), await deliveredAt(failed)]).toEqual([null, null]);

  await claimReaction(db, key(succeeded), 60_000);
  await settleReactions(db, [
    { ...key(succeeded), attempt: 2, status: 'succeeded' },
    { ...key(failed), attempt: 2, status: 'succeeded' },
  ]);
  expect(await expireTransitions(db, new Date('2026-02-01T00:00:00Z'))).toBe(0);
  expect(await deliveredAt(succeeded)).not.toBeNull();
  expect(await deliveredAt(failed)).not.toBeNull();
});

it('the search for lost jobs takes reactions that should run at once before reactions that wait for a retry', async () => {
  const { db } = database;
  await db.outbox.deleteMany();
  const backingOff = [await publish(db, 20n), await publish(db, 21n), await publish(db, 22n)];
  const [neverTried, died] = [await publish(db, 23n), await publish(db, 24n)];
  await queueAll(db);
  const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
  await db.reaction.updateMany({
    where: { outboxId: { in: backingOff } },
    data: { attempts: 3, queuedAt: minutesAgo(60), error: 'away' },
  });
  await db.reaction.updateMany({ where: { outboxId: neverTried }, data: { queuedAt: minutesAgo(3) } });
  await db.reaction.updateMany({
    where: { outboxId: died },
    data: { attempts: 2, queuedAt: minutesAgo(2), leaseUntil: minutesAgo(1), error: 'away' },
  });
  const look = async (limit: number) => {
    const seen: bigint[] = [];
    await takeUnseen(db, { olderThanMs: 60_000, limit }, async (due) => {
      seen.push(...due.map(({ outboxId }) => outboxId));
      return due;
    });
    return seen;
  };
  expect(await look(2)).toEqual([neverTried, died]);
  expect(await look(2)).toEqual(backingOff.slice(0, 2));
  expect(await look(2)).toEqual(backingOff.slice(2));
});

/** The members of a set, in order. */
const runs = async (write: (members: readonly SetMember[]) => void = () => undefined, limit = 100) => {
  const given: bigint[] = [];
  const result = await runSet(
    database.db,
    {
      consumer: 'c',
      prepare: (member) => {
        if (member.topic === 'order.refunded') throw new Error('unreadable');
        return member;
      },
      write: async (_, members) => {
        given.push(...members.map(({ outboxId }) => outboxId));
        write(members);
      },
    },
    limit,
  );
  return { given, ...result };
};

it('a set has one reaction of each purchase, and its end makes the next one ready', async () => {
  const { db } = database;
  await db.outbox.deleteMany();
  const [first, other, second] = [await publish(db, 30n), await publish(db, 31n), await publish(db, 30n)];
  await dispatchAll(db);
  expect(await runs()).toMatchObject({ given: [first, other], ready: 1, alone: [], busy: [] });
  expect(await rowOf(db, first)).toMatchObject({ status: 'succeeded', attempts: 1, error: null });
  expect((await db.outbox.findUniqueOrThrow({ where: { id: first } })).deliveredAt).not.toBeNull();
  expect(await runs()).toMatchObject({ given: [second], ready: 0 });
  expect(await runs()).toMatchObject({ given: [], ended: [] });
});

it('a set leaves out a transition that cannot be read, and a set that fails changes nothing', async () => {
  const { db } = database;
  await db.outbox.deleteMany();
  const [good, unreadable] = [await publish(db, 40n), await publish(db, 41n, 'order.refunded')];
  await dispatchAll(db);
  const failing = await runs(() => {
    throw new Error('no');
  });
  expect(failing).toMatchObject({ given: [good], ended: [], alone: [good, unreadable] });
  expect(await rowOf(db, good)).toMatchObject({ status: 'ready', attempts: 0, startedAt: null });
  expect(await runs()).toMatchObject({ given: [good], alone: [unreadable] });
  expect(await rowOf(db, unreadable)).toMatchObject({ status: 'ready', attempts: 0 });
});

it('a reaction waits while an earlier one of its purchase is retried', async () => {
  const { db } = database;
  await db.outbox.deleteMany();
  const [failed, next] = await failedAndNext(50n);
  await db.reaction.updateMany({ where: { outboxId: next }, data: { status: 'ready' } });
  await claimReaction(db, key(failed), 60_000); // a retry from the dashboard
  expect(await runs()).toMatchObject({ given: [], ended: [] });
  await settle(db, { ...key(failed), attempt: 2 }, { status: 'succeeded' });
  expect(await runs()).toMatchObject({ given: [next] });
});

it('a set skips the reactions of a disabled consumer', async () => {
  const { db } = database;
  await db.outbox.deleteMany();
  const id = await publish(db, 60n);
  await dispatchAll(db);
  await disableConsumer(db, 'c', 'gone');
  expect(await runs()).toMatchObject({ given: [], ended: [{ outboxId: id, status: 'skipped', attempt: 1 }] });
  expect(await rowOf(db, id)).toMatchObject({ status: 'skipped' });
  await db.disabledConsumer.deleteMany();
});
