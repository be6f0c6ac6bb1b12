import { at, eur, type History, order, payment, refund, rows, eventAt } from './history.ts';
import { created, paid, paidOrder, paidPayment } from './paid-order.ts';

const refundedAuthorization: History = {
  name: 'a refund of what was only authorized ends the authorization and is in no sum',
  events: [
    created,
    eventAt('held', 2, {
      type: 'payment.authorized',
      paymentRef: 'p_1',
      orderRef: 'o_1',
      amount: eur(1000n),
    }),
    eventAt('refund', 10, {
      type: 'refund.succeeded',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      amount: eur(1000n),
    }),
  ],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'canceled', paidMinor: 0n, updatedAt: at(10) })],
    payments: [payment({ ...paidPayment, status: 'canceled', occurredAt: at(10) })],
    refunds: [
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(1000n), occurredAt: at(10) }),
    ],
  }),
};

const duplicateLetGo: History = {
  name: 'a second payment that was never captured takes nothing off the first one when it is refunded',
  events: [
    created,
    paid,
    eventAt('second', 4, {
      type: 'payment.authorized',
      paymentRef: 'p_2',
      orderRef: 'o_1',
      amount: eur(1000n),
    }),
    eventAt('refund', 10, {
      type: 'refund.succeeded',
      refundRef: 'r_2',
      paymentRef: 'p_2',
      amount: eur(1000n),
    }),
  ],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'paid', updatedAt: at(10) })],
    payments: [
      payment(paidPayment),
      payment({ ...paidPayment, paymentRef: 'p_2', status: 'canceled', occurredAt: at(10) }),
    ],
    refunds: [
      refund({ refundRef: 'r_2', paymentRef: 'p_2', status: 'succeeded', ...eur(1000n), occurredAt: at(10) }),
    ],
  }),
};

const capturedAfterAll: History = {
  name: 'what was ever captured was money, and its refund counts, whatever another event says',
  events: [
    created,
    eventAt('canceled', 2, {
      type: 'payment.canceled',
      paymentRef: 'p_1',
      orderRef: 'o_1',
      amount: eur(1000n),
    }),
    eventAt('captured', 3, {
      type: 'payment.succeeded',
      paymentRef: 'p_1',
      orderRef: 'o_1',
      amount: eur(1000n),
    }),
    eventAt('refund', 10, {
      type: 'refund.succeeded',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      amount: eur(1000n),
    }),
  ],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'refunded', refundedMinor: 1000n, updatedAt: at(10) })],
    payments: [payment({ ...paidPayment, refundedMinor: 1000n, occurredAt: at(3) })],
    refunds: [
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'succeeded', ...eur(1000n), occurredAt: at(10) }),
    ],
  }),
};

const duplicateRefunded: History = {
  name: 'an order that was paid twice and refunded once is paid',
  events: [
    created,
    paid,
    eventAt('again', 4, {
      type: 'payment.succeeded',
      paymentRef: 'p_2',
      orderRef: 'o_1',
      amount: eur(1000n),
    }),
    eventAt('refund', 10, {
      type: 'refund.succeeded',
      refundRef: 'r_2',
      paymentRef: 'p_2',
      amount: eur(1000n),
    }),
  ],
  rows: rows({
    orders: [
      order({ ...paidOrder, status: 'paid', paidMinor: 2000n, refundedMinor: 1000n, updatedAt: at(10) }),
    ],
    payments: [
      payment(paidPayment),
      payment({ ...paidPayment, paymentRef: 'p_2', refundedMinor: 1000n, occurredAt: at(4) }),
    ],
    refunds: [
      refund({ refundRef: 'r_2', paymentRef: 'p_2', status: 'succeeded', ...eur(1000n), occurredAt: at(10) }),
    ],
  }),
};

const pendingInTotal: History = {
  name: 'a total that counts a pending refund already gives nothing back for it',
  events: [
    created,
    paid,
    eventAt('refund', 10, {
      type: 'refund.pending',
      refundRef: 'r_1',
      paymentRef: 'p_1',
      amount: eur(1000n),
    }),
    eventAt('total', 10, { type: 'payment.linked', paymentRef: 'p_1', amountRefundedMinor: 1000n }),
  ],
  rows: rows({
    orders: [order({ ...paidOrder, status: 'paid', updatedAt: at(10) })],
    payments: [payment(paidPayment)],
    refunds: [
      refund({ refundRef: 'r_1', paymentRef: 'p_1', status: 'pending', ...eur(1000n), occurredAt: at(10) }),
    ],
  }),
};

/** Refunds that take nothing off the money that is kept for an order, or only their own. */
export const KEPT_MONEY: readonly History[] = [
  refundedAuthorization,
  duplicateLetGo,
  capturedAfterAll,
  duplicateRefunded,
  pendingInTotal,
];
