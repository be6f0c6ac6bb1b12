import { expect, it } from 'vitest';
import {
  claimReaction,
  dispatch,
  promote,
  promoteAll,
  release,
  retryReactions,
  settle,
  takeReady,
  takeUnseen,
} from '../src/ledger.ts';
import { queueAll, rowOf, publish, useDatabase } from './transitions.ts';

const database = useDatabase();
const key = (outboxId: bigint) => ({ outboxId, consumer: 'c' });
const claim = (outboxId: bigint, leaseMs = 60_000) => claimReaction(database.db, key(outboxId), leaseMs);

it('the second reaction waits until the first has ended, with any result', async () => {
  const { db } = database;
  const [first, second] = [await publish(db, 1n), await publish(db, 1n, 'order.refunded')];
  await queueAll(db);
  expect((await rowOf(db, first)).status).toBe('queued');
  expect((await rowOf(db, second)).status).toBe('waiting');
  expect(await claim(first)).toMatchObject({ claim: 'taken', attempt: 1, topic: 'order.paid' });
  expect(await claim(second)).toEqual({ claim: 'behind', aggregateId: 1n });
  await release(db, { ...key(first), attempt: 1 }, 'away');
  expect(await claim(second)).toEqual({ claim: 'behind', aggregateId: 1n });
  expect(await claim(first)).toMatchObject({ claim: 'taken', attempt: 2 });
  expect(await settle(db, { ...key(first), attempt: 2 }, { status: 'failed', error: 'no' })).toBe(1);
  expect((await rowOf(db, second)).status).toBe('ready');
  expect(await claim(second)).toMatchObject({ claim: 'taken', attempt: 1 });
});

it('only one of two simultaneous claims of a reaction gets it', async () => {
  const { db } = database;
  const id = await publish(db, 2n);
  await queueAll(db);
  const claims = await Promise.all(Array.from({ length: 6 }, () => claim(id)));
  expect(claims.filter(({ claim: came }) => came === 'taken')).toHaveLength(1);
  expect(claims.filter(({ claim: came }) => came === 'leased')).toHaveLength(5);
  expect((await rowOf(db, id)).attempts).toBe(1);
});

it('an attempt whose lease is over does not affect the attempt after it', async () => {
  const { db } = database;
  const id = await publish(db, 3n);
  await queueAll(db);
  expect(await claim(id, 0)).toMatchObject({ attempt: 1 });
  expect(await claim(id)).toMatchObject({ claim: 'taken', attempt: 2 });
  await release(db, { ...key(id), attempt: 1 }, 'late');
  expect(await claim(id)).toMatchObject({ claim: 'leased' });
  expect(await settle(db, { ...key(id), attempt: 1 }, { status: 'failed', error: 'late' })).toBeUndefined();
  expect(await rowOf(db, id)).toMatchObject({ status: 'queued', error: null, finishedAt: null });
  expect(await settle(db, { ...key(id), attempt: 2 }, { status: 'succeeded' })).toBe(0);
  expect(await settle(db, { ...key(id), attempt: 1 }, { status: 'failed', error: 'late' })).toBeUndefined();
  expect(await rowOf(db, id)).toMatchObject({ status: 'succeeded', error: null });
});

it('a retried reaction does not run at the same time as a later one', async () => {
  const { db } = database;
  const [first, second] = [await publish(db, 4n), await publish(db, 4n)];
  await queueAll(db);
  await claim(first);
  await settle(db, { ...key(first), attempt: 1 }, { status: 'failed', error: 'no' });
  await claim(second);
  expect(await claim(first)).toMatchObject({ claim: 'leased' }); // a retry from the dashboard
  await settle(db, { ...key(second), attempt: 1 }, { status: 'succeeded' });
  expect(await claim(first)).toMatchObject({ claim: 'taken', attempt: 2 });
});

it('a reaction that ends after its purchase was merged into another makes the next one there ready', async () => {
  const { db } = database;
  const [first, second] = [await publish(db, 5n), await publish(db, 5n)];
  await queueAll(db);
  await claim(first);
  await db.outbox.updateMany({ where: { aggregateId: 5n }, data: { aggregateId: 6n } });
  await db.reaction.updateMany({ where: { aggregateId: 5n }, data: { aggregateId: 6n } });
  expect(await settle(db, { ...key(first), attempt: 1 }, { status: 'succeeded' })).toBe(1);
  expect((await rowOf(db, second)).status).toBe('ready');
});

it('a reaction that a merge put behind another waits again, and is queued at its turn', async () => {
  const { db } = database;
  const [earlier, later] = [await publish(db, 7n), await publish(db, 8n)];
  await queueAll(db);
  await db.outbox.updateMany({ where: { aggregateId: 7n }, data: { aggregateId: 8n } });
  await db.reaction.updateMany({ where: { aggregateId: 7n }, data: { aggregateId: 8n } });
  expect(await claim(later)).toEqual({ claim: 'behind', aggregateId: 8n });
  expect((await rowOf(db, later)).status).toBe('waiting');
  await claim(earlier);
  expect(await settle(db, { ...key(earlier), attempt: 1 }, { status: 'succeeded' })).toBe(1);
  expect((await rowOf(db, later)).status).toBe('ready');
});

it('a reaction whose old job is still running stays ready, and is queued again later', async () => {
  const { db } = database;
  const [busy, free] = [await publish(db, 9n), await publish(db, 10n)];
  await dispatch(db, [{ consumer: 'c', topics: ['order.paid'] }], 100);
  await promote(db, [9n, 10n]);
  const refuseBusy = takeReady(db, 100, async (due) => due.filter(({ outboxId }) => outboxId !== busy));
  expect(await refuseBusy).toMatchObject({ left: 1 });
  expect((await rowOf(db, busy)).status).toBe('ready');
  expect((await rowOf(db, free)).status).toBe('queued');
  expect(await takeReady(db, 100, async (due) => due)).toEqual({ queued: 1, left: 0 });
  expect((await rowOf(db, busy)).status).toBe('queued');
});

it('a reaction that the queue refuses stays ready', async () => {
  const { db } = database;
  const id = await publish(db, 11n);
  await dispatch(db, [{ consumer: 'c', topics: ['order.paid'] }], 100);
  await promoteAll(db);
  await expect(takeReady(db, 100, () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect((await rowOf(db, id)).status).toBe('ready');
  await takeReady(db, 100, async (due) => due);
});

it('the search for lost jobs takes reactions that are old enough, and none with a lease', async () => {
  const { db } = database;
  await db.reaction.deleteMany();
  const [leased, lost] = [await publish(db, 12n), await publish(db, 13n)];
  await queueAll(db);
  await claim(leased);
  const look = async (olderThanMs: number) => {
    const seen: bigint[] = [];
    await takeUnseen(db, { olderThanMs, limit: 10 }, async (due) => {
      seen.push(...due.map(({ outboxId }) => outboxId));
      return due;
    });
    return seen;
  };
  expect(await look(60_000)).toEqual([]);
  expect(await look(-1000)).toEqual([lost]);
});

it('any number of relays dispatch each transition once, in the order of publishing', async () => {
  const { db } = database;
  await db.outbox.deleteMany();
  const ids = [];
  for (let n = 0; n < 40; n += 1) ids.push(await publish(db, BigInt(100 + (n % 4))));
  const subscribers = ['c', 'd'].map((consumer) => ({ consumer, topics: ['order.paid'] as const }));
  const relay = async () => {
    for (let sum = 0; ;) {
      const { dispatched, isBusy } = await dispatch(db, subscribers, 7);
      if (dispatched === 0 && !isBusy) return sum;
      sum += dispatched;
    }
  };
  const sums = await Promise.all(Array.from({ length: 6 }, relay));
  expect(sums.reduce((all, sum) => all + sum, 0)).toBe(40);
  const written = await db.reaction.findMany({ where: { consumer: 'c' }, orderBy: { outboxId: 'asc' } });
  expect(written.map(({ outboxId }) => outboxId)).toEqual(ids);
  expect(await db.reaction.count()).toBe(80);
  expect(await promoteAll(db)).toBe(8); // four purchases, two consumers
});

it('a topic of a newer release and later transitions of its purchase are left to its relay, and other purchases do not wait', async () => {
  const { db } = database;
  await db.outbox.deleteMany();
  const before = await publish(db, 250n);
  const unknown = await publish(db, 250n, 'order.shipped');
  const behind = await publish(db, 250n);
  const other = await publish(db, 251n);
  const subscribers = [{ consumer: 'c', topics: ['order.paid'] as const }];
  expect(await dispatch(db, subscribers, 100)).toMatchObject({ dispatched: 2 });
  const undispatched = async () =>
    (await db.outbox.findMany({ where: { dispatchedAt: null }, orderBy: { id: 'asc' } })).map(({ id }) => id);
  expect(await undispatched()).toEqual([unknown, behind]);
  const published = await db.reaction.findMany({ orderBy: { outboxId: 'asc' } });
  expect(published.map(({ outboxId }) => outboxId)).toEqual([before, other]);
  expect(await dispatch(db, subscribers, 1)).toMatchObject({ dispatched: 0, isBusy: false });

  // Does the same as the newer relay.
  await db.outbox.update({ where: { id: unknown }, data: { dispatchedAt: new Date() } });
  expect(await dispatch(db, subscribers, 100)).toMatchObject({ dispatched: 1 });
  expect(await undispatched()).toEqual([]);
});

it('a transition without consumers is delivered at once, and one with consumers when all have finished', async () => {
  const { db } = database;
  await db.outbox.deleteMany();
  const [unhandled, handled] = [await publish(db, 200n, 'payment.failed'), await publish(db, 201n)];
  await queueAll(db, ['c', 'd']);
  const deliveredAt = async (id: bigint) =>
    (await db.outbox.findUniqueOrThrow({ where: { id } })).deliveredAt;
  expect(await deliveredAt(unhandled)).not.toBeNull();
  await claim(handled);
  await settle(db, { ...key(handled), attempt: 1 }, { status: 'succeeded' });
  expect(await deliveredAt(handled)).toBeNull();
  await claimReaction(db, { outboxId: handled, consumer: 'd' }, 60_000);
  await settle(db, { outboxId: handled, consumer: 'd', attempt: 1 }, { status: 'failed', error: 'no' });
  expect(await deliveredAt(handled)).not.toBeNull();
});

it('a retry runs the selected reactions again in order, and no others', async () => {
  const { db } = database;
  await db.outbox.deleteMany();
  const [first, second, third] = [await publish(db, 300n), await publish(db, 300n), await publish(db, 300n)];
  for (const [id, status] of [
    [first, 'failed'],
    [second, 'succeeded'],
    [third, 'failed'],
  ] as const) {
    await queueAll(db);
    await claim(id);
    await settle(db, { ...key(id), attempt: 1 }, { status, error: null });
  }
  expect(await retryReactions(db, { consumer: 'c', since: new Date() }, { again: 'failed' })).toBe(0);
  expect(await retryReactions(db, { consumer: 'c' }, { again: 'failed' })).toBe(2);
  const states = await Promise.all([first, second, third].map((id) => rowOf(db, id)));
  expect(states.map(({ status }) => status)).toEqual(['ready', 'succeeded', 'waiting']);
});
