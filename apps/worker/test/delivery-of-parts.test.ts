import { Prisma } from '@payspool/db';
import { describe, expect, it } from 'vitest';
import { PermanentFailure, TemporaryFailure } from '../src/run-job.ts';
import { AT, batch, EVENTS, Left, MALFORMED, PURCHASES, usePartsWorker } from './parts-under-test.ts';

const under = usePartsWorker();
const { workerWith, eventsOf, ordersOf, statusesOf } = under;

/** 250 events of 40 purchases: the first ten purchases have seven events each, and the others six. Malformed events are not counted. */
const EXPECTED_ORDERS = Array.from({ length: PURCHASES }, (_, at) => {
  const lost = [...MALFORMED.keys()].filter((event) => event % PURCHASES === at).length;
  return `ord_${at} paid ${((at < 10 ? 7 : 6) - lost) * 100}`;
}).toSorted();

/** The transactions that contain the second part: that of the first 32 parts together and, when it has failed, the second single one. */
const SECOND_PART: ReadonlySet<number> = new Set([1, 3]);

describe('a delivery of 250 events of 40 purchases, three of them malformed', () => {
  const account = 'whole';

  it('applies 247, records why three failed, and stores the body once', async () => {
    const worker = workerWith(account);
    const job = batch(account);
    expect(await worker.run(job)).toBeUndefined();

    expect(await statusesOf(account)).toEqual({ applied: 247, failed: 3, split: 1 });
    expect(await ordersOf(account)).toEqual(EXPECTED_ORDERS);
    const [delivery, ...others] = (await eventsOf(account)).filter(({ rawBody }) => rawBody !== null);
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({
      eventKey: 'evt_batch',
      status: 'split',
      partOf: null,
      type: 'charge_batch',
      canonical: [],
      error: null,
      headers: { 'x-id': 'evt_batch' },
      aggregateId: null,
    });
    expect(Buffer.from(delivery?.rawBody ?? [])).toEqual(job.body);
    const parts = (await eventsOf(account)).filter(({ partOf }) => partOf === 'evt_batch');
    expect(parts).toHaveLength(EVENTS);
    expect(parts[0]).toMatchObject({
      eventKey: 'evt_batch#evt_0',
      type: 'charge_paid',
      occurredAt: new Date(AT * 1000),
      headers: {},
      rawBody: null,
    });
    expect(
      parts.filter(({ status }) => status === 'failed').map(({ eventKey, error }) => [eventKey, error]),
    ).toEqual([
      ['evt_batch#evt_17', expect.stringMatching(/^schema_violation: charge\.cents: /)],
      ['evt_batch#evt_100', expect.stringMatching(/^schema_violation: charge\.cents: /)],
      ['evt_batch#evt_249', expect.stringMatching(/^schema_violation: charge\.currency: /)],
    ]);

    expect([worker.counted('applied'), worker.counted('failed')]).toEqual([247, 3]);
    // Eight for the parts, up to 32 in each, and one for the delivery.
    expect(worker.transactions()).toBe(9);
    expect(worker.lines('event')).toMatchObject([
      { outcome: 'applied', eventKey: 'evt_batch', parts: { applied: 247, failed: 3 } },
    ]);
    expect(worker.lines('part').map(({ eventKey, code }) => [eventKey, code])).toEqual([
      ['evt_batch#evt_17', 'schema_violation'],
      ['evt_batch#evt_100', 'schema_violation'],
      ['evt_batch#evt_249', 'schema_violation'],
    ]);
  });

  it('changes nothing when it is sent again', async () => {
    const before = await eventsOf(account);
    const worker = workerWith(account);
    expect(await worker.run(batch(account))).toBeUndefined();
    expect(worker.lines('event')).toMatchObject([{ outcome: 'duplicate', parts: { duplicate: 250 } }]);
    expect([worker.counted('applied'), worker.counted('failed')]).toEqual([0, 0]);
    expect(await eventsOf(account)).toEqual(before);
    expect(await ordersOf(account)).toEqual(EXPECTED_ORDERS);
  });

  it('has one log line for each of the first ten failures, and no more', async () => {
    const all = new Map(Array.from({ length: 30 }, (_, at) => [at, { cents: null }] as const));
    const worker = workerWith('all-malformed');
    expect(await worker.run(batch('all-malformed', { events: 30, malformed: all }))).toBeUndefined();
    expect(worker.lines('part')).toHaveLength(10);
    expect(worker.counted('failed')).toBe(30);
    expect(await statusesOf('all-malformed')).toEqual({ failed: 30, split: 1 });
  });
});

describe('a delivery of several parts that is interrupted', () => {
  const reset = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });

  it('after any transaction is completed by the next attempt, and nothing is applied twice', async () => {
    const account = 'cut';
    const job = batch(account, { events: 100, purchases: 4, malformed: new Map([[3, { cents: null }]]) });
    // Each attempt makes one more transaction of up to 32 parts; the last one leaves only the delivery.
    for (const recorded of [32, 64, 96, 100]) {
      const worker = workerWith(account, (transaction) => (transaction > 1 ? reset() : undefined));
      expect(await worker.run(job)).toBeInstanceOf(TemporaryFailure);
      expect(worker.lines('event')).toMatchObject([{ outcome: 'retry', code: 'ECONNRESET' }]);
      expect(await under.db.event.count({ where: { account } })).toBe(recorded);
      expect(await under.db.event.count({ where: { account, status: 'split' } })).toBe(0);
    }
    expect(await workerWith(account).run(job)).toBeUndefined();
    expect(await statusesOf(account)).toEqual({ applied: 99, failed: 1, split: 1 });
    expect(await ordersOf(account)).toEqual([
      'ord_0 paid 2500',
      'ord_1 paid 2500',
      'ord_2 paid 2500',
      'ord_3 paid 2400',
    ]);
    expect(await under.db.change.count({ where: { account, kind: 'order' } })).toBe(99);
    expect(await workerWith(account).run(job)).toBeUndefined();
    expect(await statusesOf(account)).toEqual({ applied: 99, failed: 1, split: 1 });
  });

  it('tries no further parts while the database fails for each of them', async () => {
    const account = 'down';
    const closed = () =>
      new Prisma.PrismaClientKnownRequestError('Server has closed the connection', {
        code: 'P1017',
        clientVersion: '7',
      });
    const worker = workerWith(account, closed);
    expect(await worker.run(batch(account))).toBeInstanceOf(TemporaryFailure);
    // One for the first 32 parts together, and then single ones until three have failed in a row.
    expect(worker.transactions()).toBe(3);
    expect(await eventsOf(account)).toEqual([]);
  });

  it('by a temporary error of one part continues with the others, and is retried', async () => {
    const account = 'hiccup';
    const job = batch(account, { events: 6, purchases: 6, malformed: new Map() });
    const worker = workerWith(account, (transaction) => (SECOND_PART.has(transaction) ? reset() : undefined));
    expect(await worker.run(job)).toBeInstanceOf(TemporaryFailure);
    expect(await statusesOf(account)).toEqual({ applied: 5 });
    const again = workerWith(account);
    expect(await again.run(job)).toBeUndefined();
    expect(again.lines('event')).toMatchObject([{ outcome: 'applied', parts: { applied: 1, duplicate: 5 } }]);
    expect(await statusesOf(account)).toEqual({ applied: 6, split: 1 });
  });

  it('by a worker that stops ends between two transactions, also at its last attempt, and does not fail', async () => {
    const account = 'leaving';
    const job = batch(account, { events: 70, purchases: 7, malformed: new Map() });
    const worker = workerWith(account, (transaction) => (transaction === 2 ? new Left() : undefined));
    expect(await worker.run(job, true)).toBeInstanceOf(TemporaryFailure);
    expect(worker.lines('event')).toMatchObject([{ outcome: 'retry', code: 'interrupted' }]);
    expect(await statusesOf(account)).toEqual({ applied: 64 });
    expect(await workerWith(account).run(job)).toBeUndefined();
    expect(await statusesOf(account)).toEqual({ applied: 70, split: 1 });
  });

  it('at its last attempt is recorded as failed with its body, and completed when it is sent again', async () => {
    const account = 'last';
    const job = batch(account, { events: 3, purchases: 3, malformed: new Map() });
    const worker = workerWith(account, (transaction) => (SECOND_PART.has(transaction) ? reset() : undefined));
    expect(await worker.run(job, true)).toBeInstanceOf(PermanentFailure);
    expect(await statusesOf(account)).toEqual({ applied: 2, failed: 1 });
    expect(await under.db.event.findFirst({ where: { account, status: 'failed' } })).toMatchObject({
      eventKey: 'evt_batch',
      error: 'read ECONNRESET',
      partOf: null,
    });
    expect(await workerWith(account).run(job)).toBeUndefined();
    expect(await statusesOf(account)).toEqual({ applied: 3, split: 1 });
  });
});

describe('a part', () => {
  it('with a value that Postgres never accepts fails alone, at once', async () => {
    const account = 'refused';
    const refusal = new Prisma.PrismaClientKnownRequestError('Value out of range', {
      code: 'P2020',
      clientVersion: '7',
    });
    const worker = workerWith(account, (transaction) => (SECOND_PART.has(transaction) ? refusal : undefined));
    expect(
      await worker.run(batch(account, { events: 3, purchases: 3, malformed: new Map() })),
    ).toBeUndefined();
    expect(await statusesOf(account)).toEqual({ applied: 2, failed: 1, split: 1 });
    expect(worker.lines('part')).toMatchObject([
      { eventKey: 'evt_batch#evt_1', outcome: 'failed', code: 'value_refused' },
    ]);
  });

  it('that failed is applied when the delivery is sent again with a corrected body', async () => {
    const account = 'mended';
    const small = { events: 2, purchases: 2 };
    await workerWith(account).run(batch(account, { ...small, malformed: new Map([[1, { cents: null }]]) }));
    expect(await statusesOf(account)).toEqual({ applied: 1, failed: 1, split: 1 });
    const worker = workerWith(account);
    expect(await worker.run(batch(account, { ...small, malformed: new Map() }))).toBeUndefined();
    expect(worker.lines('event')).toMatchObject([
      { outcome: 'applied', parts: { applied: 1, duplicate: 1 } },
    ]);
    expect(await ordersOf(account)).toEqual(['ord_0 paid 100', 'ord_1 paid 100']);
  });
});

it('a different body with a used delivery id is refused before any part of it is applied', async () => {
  const account = 'bound';
  const genuine = { events: 2, purchases: 2, malformed: new Map(), deliveryRef: 'delivery-1' };
  expect(await workerWith(account).run(batch(account, genuine))).toBeUndefined();
  const forged = batch(account, { ...genuine, purchases: 1, eventKey: 'evt_forged' });
  expect(await workerWith(account).run(forged)).toBeInstanceOf(PermanentFailure);
  expect(await ordersOf(account)).toEqual(['ord_0 paid 100', 'ord_1 paid 100']);
  expect(await under.db.event.findMany({ where: { account, status: 'failed' } })).toMatchObject([
    { eventKey: 'evt_forged', error: expect.stringContaining('delivery_ref_reused') as string },
  ]);
});
