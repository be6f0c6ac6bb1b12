import { openDatabase, type Database } from '@payspool/db';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  applyEvent,
  applyEvents,
  publishDue,
  rebuild,
  type RecordedEvent,
  refoldAggregate,
} from '../src/index.ts';
import { canonicalEvent, type EventFacts } from '@payspool/events';
import { eur } from './histories/history.ts';
import { useDatabase } from './projection-under-test.ts';
import { record } from './record.ts';

const database = useDatabase();

/** Enough for a purchase to be long. */
const MANY = 300;

const noon = Date.parse('2026-01-31T12:00:00.000Z');
type Facts = EventFacts extends infer One
  ? One extends EventFacts
    ? Omit<One, 'occurredAt'>
    : never
  : never;
/** An event of any second from noon on. */
const happened = (key: string, second: number, facts: Facts): RecordedEvent => ({
  eventKey: key,
  index: 0,
  event: canonicalEvent({ ...facts, occurredAt: new Date(noon + second * 1000).toISOString() }),
});

/** A payment of an order that is paid in many parts. */
const part = (n: number, orderRef = 'o_1'): RecordedEvent =>
  happened(`${orderRef} ${n}`, 2 * n, {
    type: 'payment.succeeded',
    paymentRef: `p_${orderRef}_${n}`,
    orderRef,
    amount: eur(100n),
  });
const parts = (count: number, orderRef = 'o_1') => Array.from({ length: count }, (_, n) => part(n, orderRef));

const delivered = (account: string, { eventKey, event }: RecordedEvent) => ({
  record: record({
    account,
    eventKey,
    type: event.type,
    occurredAt: new Date(event.occurredAt),
    rawBody: Buffer.from(eventKey),
  }),
  result: { status: 'applied' as const, events: [event] },
});

async function applyAll(db: Database, account: string, events: readonly RecordedEvent[]): Promise<void> {
  for (let at = 0; at < events.length; at += 64) {
    const settled = await applyEvents(
      db,
      events.slice(at, at + 64).map((event) => delivered(account, event)),
    );
    expect(settled.filter(({ status }) => status !== 'recorded')).toEqual([]);
  }
}

/** Another worker, which has nothing in memory. */
function otherWorker(): Database {
  const { prisma, close } = openDatabase({
    url: database.url,
    poolSize: 2,
    applicationName: 'projection-test',
  });
  onTestFinished(close);
  return prisma;
}

/** What of an account's rows is not as a fold of all of its events has it. */
async function wrongRows(account: string): Promise<unknown[]> {
  const wrong: unknown[] = [];
  await rebuild(database.db, {
    onDifference: (difference) => {
      if (difference.account === account) wrong.push(...difference.rows);
    },
  });
  return wrong;
}

const aggregateOf = (account: string) => database.db.aggregate.findFirstOrThrow({ where: { account } });
const orderOf = (account: string) => database.db.order.findFirstOrThrow({ where: { account } });
const paidBy = (count: number) => ({ paidMinor: expect.objectContaining({ d: [count * 100] }) as unknown });

describe('a purchase with many events', () => {
  it('has neither its fold nor its published state in its row', async () => {
    const account = 'row';
    await applyAll(database.db, account, parts(MANY));
    const { state, publishedState: inRow, revision } = await aggregateOf(account);
    expect(inRow).toBeNull();
    expect(Object.keys(state as object)).toEqual(['since', 'mark']);
    expect(revision).toBeGreaterThan(0);
    // Each payment, and the order.
    expect(await database.db.publishedSubject.count({ where: { aggregate: { account } } })).toBe(MANY + 1);
    expect(await orderOf(account)).toMatchObject(paidBy(MANY));
  });

  it('continues from the committed state, and a refused event leaves nothing in memory', async () => {
    const account = 'refused';
    await applyAll(database.db, account, parts(MANY));
    await applyAll(database.db, account, [part(MANY)]);
    const { event, ...refused } = part(MANY + 1);
    const withNul = { ...event, providerStatus: 'a\u0000b' } as typeof event;
    await expect(
      applyEvent(database.db, delivered(account, { ...refused, event }).record, {
        status: 'applied',
        events: [withNul],
      }),
    ).rejects.toThrow('contains control characters');
    await applyAll(database.db, account, [part(MANY + 2)]);
    expect(await orderOf(account)).toMatchObject(paidBy(MANY + 2));
    expect(await wrongRows(account)).toEqual([]);
  });

  it('is continued by a worker that lacks only the last events, and by one that has none', async () => {
    const account = 'workers';
    await applyAll(database.db, account, parts(MANY));
    const other = otherWorker();
    for (let n = MANY; n < MANY + 12; n += 1)
      await applyAll(n % 3 === 0 ? other : database.db, account, [part(n)]);
    expect(await orderOf(account)).toMatchObject(paidBy(MANY + 12));
    expect(await wrongRows(account)).toEqual([]);
  });

  it('includes an event that another worker applied after it had been ignored', async () => {
    const account = 'ignored before';
    const ignored = delivered(account, part(MANY));
    await applyEvent(database.db, ignored.record, { status: 'ignored', error: 'unknown event type' });
    await applyAll(database.db, account, parts(MANY));
    await applyAll(database.db, account, [part(MANY + 1)]);
    await applyAll(otherWorker(), account, [part(MANY)]);
    await applyAll(database.db, account, [part(MANY + 2)]);
    expect(await orderOf(account)).toMatchObject(paidBy(MANY + 3));
    expect(await wrongRows(account)).toEqual([]);
  });

  it('places a very late event correctly', async () => {
    const account = 'late';
    const [first, ...others] = parts(MANY + 100);
    await applyAll(
      database.db,
      account,
      others.filter((_, n) => n !== 99),
    );
    await applyAll(database.db, account, [others[99] ?? part(0)]);
    await applyAll(database.db, account, [first ?? part(0)]);
    expect(await orderOf(account)).toMatchObject(paidBy(MANY + 100));
    expect(await wrongRows(account)).toEqual([]);
    const changes = await database.db.change.findMany({ where: { account }, orderBy: { at: 'asc' } });
    expect(changes).toHaveLength(MANY + 100);
    expect(changes[0]).toMatchObject({ eventKey: 'o_1 0', from: {} });
    expect(changes[100]).toMatchObject({ eventKey: 'o_1 100' });
  });

  it('may be folded and published by another process meanwhile', async () => {
    const account = 'folded again';
    await applyAll(database.db, account, parts(MANY));
    await applyAll(database.db, account, [part(MANY)]);
    const { id } = await aggregateOf(account);
    expect(await refoldAggregate(otherWorker(), id, { react: true })).toEqual({ transitions: 0 });
    await applyAll(database.db, account, [part(MANY + 1)]);
    expect(await wrongRows(account)).toEqual([]);
    expect(await database.db.outbox.count({ where: { account, topic: 'payment.succeeded' } })).toBe(MANY + 2);
  });

  it('is merged with another long purchase, and nothing is published twice', async () => {
    const account = 'merged';
    // More than one statement takes.
    const [a, b] = [parts(600, 'o_a'), parts(600, 'o_b')];
    await applyAll(database.db, account, a);
    await applyAll(database.db, account, b);
    await applyAll(database.db, account, [part(600, 'o_a')]);
    const link = happened('link', 5000, { type: 'payment.linked', paymentRef: 'p_o_b_1', orderRef: 'o_a' });
    await applyAll(database.db, account, [link]);
    await applyAll(database.db, account, [part(601, 'o_a')]);
    expect(await database.db.order.count({ where: { account } })).toBe(1);
    expect(await database.db.payment.count({ where: { account } })).toBe(1202);
    expect(await orderOf(account)).toMatchObject(paidBy(1202));
    expect(await wrongRows(account)).toEqual([]);
    expect(await database.db.publishedSubject.count({ where: { aggregate: { account } } })).toBe(1202 + 2);
    const published = await database.db.outbox.groupBy({
      by: ['topic'],
      where: { account },
      _count: true,
      orderBy: { topic: 'asc' },
    });
    expect(published.map(({ topic, _count }) => [topic, _count])).toEqual([['payment.succeeded', 1202]]);
  });

  it('absorbs a short one with the event that links them, as for a renewal payment that comes before its subscription is known', async () => {
    const account = 'renewals';
    const renewals = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => from + at).flatMap((n) => [
        happened(`paid ${n}`, 60 * n, {
          type: 'payment.succeeded',
          paymentRef: `pi_${n}`,
          amount: eur(100n),
        }),
        happened(`renewed ${n}`, 60 * n + 1, {
          type: 'subscription.updated',
          subscriptionRef: 'sub_1',
          status: 'active',
          paidPeriod: {
            start: new Date(noon + n * 2_592_000_000).toISOString(),
            end: new Date(noon + (n + 1) * 2_592_000_000).toISOString(),
            invoiceRef: `in_${n}`,
          },
        }),
        happened(`linked ${n}`, 60 * n + 1, {
          type: 'payment.linked',
          paymentRef: `pi_${n}`,
          invoiceRef: `in_${n}`,
          subscriptionRef: 'sub_1',
        }),
      ]);
    await applyAll(database.db, account, renewals(0, 120));
    for (const event of renewals(120, 124)) await applyAll(database.db, account, [event]);
    expect(await database.db.aggregate.count({ where: { account } })).toBe(1);
    expect(await database.db.payment.count({ where: { account, subscriptionRef: 'sub_1' } })).toBe(124);
    expect(await wrongRows(account)).toEqual([]);
  });

  it('absorbs a short order, of which no rows are left', async () => {
    const account = 'short order';
    const begun = happened('begun', 0, { type: 'order.created', orderRef: 'o_1' });
    await applyAll(database.db, account, [begun, ...parts(MANY)]);
    const end = 2 * MANY;
    const sold = happened('sold', end - 9, { type: 'order.completed', orderRef: 'o_2', amount: eur(500n) });
    const paid = happened('paid', end - 9, {
      type: 'payment.succeeded',
      paymentRef: 'p_2',
      orderRef: 'o_2',
      amount: eur(500n),
    });
    await applyAll(database.db, account, [sold, paid]);
    expect(await database.db.change.count({ where: { account, ref: 'o_2' } })).toBe(2);
    const link = happened('link', end, { type: 'payment.linked', paymentRef: 'p_2', orderRef: 'o_1' });
    await applyAll(database.db, account, [link]);
    expect(await database.db.order.findMany({ where: { account } })).toMatchObject([{ orderRef: 'o_1' }]);
    expect(await database.db.change.count({ where: { account, ref: 'o_2' } })).toBe(0);
    // An order is the same one whatever it is called: what was published of o_2 goes on under its name.
    expect(await database.db.outbox.count({ where: { account, topic: 'order.withdrawn' } })).toBe(0);
    expect(await wrongRows(account)).toEqual([]);
  });

  it('stays long, and publishes what is due from its rows', async () => {
    const account = 'due';
    await applyAll(database.db, account, parts(MANY));
    await database.db.aggregate.updateMany({ where: { account }, data: { dueAt: new Date(0) } });
    const { failures } = await publishDue(
      database.db,
      {
        policy: { onPartialLoss: 'keep', whileCollectionPaused: 'keep', whenEndUnknown: 'end' },
        merchantRefGraceMs: 0,
        now: () => new Date(),
      },
      { limit: 10 },
    );
    expect(failures).toEqual([]);
    expect(await database.db.outbox.count({ where: { account, topic: 'payment.succeeded' } })).toBe(MANY);
    expect((await aggregateOf(account)).publishedState).toBeNull();
    await applyAll(database.db, account, [part(MANY)]);
    expect(await wrongRows(account)).toEqual([]);
  });
});
