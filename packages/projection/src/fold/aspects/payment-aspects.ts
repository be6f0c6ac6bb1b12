import type { PaymentRow } from '../rows.ts';
import { moved } from './amounts.ts';
import type { Aspect } from './aspect.ts';

/** In the order in which changes of one instant are published. */
export const PAYMENT_ASPECTS: readonly Aspect<PaymentRow>[] = [
  {
    name: 'status',
    of: ({ status }) => (status === 'pending' || status === 'authorized' ? 'under way' : status),
    topic: (from, to) => {
      if (to === 'succeeded') return 'payment.succeeded';
      if (to === 'failed') return 'payment.failed';
      if (to === 'canceled') return 'payment.canceled';
      return from === '' ? undefined : 'payment.retried';
    },
  },
  {
    name: 'refunded',
    of: (row) => ifOfSubscription(row, isAllBack(row) ? ALL : row.refundedMinor.toString()),
    topic: (from, to) => {
      if (to === ALL) return 'payment.refunded';
      if (from === ALL) return 'payment.refund_reversed';
      return moved(from, to, { up: 'payment.partially_refunded', down: 'payment.refund_reversed' });
    },
  },
  {
    name: 'charged_back',
    of: (row) => ifOfSubscription(row, row.chargedBackMinor.toString()),
    topic: (from, to) => moved(from, to, { up: 'payment.charged_back', down: 'payment.chargeback_reversed' }),
  },
  {
    name: 'disputed',
    of: (row) => ifOfSubscription(row, row.disputed ? 'yes' : 'no'),
    topic: (from, to) => {
      if (to === 'yes') return 'payment.disputed';
      return from === 'yes' ? 'payment.dispute_resolved' : undefined;
    },
  },
];

const ALL = 'all';

const isAllBack = ({ amountMinor, refundedMinor }: PaymentRow): boolean =>
  refundedMinor > 0n && refundedMinor === amountMinor;

/** Refunds and chargebacks of an order's payment are published for the order. */
const ifOfSubscription = (row: PaymentRow, snapshot: string): string =>
  row.status === 'succeeded' && row.orderRef === null && row.subscriptionRef !== null ? snapshot : '';
