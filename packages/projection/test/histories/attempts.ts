import { at, eur, type History, order, payment, rows, eventAt } from './history.ts';

const failedThenPaid: History = {
  name: 'a payment that fails and is tried again is paid, without the failure’s code',
  events: [
    eventAt('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(900n) }),
    eventAt('failed', 2, {
      type: 'payment.failed',
      paymentRef: 'p_1',
      orderRef: 'o_1',
      amount: eur(900n),
      failureCode: 'card_declined',
    }),
    eventAt('succeeded', 3, {
      type: 'payment.succeeded',
      paymentRef: 'p_1',
      orderRef: 'o_1',
      amount: eur(900n),
    }),
  ],
  rows: rows({
    orders: [
      order({
        orderRef: 'o_1',
        status: 'paid',
        ...eur(900n),
        paidMinor: 900n,
        createdAt: at(1),
        updatedAt: at(3),
      }),
    ],
    payments: [
      payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'succeeded', ...eur(900n), occurredAt: at(3) }),
    ],
  }),
};

const lateFailure: History = {
  name: 'a failure reported after the success changes neither payment nor order',
  events: [
    eventAt('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(900n) }),
    eventAt('succeeded', 2, {
      type: 'payment.succeeded',
      paymentRef: 'p_1',
      orderRef: 'o_1',
      amount: eur(900n),
    }),
    eventAt('failed', 3, {
      type: 'payment.failed',
      paymentRef: 'p_1',
      orderRef: 'o_1',
      failureCode: 'too_late',
    }),
  ],
  rows: rows({
    orders: [
      order({
        orderRef: 'o_1',
        status: 'paid',
        ...eur(900n),
        paidMinor: 900n,
        createdAt: at(1),
        updatedAt: at(3),
      }),
    ],
    payments: [
      payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'succeeded', ...eur(900n), occurredAt: at(2) }),
    ],
  }),
};

const secondAttempt: History = {
  name: 'of two payments for one order the one that failed takes nothing from the one that succeeded',
  events: [
    eventAt('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(900n) }),
    eventAt('first-failed', 2, {
      type: 'payment.failed',
      paymentRef: 'p_1',
      orderRef: 'o_1',
      amount: eur(900n),
      failureCode: 'no_funds',
    }),
    eventAt('second-succeeded', 3, {
      type: 'payment.succeeded',
      paymentRef: 'p_2',
      orderRef: 'o_1',
      amount: eur(900n),
    }),
  ],
  rows: rows({
    orders: [
      order({
        orderRef: 'o_1',
        status: 'paid',
        ...eur(900n),
        paidMinor: 900n,
        createdAt: at(1),
        updatedAt: at(3),
      }),
    ],
    payments: [
      payment({
        paymentRef: 'p_1',
        orderRef: 'o_1',
        status: 'failed',
        failureCode: 'no_funds',
        ...eur(900n),
        occurredAt: at(2),
      }),
      payment({ paymentRef: 'p_2', orderRef: 'o_1', status: 'succeeded', ...eur(900n), occurredAt: at(3) }),
    ],
  }),
};

const unpaidCompletion: History = {
  name: 'an order that is complete and unpaid stays pending',
  events: [
    eventAt('completed', 1, {
      type: 'order.completed',
      orderRef: 'o_1',
      paymentRef: 'p_1',
      amount: eur(300n),
    }),
    eventAt('pending', 2, { type: 'payment.pending', paymentRef: 'p_1', amount: eur(300n) }),
  ],
  rows: rows({
    orders: [order({ orderRef: 'o_1', status: 'pending', ...eur(300n), createdAt: at(1), updatedAt: at(2) })],
    payments: [
      payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'pending', ...eur(300n), occurredAt: at(2) }),
    ],
  }),
};

const expired: History = {
  name: 'an order that expires unpaid is canceled',
  events: [
    eventAt('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(100n) }),
    eventAt('expired', 2, { type: 'order.expired', orderRef: 'o_1' }),
  ],
  rows: rows({
    orders: [
      order({ orderRef: 'o_1', status: 'canceled', ...eur(100n), createdAt: at(1), updatedAt: at(2) }),
    ],
  }),
};

const authorized: History = {
  name: 'an amount that is only reserved leaves the order authorized',
  events: [
    eventAt('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(100n) }),
    eventAt('authorized', 2, {
      type: 'payment.authorized',
      paymentRef: 'p_1',
      orderRef: 'o_1',
      amount: eur(100n),
    }),
  ],
  rows: rows({
    orders: [
      order({ orderRef: 'o_1', status: 'authorized', ...eur(100n), createdAt: at(1), updatedAt: at(2) }),
    ],
    payments: [
      payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'authorized', ...eur(100n), occurredAt: at(2) }),
    ],
  }),
};

/** Payments that are tried, fail, and are tried again; orders that nobody pays. */
export const ATTEMPTS: readonly History[] = [
  failedThenPaid,
  lateFailure,
  secondAttempt,
  unpaidCompletion,
  expired,
  authorized,
];
