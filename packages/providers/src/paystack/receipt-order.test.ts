import { describe, expect, it } from 'vitest';
import { fold } from '../../../projection/src/index.ts';
import type { SimulatedDelivery } from '../simulator/contract.ts';
import { paystack } from './index.ts';
import { charge, invoiceOf, refundOf } from './simulator/scenarios/entities.ts';
import { failedThenPaid } from './simulator/scenarios/purchases.ts';
import { begun, cancellation, SECOND } from './simulator/scenarios/subscriptions.ts';

// Some events have the time of receipt, so that their times differ with the order of arrival. The statuses must not.

const context = { uid: 'late', startsAt: new Date('2026-01-31T12:00:00.000Z') };
const settings = paystack.settings.parse({});

/** The rows after these deliveries, which arrive a minute apart, days after they happened. */
const rowsOf = (arrived: readonly SimulatedDelivery[]) =>
  fold(
    arrived.flatMap(({ body }, place) => {
      const receivedAt = new Date(context.startsAt.getTime() + 3 * 86_400_000 + place * 60_000);
      const { eventKey } = paystack.identify({ body, headers: {} });
      const meaning = paystack.normalise({ body, headers: {}, receivedAt }, settings);
      const events = meaning.outcome === 'events' ? meaning.events : [];
      return events.map((event, index) => ({ eventKey, index, event }));
    }),
  );

const orders = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, at) => orders(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));

const refund = (type: string, offset: number) => refundOf(context, { type, offset, id: 'a', amount: 2000 });

const STORIES = [
  [
    'a refund that is processed',
    [charge(context, { offset: 0 }), refund('refund.pending', 600), refund('refund.processed', 900)],
    {
      orders: [{ status: 'partially_refunded', refundedMinor: 2000n }],
      refunds: [{ status: 'succeeded' }],
    },
  ],
  [
    'a refund that fails after it was processed',
    [
      charge(context, { offset: 0 }),
      refund('refund.processing', 600),
      refund('refund.processed', 900),
      refund('refund.failed', 2000),
    ],
    { orders: [{ status: 'paid', refundedMinor: 0n }], refunds: [{ status: 'failed' }] },
  ],
  [
    'a capture that succeeds at the second attempt',
    failedThenPaid(context).deliveries,
    { orders: [{ status: 'paid', paidMinor: 40_000n }], payments: [{ status: 'succeeded' }] },
  ],
  [
    'a month whose charge fails, before one whose charge succeeds',
    [
      ...begun(context),
      invoiceOf(context, { type: 'invoice.payment_failed', offset: 900, status: 'pending', ...SECOND }),
      invoiceOf(context, { type: 'invoice.update', offset: 900, status: 'failed', ...SECOND }),
      invoiceOf(context, {
        type: 'invoice.update',
        offset: 1503,
        status: 'success',
        number: 2,
        begins: 1500,
      }),
    ],
    { subscriptions: [{ status: 'active' }] },
  ],
  [
    'a cancellation',
    cancellation(context).deliveries,
    { subscriptions: [{ status: 'canceled', cancelAt: null }] },
  ],
] as const;

describe('in every order of receipt', () => {
  it.each(STORIES)('%s ends with the same statuses', (_, deliveries, rows) => {
    for (const arrived of orders<SimulatedDelivery>(deliveries)) {
      const types = arrived.map(({ type }) => type).join(', ');
      expect(rowsOf(arrived), types).toMatchObject(rows);
    }
  });
});
