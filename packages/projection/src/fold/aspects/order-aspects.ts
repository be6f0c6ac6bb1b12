import type { OrderRow } from '../rows.ts';
import { moved } from './amounts.ts';
import type { Aspect } from './aspect.ts';

/** In the order in which changes of one instant are published: paid before refunded. */
export const ORDER_ASPECTS: readonly Aspect<OrderRow>[] = [
  {
    name: 'settled',
    of: (row) => (isCovered(row) ? 'yes' : ''),
    topic: (_, to) => (to ? 'order.paid' : 'order.unpaid'),
  },
  {
    name: 'refunded',
    of: (row) => {
      // Until the amount due is known, no `order.paid` was published, and nothing needs a correction.
      if (row.amountMinor === null) return '';
      if (row.status === 'refunded') return isCovered(row) ? ALL : ALL_OF_A_PART;
      return isCovered(row) ? row.refundedMinor.toString() : '';
    },
    topic: (from, to) => {
      if (isAll(to)) return from === ALL ? undefined : 'order.refunded';
      if (isAll(from)) return 'order.refund_reversed';
      return moved(from, to, { up: 'order.partially_refunded', down: 'order.refund_reversed' });
    },
  },
  {
    name: 'charged_back',
    of: (row) => (isCovered(row) ? row.chargedBackMinor.toString() : ''),
    topic: (from, to) => moved(from, to, { up: 'order.charged_back', down: 'order.chargeback_reversed' }),
  },
  {
    name: 'disputed',
    of: ({ disputed }) => (disputed ? 'yes' : ''),
    topic: (_, to) => (to ? 'order.disputed' : 'order.dispute_resolved'),
  },
  {
    name: 'open',
    of: ({ status, amountMinor, paidMinor }) => {
      if (amountMinor === null && paidMinor > 0n) return PAID_OF_UNKNOWN;
      if (OPEN.has(status)) return status;
      return amountMinor === null ? 'pending' : '';
    },
    topic: (from, to) => {
      if (to === 'authorized') return 'order.authorized';
      if (to === 'failed') return 'order.failed';
      if (to === 'canceled') return 'order.canceled';
      if (to === PAID_OF_UNKNOWN)
        return from === 'failed' || from === 'canceled' ? 'order.reopened' : undefined;
      return to === 'pending' && from !== '' ? 'order.reopened' : undefined;
    },
  },
  {
    name: 'merchant_ref',
    of: ({ merchantRef }) => merchantRef ?? '',
    topic: (_, to) => (to ? 'order.updated' : undefined),
    isQuiet: true,
  },
];

/**
 * Money has come in, and the amount due is not known yet: Razorpay's `payment.captured` comes before its `order.paid`. After
 * `order.authorized` this publishes nothing: the order does not wait for a payment again.
 */
const PAID_OF_UNKNOWN = 'paid of unknown';

const ALL = 'all';
/**
 * A partial payment was refunded in full. If it turns out to be the whole amount due, that is published again after
 * `order.paid`, so that the last transition is the true one.
 */
const ALL_OF_A_PART = 'all of a part';
const isAll = (refunded: string): boolean => refunded === ALL || refunded === ALL_OF_A_PART;

const OPEN: ReadonlySet<string> = new Set(['pending', 'authorized', 'failed', 'canceled']);

/**
 * Whether the amount due is known and was paid, whatever has gone back since. A free order is open until it is complete.
 */
const isCovered = ({ status, amountMinor, paidMinor }: OrderRow): boolean =>
  !OPEN.has(status) && amountMinor !== null && paidMinor >= amountMinor;
