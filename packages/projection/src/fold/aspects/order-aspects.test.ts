import type { OrderStatus } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import type { OrderRow } from '../rows.ts';
import { ORDER_ASPECTS } from './order-aspects.ts';

const order = (status: OrderStatus, columns: Partial<OrderRow> = {}): OrderRow => ({
  orderRef: 'o_1',
  merchantRef: null,
  merchantRefField: null,
  merchantRefWriter: null,
  access: 'none',
  status,
  providerStatus: null,
  disputed: false,
  currency: 'EUR',
  exponent: 2,
  amountMinor: 1000n,
  paidMinor: 0n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  customerRef: null,
  createdAt: '2026-01-31T12:00:00.000Z',
  updatedAt: '2026-01-31T12:00:00.000Z',
  ...columns,
});

/** The topics of a change from one row to another, aspect by aspect, in the order of publishing. */
const topicsOf = (from: OrderRow, to: OrderRow): string[] =>
  ORDER_ASPECTS.flatMap(({ of, topic }) => (of(from) === of(to) ? [] : (topic(of(from), of(to)) ?? [])));

const PENDING = order('pending');
const AUTHORIZED = order('authorized');
const FAILED = order('failed');
const CANCELED = order('canceled');
const PAID = order('paid', { paidMinor: 1000n });
const OVERPAID = order('paid', { paidMinor: 1200n });
const PARTLY_REFUNDED = order('partially_refunded', { paidMinor: 1000n, refundedMinor: 300n });
const MORE_REFUNDED = order('partially_refunded', { paidMinor: 1000n, refundedMinor: 700n });
const REFUNDED = order('refunded', { paidMinor: 1000n, refundedMinor: 1000n });
const CHARGED_BACK = order('partially_refunded', { paidMinor: 1000n, chargedBackMinor: 300n });
const ALL_CHARGED_BACK = order('refunded', { paidMinor: 1000n, chargedBackMinor: 1000n });
const PART_PAID = order('pending', { paidMinor: 400n });
const PART_REFUNDED_WHOLE = order('refunded', { paidMinor: 400n, refundedMinor: 400n });
const UNKNOWN_DUE = order('pending', { amountMinor: null, paidMinor: 1000n });
const UNKNOWN_DUE_REFUNDED = order('refunded', { amountMinor: null, paidMinor: 1000n, refundedMinor: 1000n });
const FREE_OPEN = order('pending', { amountMinor: 0n });
const FREE = order('paid', { amountMinor: 0n });
const FREE_PARTLY_REFUNDED = order('partially_refunded', {
  amountMinor: 0n,
  paidMinor: 500n,
  refundedMinor: 100n,
});
const FREE_REFUNDED = order('refunded', { amountMinor: 0n, paidMinor: 500n, refundedMinor: 500n });
const DISPUTED = order('paid', { paidMinor: 1000n, disputed: true });

describe('an order', () => {
  it.each([
    ['is paid', PENDING, PAID, ['order.paid']],
    ['is paid after it was authorized', AUTHORIZED, PAID, ['order.paid']],
    ['is paid after it failed', FAILED, PAID, ['order.paid']],
    ['is paid more than is due', PAID, OVERPAID, []],
    ['is paid in part', PENDING, PART_PAID, []],
    ['is paid while the amount due is unknown', PENDING, UNKNOWN_DUE, []],
    ['is captured after it was authorized, while the amount due is unknown', AUTHORIZED, UNKNOWN_DUE, []],
    ['is captured after it failed, while the amount due is unknown', FAILED, UNKNOWN_DUE, ['order.reopened']],
    ['turns out not to be paid', PAID, PENDING, ['order.unpaid']],
    ['is free, and complete', FREE_OPEN, FREE, ['order.paid']],
    [
      'is free, and a payment for it is refunded in part',
      FREE,
      FREE_PARTLY_REFUNDED,
      ['order.partially_refunded'],
    ],
    [
      'is free, and a payment for it is refunded in full',
      FREE_PARTLY_REFUNDED,
      FREE_REFUNDED,
      ['order.refunded'],
    ],
    ['is authorized', PENDING, AUTHORIZED, ['order.authorized']],
    ['fails', PENDING, FAILED, ['order.failed']],
    ['is canceled', FAILED, CANCELED, ['order.canceled']],
    ['is pending again', FAILED, PENDING, ['order.reopened']],
    ['is pending after it was authorized', AUTHORIZED, PENDING, ['order.reopened']],
    ['is refunded in part', PAID, PARTLY_REFUNDED, ['order.partially_refunded']],
    ['is refunded further', PARTLY_REFUNDED, MORE_REFUNDED, ['order.partially_refunded']],
    ['is refunded less than was published', MORE_REFUNDED, PARTLY_REFUNDED, ['order.refund_reversed']],
    ['is refunded in full', PARTLY_REFUNDED, REFUNDED, ['order.refunded']],
    ['is not refunded after all', REFUNDED, PAID, ['order.refund_reversed']],
    ['is paid and refunded at once', PENDING, REFUNDED, ['order.paid', 'order.refunded']],
    [
      'is paid and refunded in part at once',
      PENDING,
      PARTLY_REFUNDED,
      ['order.paid', 'order.partially_refunded'],
    ],
    ['refunded in part turns out not to be paid', PARTLY_REFUNDED, PENDING, ['order.unpaid']],
    [
      'refunded in full turns out not to be paid',
      REFUNDED,
      PENDING,
      ['order.unpaid', 'order.refund_reversed'],
    ],
    ['is charged back in part', PAID, CHARGED_BACK, ['order.charged_back']],
    ['has its chargeback reversed', CHARGED_BACK, PAID, ['order.chargeback_reversed']],
    ['is charged back in full', PAID, ALL_CHARGED_BACK, ['order.refunded', 'order.charged_back']],
    [
      'is paid in part, and that part is refunded in full',
      PART_PAID,
      PART_REFUNDED_WHOLE,
      ['order.refunded'],
    ],
    [
      'is paid in part, and the refund of that part is reversed',
      PART_REFUNDED_WHOLE,
      PART_PAID,
      ['order.refund_reversed'],
    ],
    ['is refunded while the amount due is unknown', UNKNOWN_DUE, UNKNOWN_DUE_REFUNDED, []],
    [
      'is refunded, and turns out to have been paid in full',
      UNKNOWN_DUE_REFUNDED,
      REFUNDED,
      ['order.paid', 'order.refunded'],
    ],
    ['is refunded, and turns out to have been paid in part', REFUNDED, PART_REFUNDED_WHOLE, ['order.unpaid']],
    [
      'is paid in full after its paid part was refunded',
      PART_REFUNDED_WHOLE,
      PARTLY_REFUNDED,
      ['order.paid', 'order.refund_reversed'],
    ],
    ['gets the merchant’s own id', PAID, { ...PAID, merchantRef: 'A-17' }, ['order.updated']],
    ['is disputed', PAID, DISPUTED, ['order.disputed']],
    ['is not disputed any more', DISPUTED, PAID, ['order.dispute_resolved']],
  ] as const)('%s', (_, from, to, topics) => {
    expect(topicsOf(from, to)).toEqual(topics);
  });
});
