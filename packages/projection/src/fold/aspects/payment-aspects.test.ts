import { expect, it } from 'vitest';
import type { PaymentRow } from '../rows.ts';
import { PAYMENT_ASPECTS } from './payment-aspects.ts';

const status = (now: PaymentRow['status']) => PAYMENT_ASPECTS[0]?.of({ status: now } as PaymentRow) ?? '';
const topicsOf = (from: string, to: string) => PAYMENT_ASPECTS[0]?.topic(from, to);

it.each([
  ['', 'pending', undefined],
  ['', 'authorized', undefined],
  ['', 'succeeded', 'payment.succeeded'],
  ['', 'failed', 'payment.failed'],
  ['', 'canceled', 'payment.canceled'],
  ['pending', 'succeeded', 'payment.succeeded'],
  ['authorized', 'canceled', 'payment.canceled'],
  ['failed', 'pending', 'payment.retried'],
  ['failed', 'authorized', 'payment.retried'],
  ['failed', 'succeeded', 'payment.succeeded'],
  ['succeeded', 'pending', 'payment.retried'],
  ['succeeded', 'failed', 'payment.failed'],
] as const)('a payment that was %j and is %s is published as %s', (from, to, topic) => {
  expect(topicsOf(from === '' ? '' : status(from), status(to))).toBe(topic);
});

it('pending and authorized are one value, because no money has come in', () => {
  expect(status('pending')).toBe(status('authorized'));
  expect(new Set((['pending', 'succeeded', 'failed', 'canceled'] as const).map(status)).size).toBe(4);
});

const succeeded: PaymentRow = {
  paymentRef: 'p_1',
  orderRef: null,
  subscriptionRef: 'sub_1',
  status: 'succeeded',
  providerStatus: null,
  failureCode: null,
  currency: 'EUR',
  exponent: 2,
  amountMinor: 1000n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  disputed: false,
  occurredAt: '2026-01-31T12:00:00.000Z',
};
/** The topics of a change from one row to another, aspect by aspect, in the order of publishing. */
const moves = (from: Partial<PaymentRow>, to: Partial<PaymentRow>): string[] =>
  PAYMENT_ASPECTS.flatMap(({ of, topic }) => {
    const [before, after] = [of({ ...succeeded, ...from }), of({ ...succeeded, ...to })];
    return before === after ? [] : (topic(before, after) ?? []);
  });

it.each([
  ['is refunded in part', {}, { refundedMinor: 300n }, ['payment.partially_refunded']],
  ['is refunded further', { refundedMinor: 300n }, { refundedMinor: 400n }, ['payment.partially_refunded']],
  ['is refunded in full', {}, { refundedMinor: 1000n }, ['payment.refunded']],
  ['is refunded less than was published', { refundedMinor: 300n }, {}, ['payment.refund_reversed']],
  ['is not refunded after all', { refundedMinor: 1000n }, {}, ['payment.refund_reversed']],
  ['is disputed', {}, { disputed: true }, ['payment.disputed']],
  [
    'is lost',
    { disputed: true },
    { chargedBackMinor: 1000n },
    ['payment.charged_back', 'payment.dispute_resolved'],
  ],
  ['is won after it was lost', { chargedBackMinor: 1000n }, {}, ['payment.chargeback_reversed']],
  [
    'turns out not to have succeeded, after it was refunded in full',
    { refundedMinor: 1000n },
    { status: 'failed' },
    ['payment.failed', 'payment.refund_reversed'],
  ],
  [
    'turns out not to have succeeded, after it was disputed',
    { disputed: true },
    { status: 'failed' },
    ['payment.failed', 'payment.dispute_resolved'],
  ],
] as const)('a payment of a subscription that %s', (_, from, to, topics) => {
  expect(moves(from, to)).toEqual(topics);
});

it("refunds and disputes of an order's payment are published only for the order", () => {
  const of = { orderRef: 'o_1', subscriptionRef: null };
  expect(moves(of, { ...of, refundedMinor: 1000n, chargedBackMinor: 0n, disputed: true })).toEqual([]);
});
