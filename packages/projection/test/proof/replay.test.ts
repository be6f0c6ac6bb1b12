import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordWithoutEffects, replayEvent, type Reread } from '../../src/index.ts';
import { at, eur, eventAt } from '../histories/history.ts';
import { useDatabase } from '../projection-under-test.ts';
import { record } from '../record.ts';
import { readRows } from '../tables.ts';
import { type Delivery, randomHistory } from './random-histories.ts';
import { deliver, differencesIn, expectedOf, storedOf } from './stored.ts';

const database = useDatabase();
const SEED = Number(process.env['FC_SEED'] ?? 20_260_131);

const reread = (delivery: Delivery): Reread => ({
  status: 'applied',
  type: delivery[0]?.event.type ?? '',
  occurredAt: new Date(delivery[0]?.event.occurredAt ?? at(0)),
  events: delivery.map(({ event }) => event),
});
const idOf = async (account: string, eventKey: string) =>
  (await database.db.event.findFirstOrThrow({ where: { account, eventKey } })).id;
const replay = async (account: string, eventKey: string, meaning: Reread, dryRun = false) =>
  replayEvent(database.db, await idOf(account, eventKey), { reread: meaning, dryRun, react: true });

const orderA = [eventAt('order_a', 1, { type: 'order.created', orderRef: 'o_a', amount: eur(1000n) })];
const orderB = [eventAt('order_b', 2, { type: 'order.created', orderRef: 'o_b', amount: eur(1000n) })];
const paid = (orderRef: string) => [
  eventAt('paid', 3, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef, amount: eur(1000n) }),
];
const refunded = [
  eventAt('refunded', 4, {
    type: 'refund.succeeded',
    refundRef: 'r_1',
    paymentRef: 'p_1',
    amount: eur(400n),
  }),
];

describe('an event that failed or was ignored', () => {
  it.each(['failed', 'ignored'] as const)('%s: is applied after its mapping is corrected', async (status) => {
    const { db } = database;
    const account = `mended-${status}`;
    await deliver(db, account, orderA);
    await deliver(db, account, refunded);
    await recordWithoutEffects(db, record({ account, eventKey: 'paid' }), { status, error: 'not yet' });

    const result = await replay(account, 'paid', reread(paid('o_a')));
    expect(result.status).toEqual({ from: status, to: 'applied' });
    expect(result.rows).toContainEqual({ table: 'payments', key: 'p_1', kind: 'missing', columns: [] });
    const order = result.rows.find(({ table }) => table === 'orders');
    expect(order).toMatchObject({ key: 'o_a', kind: 'different' });
    expect(order?.columns).toContainEqual({
      column: 'status',
      stored: 'pending',
      derived: 'partially_refunded',
    });
    expect(await storedOf(db, account)).toEqual(expectedOf([orderA, refunded, paid('o_a')]));
    expect(await db.event.findFirst({ where: { account, eventKey: 'paid' } })).toMatchObject({
      status: 'applied',
      error: null,
      appliedAt: expect.any(Date) as Date,
    });
  });

  it('stays failed if it still fails, with the new reason', async () => {
    const { db } = database;
    await recordWithoutEffects(db, record({ account: 'still', eventKey: 'paid' }), {
      status: 'failed',
      error: 'a',
    });
    const failed: Reread = { status: 'failed', type: 'x', error: 'b' };
    expect(await replay('still', 'paid', failed)).toEqual({
      status: { from: 'failed', to: 'failed' },
      rows: [],
      transitions: 0,
    });
    expect(await db.event.findFirst({ where: { account: 'still' } })).toMatchObject({
      status: 'failed',
      error: 'b',
    });
  });
});

describe('an event that was applied', () => {
  it('is never replaced by a failure', async () => {
    const { db } = database;
    await deliver(db, 'kept', paid('o_a'));
    const before = await storedOf(db, 'kept');
    const result = await replay('kept', 'paid', { status: 'failed', type: 'x', error: 'broken mapping' });
    expect(result).toEqual({ status: { from: 'applied', to: 'applied' }, rows: [], transitions: 0 });
    expect(await storedOf(db, 'kept')).toEqual(before);
    expect(await db.event.findFirst({ where: { account: 'kept' } })).toMatchObject({
      status: 'applied',
      error: null,
    });
  });

  it('changes nothing if its meaning is the same', async () => {
    const { db } = database;
    for (const delivery of [orderA, paid('o_a')]) await deliver(db, 'same', delivery);
    const before = await storedOf(db, 'same');
    expect((await replay('same', 'paid', reread(paid('o_a')))).rows).toEqual([]);
    expect(await storedOf(db, 'same')).toEqual(before);
  });

  it('moves its payment and its refund to another order', async () => {
    const { db } = database;
    const account = 'moved';
    for (const delivery of [orderA, orderB, paid('o_a'), refunded]) await deliver(db, account, delivery);
    const { rows } = await replay(account, 'paid', reread(paid('o_b')));
    const changed = rows.filter(({ table }) => table === 'orders' || table === 'payments');
    expect(changed.map(({ table, key, kind }) => `${table} ${key} ${kind}`).toSorted()).toEqual([
      'orders o_a different',
      'orders o_b different',
      'payments p_1 different',
    ]);
    expect(await storedOf(db, account)).toEqual(expectedOf([orderA, orderB, paid('o_b'), refunded]));
    expect((await readRows(db, { provider: 'stripe', account })).orders).toMatchObject([
      { orderRef: 'o_a', status: 'pending', paidMinor: 0n },
      { orderRef: 'o_b', status: 'partially_refunded', paidMinor: 1000n, refundedMinor: 400n },
    ]);
  });

  it('separates two orders if it no longer links them, and merges them again', async () => {
    const { db } = database;
    const link = [eventAt('link', 5, { type: 'payment.linked', paymentRef: 'p_1', orderRef: 'o_b' })];
    const loose = [eventAt('link', 5, { type: 'payment.linked', paymentRef: 'p_9' })];
    for (const delivery of [orderA, paid('o_a'), orderB, link]) await deliver(db, 'apart', delivery);
    expect((await storedOf(db, 'apart')).internals.aggregates).toBe(1);
    await replay('apart', 'link', reread(loose));
    expect(await storedOf(db, 'apart')).toEqual(expectedOf([orderA, paid('o_a'), orderB, loose]));
    await replay('apart', 'link', reread(link));
    expect(await storedOf(db, 'apart')).toEqual(expectedOf([orderA, paid('o_a'), orderB, link]));
  });

  it('leaves no rows, aliases or aggregate if it has no meaning any more', async () => {
    const { db } = database;
    await deliver(db, 'nothing', paid('o_a'));
    const result = await replay('nothing', 'paid', { status: 'ignored', type: 'x', error: 'not ours' });
    expect(result.status).toEqual({ from: 'applied', to: 'ignored' });
    expect(result.rows.every(({ kind }) => kind === 'unexpected')).toBe(true);
    const { rows, internals } = await storedOf(db, 'nothing');
    expect(rows).toEqual([]);
    expect(internals).toMatchObject({ aggregates: 0, aliases: 0, events: 1 });
  });
});

describe('any meanings of events after replays', () => {
  const input = fc.record({
    history: randomHistory(),
    meaning: randomHistory({ maxDeliveries: 1 }),
    place: fc.nat({ max: 8 }),
  });
  const SAMPLES = fc.sample(input, { numRuns: 30, seed: SEED });

  it.each(SAMPLES.map((sample, number) => ({ ...sample, number })))(
    `rehearsed it writes nothing and reports the differences, then the tables follow (sample $number, FC_SEED ${SEED})`,
    async ({ history, meaning: [meaning = []], place, number }) => {
      const { db } = database;
      const account = `meaning-${number}`;
      for (const delivery of history) await deliver(db, account, delivery);
      const old = history[place % history.length] ?? [];
      const eventKey = old[0]?.eventKey ?? '';
      const changed = meaning.map((recorded) => ({ ...recorded, eventKey }));

      const before = await everything(account);
      const rehearsed = await replay(account, eventKey, reread(changed), true);
      expect(await everything(account)).toEqual(before);

      expect(await replay(account, eventKey, reread(changed))).toEqual(rehearsed);
      const now = history.map((delivery) => (delivery === old ? changed : delivery));
      expect(await storedOf(db, account)).toEqual(expectedOf(now));
    },
  );

  it('rebuild finds no difference', async () => {
    expect(await differencesIn(database.db)).toEqual([]);
  });
});

it('a worker that applies the event while it is replayed loses nothing', async () => {
  const { db } = database;
  for (let round = 0; round < 12; round += 1) {
    const account = `race-${round}`;
    await deliver(db, account, orderA);
    const failure = { status: 'failed', error: 'first attempt' } as const;
    await recordWithoutEffects(db, record({ account, eventKey: 'paid' }), failure);
    const ignored: Reread = { status: 'ignored', type: 'x', error: 'means nothing' };
    await Promise.all([deliver(db, account, paid('o_a')), replay(account, 'paid', ignored)]);

    const { status } = await db.event.findFirstOrThrow({ where: { account, eventKey: 'paid' } });
    const counted = status === 'applied' ? [orderA, paid('o_a')] : [orderA];
    expect((await storedOf(db, account)).rows).toEqual(expectedOf(counted).rows);
  }
});

it('an event whose meaning is removed while it is applied leaves no row', async () => {
  const { db } = database;
  const account = 'between';
  await recordWithoutEffects(db, record({ account, eventKey: 'paid' }), {
    status: 'failed',
    error: 'first attempt',
  });
  const id = await idOf(account, 'paid');
  // The replay reads the event before the worker's transaction commits, and goes on after it has.
  let applied: Promise<unknown> = Promise.resolve();
  const racing = db.$extends({
    query: {
      event: {
        async findUniqueOrThrow({ args, query }) {
          const found = await query(args);
          applied = applyOnce(account);
          await applied;
          return found;
        },
      },
    },
  });
  const applyOnce = onceOnly((of: string) => deliver(db, of, paid('o_a')));
  await replayEvent(racing as unknown as typeof db, id, {
    reread: { status: 'ignored', type: 'x', error: 'means nothing' },
    dryRun: false,
    react: true,
  });
  const { status } = await db.event.findUniqueOrThrow({ where: { id } });
  expect(status).toBe('ignored');
  const { rows, internals } = await storedOf(db, account);
  expect(rows).toEqual([]);
  expect(internals.aggregates).toBe(0);
});

function onceOnly<Argument, Result>(work: (argument: Argument) => Promise<Result>) {
  let done: Promise<Result> | undefined;
  return (argument: Argument) => (done ??= work(argument));
}

/** All that is stored of an account, ids and saved folds included. */
async function everything(account: string): Promise<readonly unknown[]> {
  const { db } = database;
  const where = { account };
  return [
    await db.event.findMany({ where, orderBy: { id: 'asc' } }),
    await db.aggregate.findMany({ where, orderBy: { id: 'asc' } }),
    await db.alias.findMany({ where, orderBy: [{ kind: 'asc' }, { ref: 'asc' }] }),
    await storedOf(db, account),
  ];
}
