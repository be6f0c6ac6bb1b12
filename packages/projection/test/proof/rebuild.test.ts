import { describe, expect, it } from 'vitest';
import { fold, rebuild, refoldAggregate, type RecordedEvent } from '../../src/index.ts';
import { at, eur, eventAt } from '../histories/history.ts';
import { useDatabase } from '../projection-under-test.ts';
import { shuffled } from '../shuffled.ts';
import { readRows } from '../tables.ts';
import { deliver, differencesIn, expectedOf, storedOf } from './stored.ts';

const database = useDatabase({ poolSize: 12 });
const created = eventAt('evt_created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(1000n) });
const paid = eventAt('evt_paid', 2, {
  type: 'payment.succeeded',
  paymentRef: 'p_1',
  orderRef: 'o_1',
  amount: eur(1000n),
});
const refunded = eventAt('evt_refunded', 3, {
  type: 'refund.succeeded',
  refundRef: 'r_1',
  paymentRef: 'p_1',
  amount: eur(400n),
});
const PURCHASE = [[created], [paid], [refunded]];

async function purchase(account: string) {
  for (const delivery of PURCHASE) await deliver(database.db, account, delivery);
  const { id } = await database.db.aggregate.findFirstOrThrow({ where: { account } });
  return { account, aggregateId: id, where: { account } };
}

/** What was found is put right, and nothing else is left to find. */
async function putRight(account: string, aggregateId: bigint) {
  expect(await refoldAggregate(database.db, aggregateId)).toEqual({ transitions: 0 });
  expect(await differencesIn(database.db, account)).toEqual([]);
  expect(await storedOf(database.db, account)).toEqual(expectedOf(PURCHASE));
}

describe('rebuild', () => {
  it('finds no difference if nothing was changed, and counts what it read', async () => {
    const { account } = await purchase('untouched');
    expect(await differencesIn(database.db, account)).toEqual([]);
    const result = await rebuild(database.db, { onDifference: () => undefined });
    expect(result).toMatchObject({ aggregates: 1, events: 3, differing: 0 });
  });

  it('names a row that was changed manually, the column, and the events of its aggregate', async () => {
    const { db } = database;
    const { account, aggregateId, where } = await purchase('changed');
    await db.order.updateMany({ where, data: { status: 'paid' } });
    const differences = await differencesIn(db, account);
    expect(differences).toEqual([
      {
        aggregateId,
        provider: 'stripe',
        account,
        rows: [
          {
            table: 'orders',
            key: 'o_1',
            kind: 'different',
            columns: [{ column: 'status', stored: 'paid', derived: 'partially_refunded' }],
          },
        ],
        eventKeys: expect.arrayContaining(['evt_created', 'evt_paid', 'evt_refunded']) as string[],
      },
    ]);
    expect(differences[0]?.eventKeys).toHaveLength(3);
    await putRight(account, aggregateId);
  });

  it.each([
    [
      'a refund',
      'refunds r_1',
      () => database.db.refund.deleteMany({ where: { account: 'deleted a refund' } }),
    ],
    [
      'an order',
      'orders o_1',
      () => database.db.order.deleteMany({ where: { account: 'deleted an order' } }),
    ],
    [
      'a change',
      'changes order o_1 evt_paid 0',
      () => database.db.change.deleteMany({ where: { account: 'deleted a change', eventKey: 'evt_paid' } }),
    ],
  ])('finds %s that was deleted', async (what, row, remove) => {
    const { account, aggregateId } = await purchase(`deleted ${what}`);
    await remove();
    expect(found(await differencesIn(database.db, account))).toEqual([`${row} missing`]);
    await putRight(account, aggregateId);
  });

  it('finds a row that follows from no event', async () => {
    const { db } = database;
    const { account, aggregateId } = await purchase('extra');
    const none = { refundedMinor: 0, chargedBackMinor: 0, disputed: false };
    const columns = { provider: 'stripe', account, aggregateId, status: 'succeeded', ...none };
    await db.payment.create({ data: { ...columns, paymentRef: 'p_forged', occurredAt: new Date(at(9)) } });
    expect(found(await differencesIn(db, account))).toEqual(['payments p_forged unexpected']);
    await putRight(account, aggregateId);
  });

  it('finds the rows of an older fold', async () => {
    const { account, aggregateId, where } = await purchase('older');
    await database.db.order.updateMany({ where, data: { foldVersion: 0 } });
    expect(found(await differencesIn(database.db, account))).toEqual(['orders o_1 different']);
    await putRight(account, aggregateId);
  });
});

const found = (differences: Awaited<ReturnType<typeof differencesIn>>) =>
  differences.flatMap(({ rows }) => rows.map(({ table, key, kind }) => `${table} ${key} ${kind}`));

describe('refoldAggregate', () => {
  it('returns undefined if the aggregate was merged into another one meanwhile', async () => {
    expect(await refoldAggregate(database.db, 999_999_999n)).toBeUndefined();
  });

  it('runs while deliveries are applied, and neither loses anything', async () => {
    const { db } = database;
    const account = 'beside';
    const events = Array.from({ length: 24 }, (_, number): RecordedEvent[] => [
      eventAt(`evt_${number}`, number, {
        type: 'payment.succeeded',
        paymentRef: `p_${number}`,
        orderRef: 'o_1',
        amount: eur(100n),
      }),
    ]);
    await deliver(db, account, [created]);
    const { id } = await db.aggregate.findFirstOrThrow({ where: { account } });
    const spoil = () => db.order.updateMany({ where: { account }, data: { status: 'failed' } });
    await Promise.all(
      shuffled(events, 7).flatMap((delivery) => [
        deliver(db, account, delivery),
        spoil(),
        refoldAggregate(db, id),
      ]),
    );
    await refoldAggregate(db, id);

    const all = [[created], ...events];
    expect(await storedOf(db, account)).toEqual(expectedOf(all));
    expect((await readRows(db, { provider: 'stripe', account })).orders).toEqual(fold(all.flat()).orders);
    expect(await differencesIn(db, account)).toEqual([]);
  });
});
