import { at, dispute, eur, type History, order, payment, refund, rows, eventAt, usd } from './history.ts';
import { created, paid, paidOrder, paidPayment } from './paid-order.ts';

const opened = eventAt('opened', 10, {
  type: 'dispute.opened',
  disputeRef: 'd_1',
  paymentRef: 'p_1',
  amount: eur(400n),
  reason: 'fraudulent',
});

const disputeRow = { disputeRef: 'd_1', paymentRef: 'p_1', reason: 'fraudulent', ...eur(400n) };

const disputeOpened: History = {
  name: 'an open dispute marks the order and moves no money',
  events: [created, paid, opened],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'paid', disputed: true, updatedAt: at(10) })],
    payments: [payment({ ...paidPayment, disputed: true })],
    disputes: [dispute({ ...disputeRow, status: 'opened', occurredAt: at(10) })],
  }),
};

const disputeLost: History = {
  name: 'a lost dispute is charged back and closes',
  events: [created, paid, opened, eventAt('lost', 20, { type: 'dispute.lost', disputeRef: 'd_1' })],
  rows: rows({
    orders: [
      order({ ...paidOrder, status: 'partially_refunded', chargedBackMinor: 400n, updatedAt: at(20) }),
    ],
    payments: [payment({ ...paidPayment, chargedBackMinor: 400n })],
    disputes: [dispute({ ...disputeRow, status: 'lost', occurredAt: at(20) })],
  }),
};

const disputeWon: History = {
  name: 'a won dispute leaves the order as it was',
  events: [created, paid, opened, eventAt('won', 20, { type: 'dispute.won', disputeRef: 'd_1' })],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'paid', updatedAt: at(20) })],
    payments: [payment(paidPayment)],
    disputes: [dispute({ ...disputeRow, status: 'won', occurredAt: at(20) })],
  }),
};

const refundedAndLost: History = {
  name: 'no more goes back than was paid, also where a refund is lost in a dispute again',
  events: [
    created,
    paid,
    eventAt('refund', 8, {
      type: 'refund.succeeded',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      amount: eur(800n),
    }),
    opened,
    eventAt('lost', 20, { type: 'dispute.lost', disputeRef: 'd_1' }),
  ],
  rows: rows({
    orders: [
      order({
        ...paidOrder,
        status: 'refunded',
        refundedMinor: 800n,
        chargedBackMinor: 200n,
        updatedAt: at(20),
      }),
    ],
    payments: [payment({ ...paidPayment, refundedMinor: 800n, chargedBackMinor: 200n })],
    refunds: [
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(800n), occurredAt: at(8) }),
    ],
    disputes: [dispute({ ...disputeRow, status: 'lost', occurredAt: at(20) })],
  }),
};

const otherCurrency: History = {
  name: 'a lost dispute of another currency is kept and not added',
  events: [
    created,
    paid,
    opened,
    eventAt('lost', 20, { type: 'dispute.lost', disputeRef: 'd_1', amount: usd(450n) }),
  ],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'paid', updatedAt: at(20) })],
    payments: [payment(paidPayment)],
    disputes: [dispute({ ...disputeRow, ...usd(450n), status: 'lost', occurredAt: at(20) })],
  }),
};

const wonAfterRefund: History = {
  name: 'a dispute that is won after a refund of a part leaves the refund alone',
  events: [
    created,
    paid,
    eventAt('refund', 8, {
      type: 'refund.succeeded',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      amount: eur(600n),
    }),
    opened,
    eventAt('won', 30, { type: 'dispute.won', disputeRef: 'd_1' }),
  ],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'partially_refunded', refundedMinor: 600n, updatedAt: at(30) })],
    payments: [payment({ ...paidPayment, refundedMinor: 600n })],
    refunds: [
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(600n), occurredAt: at(8) }),
    ],
    disputes: [dispute({ ...disputeRow, status: 'won', occurredAt: at(30) })],
  }),
};

const otherName: History = {
  name: 'a refund and a dispute that name the charge belong to its intent',
  events: [
    created,
    eventAt('intent', 2, {
      type: 'payment.succeeded',
      paymentRef: 'p_1',
      paymentAliases: ['ch_1'],
      orderRef: 'o_1',
      amount: eur(1000n),
    }),
    eventAt('refund', 10, {
      type: 'refund.succeeded',
      refundRef: 'r_1',
      paymentRef: 'ch_1',
      amount: eur(100n),
    }),
    eventAt('opened', 11, {
      type: 'dispute.opened',
      disputeRef: 'd_1',
      paymentRef: 'ch_1',
      amount: eur(400n),
    }),
  ],
  rows: rows({
    orders: [
      order({
        ...paidOrder,
        status: 'partially_refunded',
        disputed: true,
        refundedMinor: 100n,
        updatedAt: at(11),
      }),
    ],
    payments: [payment({ ...paidPayment, refundedMinor: 100n, disputed: true })],
    refunds: [
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(100n), occurredAt: at(10) }),
    ],
    disputes: [
      dispute({ disputeRef: 'd_1', paymentRef: 'p_1', status: 'opened', ...eur(400n), occurredAt: at(11) }),
    ],
  }),
};

/** Money that goes back, or may, by disputes. */
export const DISPUTES: readonly History[] = [
  disputeOpened,
  disputeLost,
  disputeWon,
  refundedAndLost,
  otherCurrency,
  wonAfterRefund,
  otherName,
];
