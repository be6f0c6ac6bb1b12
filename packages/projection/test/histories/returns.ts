import { at, dispute, eur, type History, order, payment, refund, rows, told } from './history.ts';

const created = told('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(1000n) });
const paid = told('paid', 2, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(1000n) });
const paidOrder = { orderRef: 'o_1', ...eur(1000n), paidMinor: 1000n, createdAt: at(1) };
const paidPayment = { paymentRef: 'p_1', orderRef: 'o_1', status: 'succeeded', ...eur(1000n), occurredAt: at(2) } as const;

const totalBesideSingles: History = {
  name: 'a cumulative total beside the single refunds that it sums counts them once',
  events: [
    created,
    paid,
    told('total-300', 10, { type: 'payment.linked', paymentRef: 'p_1', amountRefundedMinor: 300n }),
    told('refund-1', 11, { type: 'refund.succeeded', refundRef: 'r_1', paymentRef: 'p_1', amount: eur(300n), reason: 'requested' }),
    told('total-500', 20, { type: 'payment.linked', paymentRef: 'p_1', amountRefundedMinor: 500n }),
    told('refund-2', 21, { type: 'refund.succeeded', refundRef: 'r_2', paymentRef: 'p_1', amount: eur(200n) }),
  ],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'partially_refunded', refundedMinor: 500n, updatedAt: at(21) })],
    payments: [payment({ ...paidPayment, refundedMinor: 500n })],
    refunds: [
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', reason: 'requested', ...eur(300n), occurredAt: at(11) }),
      refund({ refundRef: 'r_2', paymentRef: 'p_1', status: 'succeeded', ...eur(200n), occurredAt: at(21) }),
    ],
  }),
};

const staleTotal: History = {
  name: 'single refunds that go beyond the last total told are counted',
  events: [
    created,
    paid,
    told('refund-1', 10, { type: 'refund.succeeded', refundRef: 'r_1', paymentRef: 'p_1', amount: eur(300n), amountRefundedMinor: 300n }),
    told('refund-2', 20, { type: 'refund.succeeded', refundRef: 'r_2', paymentRef: 'p_1', amount: eur(700n) }),
  ],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'refunded', refundedMinor: 1000n, updatedAt: at(20) })],
    payments: [payment({ ...paidPayment, refundedMinor: 1000n })],
    refunds: [
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(300n), occurredAt: at(10) }),
      refund({ refundRef: 'r_2', paymentRef: 'p_1', status: 'succeeded', ...eur(700n), occurredAt: at(20) }),
    ],
  }),
};

const beforeCapture: History = {
  name: 'a refund told before its capture takes effect once the capture is known',
  events: [
    told('refund', 1, { type: 'refund.succeeded', refundRef: 'r_1', paymentRef: 'p_1', amount: eur(400n) }),
    told('captured', 2, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(1000n), settlesOrder: true }),
  ],
  rows: rows({
    orders: [
      order({ ...paidOrder, status: 'partially_refunded', refundedMinor: 400n, updatedAt: at(2) }),
    ],
    payments: [payment({ ...paidPayment, refundedMinor: 400n })],
    refunds: [refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(400n), occurredAt: at(1) })],
  }),
};

const orphanRefund: History = {
  name: 'a refund whose payment is unknown is visible and makes no order',
  events: [told('refund', 1, { type: 'refund.succeeded', refundRef: 'r_1', paymentRef: 'p_1', amount: eur(400n) })],
  rows: rows({
    refunds: [refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(400n), occurredAt: at(1) })],
  }),
};

const bounced: History = {
  name: 'a refund that bounces is taken back, from its sum and from the total',
  events: [
    created,
    paid,
    told('refund', 10, { type: 'refund.succeeded', refundRef: 'r_1', paymentRef: 'p_1', amount: eur(1000n) }),
    told('total', 11, { type: 'payment.linked', paymentRef: 'p_1', amountRefundedMinor: 1000n }),
    told('bounced', 12, { type: 'refund.failed', refundRef: 'r_1', paymentRef: 'p_1', reason: 'account_closed' }),
  ],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'paid', updatedAt: at(12) })],
    payments: [payment(paidPayment)],
    refunds: [
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'failed', reason: 'account_closed', ...eur(1000n), occurredAt: at(12) }),
    ],
  }),
};

const pendingRefund: History = {
  name: 'a refund that is only pending moves no money',
  events: [created, paid, told('refund', 10, { type: 'refund.pending', refundRef: 'r_1', paymentRef: 'p_1', amount: eur(1000n) })],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'paid', updatedAt: at(10) })],
    payments: [payment(paidPayment)],
    refunds: [refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'pending', ...eur(1000n), occurredAt: at(10) })],
  }),
};

const opened = told('opened', 10, {
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
    payments: [payment(paidPayment)],
    disputes: [dispute({ ...disputeRow, status: 'opened', occurredAt: at(10) })],
  }),
};

const disputeLost: History = {
  name: 'a lost dispute is charged back and closes',
  events: [created, paid, opened, told('lost', 20, { type: 'dispute.lost', disputeRef: 'd_1' })],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'partially_refunded', chargedBackMinor: 400n, updatedAt: at(20) })],
    payments: [payment(paidPayment)],
    disputes: [dispute({ ...disputeRow, status: 'lost', occurredAt: at(20) })],
  }),
};

const disputeWon: History = {
  name: 'a won dispute leaves the order as it was',
  events: [created, paid, opened, told('won', 20, { type: 'dispute.won', disputeRef: 'd_1' })],
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
    told('refund', 8, { type: 'refund.succeeded', refundRef: 'r_1', paymentRef: 'p_1', amount: eur(800n) }),
    opened,
    told('lost', 20, { type: 'dispute.lost', disputeRef: 'd_1' }),
  ],
  rows: rows({
    orders: [
      order({ ...paidOrder, status: 'refunded', refundedMinor: 800n, chargedBackMinor: 200n, updatedAt: at(20) }),
    ],
    payments: [payment({ ...paidPayment, refundedMinor: 800n })],
    refunds: [refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(800n), occurredAt: at(8) })],
    disputes: [dispute({ ...disputeRow, status: 'lost', occurredAt: at(20) })],
  }),
};

const otherName: History = {
  name: 'a refund and a dispute that name the charge belong to its intent',
  events: [
    created,
    told('intent', 2, { type: 'payment.succeeded', paymentRef: 'p_1', paymentAliases: ['ch_1'], orderRef: 'o_1', amount: eur(1000n) }),
    told('refund', 10, { type: 'refund.succeeded', refundRef: 'r_1', paymentRef: 'ch_1', amount: eur(100n) }),
    told('opened', 11, { type: 'dispute.opened', disputeRef: 'd_1', paymentRef: 'ch_1', amount: eur(400n) }),
  ],
  rows: rows({
    orders: [
      order({ ...paidOrder, status: 'partially_refunded', disputed: true, refundedMinor: 100n, updatedAt: at(11) }),
    ],
    payments: [payment({ ...paidPayment, refundedMinor: 100n })],
    refunds: [refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(100n), occurredAt: at(10) })],
    disputes: [dispute({ disputeRef: 'd_1', paymentRef: 'p_1', status: 'opened', ...eur(400n), occurredAt: at(11) })],
  }),
};

export const RETURNS: readonly History[] = [
  totalBesideSingles,
  staleTotal,
  beforeCapture,
  orphanRefund,
  bounced,
  pendingRefund,
  disputeOpened,
  disputeLost,
  disputeWon,
  refundedAndLost,
  otherName,
];
