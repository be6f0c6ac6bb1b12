import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../src/index.ts';
import { at, eur, order, payment, eventAt } from './histories/history.ts';
import { permutations } from './histories/permutations.ts';
import { useDatabase } from './projection-under-test.ts';
import { apply } from './record.ts';
import { countInternals, readRows } from './tables.ts';

const database = useDatabase();

const orderEvent = eventAt('evt_order', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(1000n) });
const paymentEvent = eventAt('evt_payment', 2, {
  type: 'payment.succeeded',
  paymentRef: 'p_1',
  orderRef: 'link_1',
  amount: eur(1000n),
});
const refundEvent = eventAt('evt_refund', 3, {
  type: 'refund.succeeded',
  refundRef: 'r_1',
  paymentRef: 'ch_1',
  amount: eur(100n),
});
/** Says that the order's payment is the one of the link, and the charge another name of it. */
const link = eventAt('evt_link', 4, {
  type: 'payment.linked',
  paymentRef: 'p_1',
  paymentAliases: ['ch_1'],
  orderRef: 'o_1',
});

const name = (events: readonly RecordedEvent[]) => events.map(({ eventKey }) => eventKey.slice(4)).join(', ');
const ORDERS = [...permutations([orderEvent, paymentEvent, refundEvent, link])].map((events) => ({
  events,
  name: name(events),
}));

describe('aggregates of one purchase are merged', () => {
  it.each(ORDERS)('$name', async ({ events, name: account }) => {
    const { db } = database;
    const owner = { provider: 'stripe', account };
    for (const event of events) await apply(db, account, event);

    const { orders, payments, refunds, changes } = await readRows(db, owner);
    // Of the two names the order's own event gives the one.
    expect(orders).toEqual([
      order({
        orderRef: 'o_1',
        status: 'partially_refunded',
        ...eur(1000n),
        paidMinor: 1000n,
        refundedMinor: 100n,
        createdAt: at(1),
        updatedAt: at(4),
      }),
    ]);
    expect(payments).toEqual([
      payment({
        paymentRef: 'p_1',
        orderRef: 'o_1',
        status: 'succeeded',
        ...eur(1000n),
        refundedMinor: 100n,
        occurredAt: at(2),
      }),
    ]);
    expect(refunds).toMatchObject([{ refundRef: 'r_1', paymentRef: 'p_1' }]);
    expect(changes.map(({ ref, eventKey }) => [ref, eventKey])).toEqual([
      ['o_1', 'evt_order'],
      ['o_1', 'evt_payment'],
      ['o_1', 'evt_refund'],
    ]);
    expect(await countInternals(db, owner)).toEqual({
      aggregates: 1,
      withoutEvents: 0,
      withoutAliases: 0,
      aliases: 5,
      events: 4,
    });
  });
});

it('two purchases are separate until they are linked', async () => {
  const { db } = database;
  const owner = { provider: 'stripe', account: 'apart' };
  await apply(db, 'apart', orderEvent);
  await apply(db, 'apart', paymentEvent);
  expect((await readRows(db, owner)).orders.map(({ orderRef }) => orderRef)).toEqual(['link_1', 'o_1']);
  expect(await countInternals(db, owner)).toMatchObject({ aggregates: 2, aliases: 3 });
});

it('many links that arrive at once merge all of their aggregates without an error', async () => {
  const { db } = database;
  const owner = { provider: 'stripe', account: 'web' };
  const parts = Array.from({ length: 6 }, (_, n) =>
    eventAt(`evt_${n}`, n, {
      type: 'payment.succeeded',
      paymentRef: `p_${n}`,
      orderRef: `o_${n}`,
      amount: eur(100n),
    }),
  );
  for (const part of parts) await apply(db, 'web', part);
  const links = parts.map((_, n) =>
    eventAt(`link_${n}`, 10 + n, {
      type: 'payment.linked',
      paymentRef: `p_${n}`,
      orderRef: `o_${(n + 1) % parts.length}`,
    }),
  );
  await Promise.all([...links, ...links].map((one) => apply(db, 'web', one)));

  const { orders } = await readRows(db, owner);
  expect(orders).toMatchObject([{ orderRef: 'o_0', paidMinor: 600n }]);
  expect(await countInternals(db, owner)).toEqual({
    aggregates: 1,
    withoutEvents: 0,
    withoutAliases: 0,
    aliases: 12,
    events: 12,
  });
});
