import type { OrderRow, PaymentRow, RefundRow, Rows, SubscriptionRow } from '../../src/index.ts';
import type { Understanding } from './listener.ts';

/** What the rows of the tables mean to the business, by `kind ref`: read from the columns, by nothing that publishes. */
export function meaningOf(
  rows: Pick<Rows, 'orders' | 'payments' | 'subscriptions' | 'refunds'>,
): Map<string, Understanding> {
  return new Map([
    ...rows.orders.map((row) => [`order ${row.orderRef}`, orderMeaning(row)] as const),
    ...rows.payments.map((row) => [`payment ${row.paymentRef}`, paymentMeaning(row)] as const),
    ...rows.subscriptions.map(
      (row) => [`subscription ${row.subscriptionRef}`, subscriptionMeaning(row)] as const,
    ),
    ...rows.refunds.map((row) => [`refund ${row.refundRef}`, refundMeaning(row)] as const),
  ]);
}

/**
 * What is received, but for what nobody can know: while it is unknown what is due of an order that something was paid of, its authorization
 * may have been published or not, by what came first; and so may what goes back of a payment that several subscriptions claim.
 */
export function withoutDoubt(
  understood: ReadonlyMap<string, Understanding>,
  { orders, payments }: Pick<Rows, 'orders' | 'payments'>,
): Map<string, Understanding> {
  const inDoubt = new Set(
    orders
      .filter(({ amountMinor, paidMinor }) => amountMinor === null && paidMinor > 0n)
      .map(({ orderRef }) => `order ${orderRef}`),
  );
  const claimed = new Set(
    payments
      .filter(({ orderRef, subscriptionRef }) => orderRef === null && subscriptionRef === null)
      .map(({ paymentRef }) => `payment ${paymentRef}`),
  );
  return new Map(
    [...understood].map(([name, value]) => {
      if (claimed.has(name) && value.kind === 'payment')
        return [name, { ...value, refundedInFull: false, disputed: false }];
      return [
        name,
        inDoubt.has(name) && value.kind === 'order' && value.waiting === 'authorized'
          ? { ...value, waiting: 'pending' }
          : value,
      ];
    }),
  );
}

function orderMeaning({ status, disputed, amountMinor, paidMinor }: OrderRow): Understanding {
  const [kind, waiting] = ['order', 'pending'] as const;
  switch (status) {
    case 'paid':
    case 'partially_refunded':
      return { kind, waiting, disputed, paid: true, refundedInFull: false };
    case 'refunded': {
      // All went back of something, be it the whole or a part of what was due.
      const paid = amountMinor !== null && paidMinor >= amountMinor;
      // Of what nobody knows what was due nothing is published.
      return { kind, waiting, disputed, paid, refundedInFull: amountMinor !== null };
    }
    default:
      return { kind, waiting: status, disputed, paid: false, refundedInFull: false };
  }
}

function paymentMeaning(row: PaymentRow): Understanding {
  const open = row.status === 'pending' || row.status === 'authorized';
  const isSubscriptions = row.status === 'succeeded' && row.orderRef === null && row.subscriptionRef !== null;
  return {
    kind: 'payment',
    outcome: open ? 'under way' : row.status,
    refundedInFull: isSubscriptions && row.refundedMinor > 0n && row.refundedMinor === row.amountMinor,
    disputed: isSubscriptions && row.disputed,
  };
}

const refundMeaning = ({ status, paymentRef }: RefundRow): Understanding => ({
  kind: 'refund',
  isUnmatched: paymentRef === null && status === 'succeeded',
});

/** Later than everything that happens in the histories: every access that ends has ended. */
export const NOW = '2030-01-01T00:00:00.000Z';

function subscriptionMeaning({ status, validUntil }: SubscriptionRow): Understanding {
  const kind = 'subscription';
  const hasEnded = validUntil !== null && validUntil <= NOW;
  switch (status) {
    case 'incomplete':
      return { kind, access: 'not begun', inArrears: false, hasEnded };
    case 'trialing':
    case 'active':
      return { kind, access: 'running', inArrears: false, hasEnded };
    case 'past_due':
      return { kind, access: 'running', inArrears: true, hasEnded };
    default:
      return { kind, access: status, inArrears: false, hasEnded };
  }
}
