import { at, eur, type History, order, payment, refund, rows, eventAt, usd } from './history.ts';
import { created, paid, paidOrder, paidPayment } from './paid-order.ts';

const totalBesideSingles: History = {
  name: 'a cumulative total beside the single refunds that it sums counts them once',
  events: [
    created,
    paid,
    eventAt('total-300', 10, { type: 'payment.linked', paymentRef: 'p_1', amountRefundedMinor: 300n }),
    eventAt('refund-1', 11, {
      type: 'refund.succeeded',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      amount: eur(300n),
      reason: 'requested',
    }),
    eventAt('total-500', 20, { type: 'payment.linked', paymentRef: 'p_1', amountRefundedMinor: 500n }),
    eventAt('refund-2', 21, {
      type: 'refund.succeeded',
      refundRef: 'r_2',
      paymentRef: 'p_1',
      amount: eur(200n),
    }),
  ],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'partially_refunded', refundedMinor: 500n, updatedAt: at(21) })],
    payments: [payment({ ...paidPayment, refundedMinor: 500n })],
    refunds: [
      refund({
        refundRef: 'r_1',
        paymentRef: 'p_1',
        status: 'succeeded',
        reason: 'requested',
        ...eur(300n),
        occurredAt: at(11),
      }),
      refund({ refundRef: 'r_2', paymentRef: 'p_1', status: 'succeeded', ...eur(200n), occurredAt: at(21) }),
    ],
  }),
};

const staleTotal: History = {
  name: 'single refunds that go beyond the last total reported are counted',
  events: [
    created,
    paid,
    eventAt('refund-1', 10, {
      type: 'refund.succeeded',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      amount: eur(300n),
      amountRefundedMinor: 300n,
    }),
    eventAt('refund-2', 20, {
      type: 'refund.succeeded',
      refundRef: 'r_2',
      paymentRef: 'p_1',
      amount: eur(700n),
    }),
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
  name: 'a refund reported before its capture takes effect once the capture is known',
  events: [
    eventAt('refund', 1, {
      type: 'refund.succeeded',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      amount: eur(400n),
    }),
    eventAt('captured', 2, {
      type: 'payment.succeeded',
      paymentRef: 'p_1',
      orderRef: 'o_1',
      amount: eur(1000n),
      settlesOrder: true,
    }),
  ],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'partially_refunded', refundedMinor: 400n, updatedAt: at(2) })],
    payments: [payment({ ...paidPayment, refundedMinor: 400n })],
    refunds: [
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(400n), occurredAt: at(1) }),
    ],
  }),
};

const orphanRefund: History = {
  name: 'a refund whose payment is unknown is visible and makes no order',
  events: [
    eventAt('refund', 1, {
      type: 'refund.succeeded',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      amount: eur(400n),
    }),
  ],
  rows: rows({
    refunds: [
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(400n), occurredAt: at(1) }),
    ],
  }),
};

const bounced: History = {
  name: 'a refund that bounces is taken back, from its sum and from the total',
  events: [
    created,
    paid,
    eventAt('refund', 10, {
      type: 'refund.succeeded',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      amount: eur(1000n),
    }),
    eventAt('total', 11, { type: 'payment.linked', paymentRef: 'p_1', amountRefundedMinor: 1000n }),
    eventAt('bounced', 12, {
      type: 'refund.failed',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      reason: 'account_closed',
    }),
  ],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'paid', updatedAt: at(12) })],
    payments: [payment(paidPayment)],
    refunds: [
      refund({
        refundRef: 'r_1',
        paymentRef: 'p_1',
        status: 'failed',
        reason: 'account_closed',
        ...eur(1000n),
        occurredAt: at(12),
      }),
    ],
  }),
};

const pendingRefund: History = {
  name: 'a refund that is only pending moves no money',
  events: [
    created,
    paid,
    eventAt('refund', 10, {
      type: 'refund.pending',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      amount: eur(1000n),
    }),
  ],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'paid', updatedAt: at(10) })],
    payments: [payment(paidPayment)],
    refunds: [
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'pending', ...eur(1000n), occurredAt: at(10) }),
    ],
  }),
};

const otherCurrency: History = {
  name: 'a refund of another currency is kept and not added, nor is the total that comes with it',
  events: [
    eventAt('early', 1, { type: 'refund.succeeded', refundRef: 'r_0', paymentRef: 'p_1', amount: usd(500n) }),
    created,
    paid,
    eventAt('euros', 10, {
      type: 'refund.succeeded',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      amount: eur(300n),
    }),
    eventAt('dollars', 11, {
      type: 'refund.succeeded',
      refundRef: 'r_2',
      paymentRef: 'p_1',
      amount: usd(900n),
      amountRefundedMinor: 900n,
    }),
  ],
  rows: rows({
    orders: [
      order({
        ...paidOrder,
        status: 'partially_refunded',
        refundedMinor: 300n,
        updatedAt: at(11),
      }),
    ],
    payments: [payment({ ...paidPayment, refundedMinor: 300n })],
    refunds: [
      refund({ refundRef: 'r_0', paymentRef: 'p_1', status: 'succeeded', ...usd(500n), occurredAt: at(1) }),
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(300n), occurredAt: at(10) }),
      refund({ refundRef: 'r_2', paymentRef: 'p_1', status: 'succeeded', ...usd(900n), occurredAt: at(11) }),
    ],
  }),
};

const otherThanDue: History = {
  name: 'a refund of a payment whose amount nobody knows counts where it is of the currency that is due',
  events: [
    created,
    eventAt('paid', 2, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1' }),
    eventAt('euros', 10, {
      type: 'refund.succeeded',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      amount: eur(300n),
    }),
    eventAt('dollars', 11, {
      type: 'refund.succeeded',
      refundRef: 'r_2',
      paymentRef: 'p_1',
      amount: usd(900n),
    }),
  ],
  rows: rows({
    orders: [
      order({
        ...paidOrder,
        status: 'pending',
        paidMinor: 0n,
        refundedMinor: 300n,
        updatedAt: at(11),
      }),
    ],
    payments: [
      payment({
        paymentRef: 'p_1',
        orderRef: 'o_1',
        status: 'succeeded',
        refundedMinor: 300n,
        occurredAt: at(2),
      }),
    ],
    refunds: [
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(300n), occurredAt: at(10) }),
      refund({ refundRef: 'r_2', paymentRef: 'p_1', status: 'succeeded', ...usd(900n), occurredAt: at(11) }),
    ],
  }),
};

/** Money that goes back by refunds. */
export const REFUNDS: readonly History[] = [
  totalBesideSingles,
  staleTotal,
  beforeCapture,
  orphanRefund,
  bounced,
  pendingRefund,
  otherCurrency,
  otherThanDue,
];
