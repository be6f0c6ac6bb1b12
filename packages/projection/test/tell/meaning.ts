import type { OrderRow, PaymentRow, Rows, SubscriptionRow } from '../../src/index.ts';
import type { Understanding } from './listener.ts';

/** What the rows of the tables mean to the business, by `kind ref`: read from the columns, by nothing that tells. */
export function meaningOf(
  rows: Pick<Rows, 'orders' | 'payments' | 'subscriptions'>,
): Map<string, Understanding> {
  return new Map([
    ...rows.orders.map((row) => [`order ${row.orderRef}`, orderMeaning(row)] as const),
    ...rows.payments.map((row) => [`payment ${row.paymentRef}`, paymentMeaning(row)] as const),
    ...rows.subscriptions.map(
      (row) => [`subscription ${row.subscriptionRef}`, subscriptionMeaning(row)] as const,
    ),
  ]);
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
      // Of what nobody knows what was due nothing is told.
      return { kind, waiting, disputed, paid, refundedInFull: amountMinor !== null };
    }
    default:
      return { kind, waiting: status, disputed, paid: false, refundedInFull: false };
  }
}

function paymentMeaning({ status }: PaymentRow): Understanding {
  const open = status === 'pending' || status === 'authorized';
  return { kind: 'payment', outcome: open ? 'under way' : status };
}

function subscriptionMeaning({ status }: SubscriptionRow): Understanding {
  const kind = 'subscription';
  switch (status) {
    case 'incomplete':
      return { kind, access: 'not begun', inArrears: false };
    case 'trialing':
    case 'active':
      return { kind, access: 'running', inArrears: false };
    case 'past_due':
      return { kind, access: 'running', inArrears: true };
    default:
      return { kind, access: status, inArrears: false };
  }
}
