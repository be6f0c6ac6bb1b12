import { at, eur, type History, order, payment, rows, told, usd } from './history.ts';

/** A checkout session names the order, its payment intent carries the money, the charge is another name of the intent. */
const sessionAndIntent: History = {
  name: 'a purchase paid through a session and its intent is one order, named by the session',
  events: [
    told('intent-created', 1, { type: 'payment.pending', paymentRef: 'pi_1', amount: eur(5000n), tentative: true }),
    told('charge-succeeded', 2, { type: 'payment.linked', paymentRef: 'pi_1', paymentAliases: ['ch_1'], tentative: true }),
    told('intent-succeeded', 2, {
      type: 'payment.succeeded',
      paymentRef: 'pi_1',
      amount: eur(5000n),
      providerStatus: 'succeeded',
      tentative: true,
    }),
    told('session-completed', 3, {
      type: 'order.completed',
      orderRef: 'cs_1',
      paymentRef: 'pi_1',
      amount: eur(5000n),
      merchantRef: 'A-1001',
      customerRef: 'cus_1',
      providerStatus: 'complete',
      createdAt: at(0),
    }),
  ],
  rows: rows({
    orders: [
      order({
        orderRef: 'cs_1',
        status: 'paid',
        merchantRef: 'A-1001',
        customerRef: 'cus_1',
        providerStatus: 'complete',
        ...eur(5000n),
        paidMinor: 5000n,
        createdAt: at(0),
        updatedAt: at(3),
      }),
    ],
    payments: [
      payment({
        paymentRef: 'pi_1',
        orderRef: 'cs_1',
        status: 'succeeded',
        providerStatus: 'succeeded',
        ...eur(5000n),
        occurredAt: at(2),
      }),
    ],
  }),
};

const bareIntent: History = {
  name: 'a bare intent makes no order while it may be an invoice’s',
  events: [
    told('intent-created', 1, { type: 'payment.pending', paymentRef: 'pi_1', orderRef: 'pi_1', amount: eur(700n), tentative: true }),
    told('intent-succeeded', 2, {
      type: 'payment.succeeded',
      paymentRef: 'pi_1',
      orderRef: 'pi_1',
      amount: eur(700n),
      settlesOrder: true,
      tentative: true,
    }),
  ],
  rows: rows({
    payments: [payment({ paymentRef: 'pi_1', status: 'succeeded', ...eur(700n), occurredAt: at(2) })],
  }),
};

const decidedIntent: History = {
  name: 'a tentative payment makes the order as soon as one event is sure',
  events: [
    told('intent-succeeded', 1, {
      type: 'payment.succeeded',
      paymentRef: 'pi_1',
      orderRef: 'pi_1',
      amount: eur(700n),
      settlesOrder: true,
      tentative: true,
    }),
    told('decided', 2, { type: 'payment.linked', paymentRef: 'pi_1', orderRef: 'pi_1' }),
  ],
  rows: rows({
    orders: [
      order({ orderRef: 'pi_1', status: 'paid', ...eur(700n), paidMinor: 700n, createdAt: at(1), updatedAt: at(2) }),
    ],
    payments: [
      payment({ paymentRef: 'pi_1', orderRef: 'pi_1', status: 'succeeded', ...eur(700n), occurredAt: at(1) }),
    ],
  }),
};

const failedThenPaid: History = {
  name: 'a payment that fails and is tried again is paid, without the failure’s code',
  events: [
    told('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(900n) }),
    told('failed', 2, {
      type: 'payment.failed',
      paymentRef: 'p_1',
      orderRef: 'o_1',
      amount: eur(900n),
      failureCode: 'card_declined',
    }),
    told('succeeded', 3, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(900n) }),
  ],
  rows: rows({
    orders: [
      order({ orderRef: 'o_1', status: 'paid', ...eur(900n), paidMinor: 900n, createdAt: at(1), updatedAt: at(3) }),
    ],
    payments: [
      payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'succeeded', ...eur(900n), occurredAt: at(3) }),
    ],
  }),
};

const lateFailure: History = {
  name: 'a failure told after the success changes neither payment nor order',
  events: [
    told('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(900n) }),
    told('succeeded', 2, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(900n) }),
    told('failed', 3, { type: 'payment.failed', paymentRef: 'p_1', orderRef: 'o_1', failureCode: 'too_late' }),
  ],
  rows: rows({
    orders: [
      order({ orderRef: 'o_1', status: 'paid', ...eur(900n), paidMinor: 900n, createdAt: at(1), updatedAt: at(3) }),
    ],
    payments: [
      payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'succeeded', ...eur(900n), occurredAt: at(2) }),
    ],
  }),
};

const secondAttempt: History = {
  name: 'of two payments for one order the one that failed takes nothing from the one that succeeded',
  events: [
    told('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(900n) }),
    told('first-failed', 2, { type: 'payment.failed', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(900n), failureCode: 'no_funds' }),
    told('second-succeeded', 3, { type: 'payment.succeeded', paymentRef: 'p_2', orderRef: 'o_1', amount: eur(900n) }),
  ],
  rows: rows({
    orders: [
      order({ orderRef: 'o_1', status: 'paid', ...eur(900n), paidMinor: 900n, createdAt: at(1), updatedAt: at(3) }),
    ],
    payments: [
      payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'failed', failureCode: 'no_funds', ...eur(900n), occurredAt: at(2) }),
      payment({ paymentRef: 'p_2', orderRef: 'o_1', status: 'succeeded', ...eur(900n), occurredAt: at(3) }),
    ],
  }),
};

const partPayments: History = {
  name: 'two part payments cover the amount due together',
  events: [
    told('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(1000n) }),
    told('first', 2, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(400n) }),
    told('second', 3, { type: 'payment.succeeded', paymentRef: 'p_2', orderRef: 'o_1', amount: eur(600n) }),
  ],
  rows: rows({
    orders: [
      order({ orderRef: 'o_1', status: 'paid', ...eur(1000n), paidMinor: 1000n, createdAt: at(1), updatedAt: at(3) }),
    ],
    payments: [
      payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'succeeded', ...eur(400n), occurredAt: at(2) }),
      payment({ paymentRef: 'p_2', orderRef: 'o_1', status: 'succeeded', ...eur(600n), occurredAt: at(3) }),
    ],
  }),
};

const freeOrder: History = {
  name: 'an order of nothing is paid once it is complete',
  events: [
    told('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(0n) }),
    told('completed', 2, { type: 'order.completed', orderRef: 'o_1', amount: eur(0n) }),
  ],
  rows: rows({
    orders: [order({ orderRef: 'o_1', status: 'paid', ...eur(0n), createdAt: at(1), updatedAt: at(2) })],
  }),
};

const unpaidCompletion: History = {
  name: 'an order that is complete and unpaid stays pending',
  events: [
    told('completed', 1, { type: 'order.completed', orderRef: 'o_1', paymentRef: 'p_1', amount: eur(300n) }),
    told('pending', 2, { type: 'payment.pending', paymentRef: 'p_1', amount: eur(300n) }),
  ],
  rows: rows({
    orders: [order({ orderRef: 'o_1', status: 'pending', ...eur(300n), createdAt: at(1), updatedAt: at(2) })],
    payments: [payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'pending', ...eur(300n), occurredAt: at(2) })],
  }),
};

const amountUnknown: History = {
  name: 'a payment alone never proves that it was all that was due',
  events: [told('succeeded', 1, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(300n) })],
  rows: rows({
    orders: [
      order({
        orderRef: 'o_1',
        status: 'pending',
        currency: 'EUR',
        exponent: 2,
        paidMinor: 300n,
        createdAt: at(1),
        updatedAt: at(1),
      }),
    ],
    payments: [payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'succeeded', ...eur(300n), occurredAt: at(1) })],
  }),
};

const amountLater: History = {
  name: 'a payment counts against an amount due that is told after it',
  events: [
    told('succeeded', 1, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(300n) }),
    told('approved', 2, { type: 'order.approved', orderRef: 'o_1', amount: eur(300n) }),
  ],
  rows: rows({
    orders: [
      order({ orderRef: 'o_1', status: 'paid', ...eur(300n), paidMinor: 300n, createdAt: at(1), updatedAt: at(2) }),
    ],
    payments: [payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'succeeded', ...eur(300n), occurredAt: at(1) })],
  }),
};

const settled: History = {
  name: 'where the provider calls a payment the last one, what is paid is what was due',
  events: [
    told('first', 1, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(300n) }),
    told('last', 2, { type: 'payment.succeeded', paymentRef: 'p_2', orderRef: 'o_1', amount: eur(200n), settlesOrder: true }),
  ],
  rows: rows({
    orders: [
      order({ orderRef: 'o_1', status: 'paid', ...eur(500n), paidMinor: 500n, createdAt: at(1), updatedAt: at(2) }),
    ],
    payments: [
      payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'succeeded', ...eur(300n), occurredAt: at(1) }),
      payment({ paymentRef: 'p_2', orderRef: 'o_1', status: 'succeeded', ...eur(200n), occurredAt: at(2) }),
    ],
  }),
};

const twoCurrencies: History = {
  name: 'a payment of another currency is kept and not added',
  events: [
    told('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(1000n) }),
    told('euros', 2, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(600n) }),
    told('dollars', 3, { type: 'payment.succeeded', paymentRef: 'p_2', orderRef: 'o_1', amount: usd(400n) }),
  ],
  rows: rows({
    orders: [
      order({ orderRef: 'o_1', status: 'pending', ...eur(1000n), paidMinor: 600n, createdAt: at(1), updatedAt: at(3) }),
    ],
    payments: [
      payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'succeeded', ...eur(600n), occurredAt: at(2) }),
      payment({ paymentRef: 'p_2', orderRef: 'o_1', status: 'succeeded', ...usd(400n), occurredAt: at(3) }),
    ],
  }),
};

const expired: History = {
  name: 'an order that expires unpaid is canceled',
  events: [
    told('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(100n) }),
    told('expired', 2, { type: 'order.expired', orderRef: 'o_1' }),
  ],
  rows: rows({
    orders: [order({ orderRef: 'o_1', status: 'canceled', ...eur(100n), createdAt: at(1), updatedAt: at(2) })],
  }),
};

const authorized: History = {
  name: 'an amount that is only reserved leaves the order authorized',
  events: [
    told('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(100n) }),
    told('authorized', 2, { type: 'payment.authorized', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(100n) }),
  ],
  rows: rows({
    orders: [order({ orderRef: 'o_1', status: 'authorized', ...eur(100n), createdAt: at(1), updatedAt: at(2) })],
    payments: [payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'authorized', ...eur(100n), occurredAt: at(2) })],
  }),
};

const aliasRing: History = {
  name: 'two names that call each other an alias are one payment',
  events: [
    told('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(100n) }),
    told('first', 2, { type: 'payment.authorized', paymentRef: 'b_1', paymentAliases: ['a_1'], orderRef: 'o_1', amount: eur(100n) }),
    told('second', 3, { type: 'payment.succeeded', paymentRef: 'a_1', paymentAliases: ['b_1'], orderRef: 'o_1', amount: eur(100n) }),
  ],
  rows: rows({
    orders: [
      order({ orderRef: 'o_1', status: 'paid', ...eur(100n), paidMinor: 100n, createdAt: at(1), updatedAt: at(3) }),
    ],
    payments: [payment({ paymentRef: 'a_1', orderRef: 'o_1', status: 'succeeded', ...eur(100n), occurredAt: at(3) })],
  }),
};

export const PURCHASES: readonly History[] = [
  sessionAndIntent,
  bareIntent,
  decidedIntent,
  failedThenPaid,
  lateFailure,
  secondAttempt,
  partPayments,
  freeOrder,
  unpaidCompletion,
  amountUnknown,
  amountLater,
  settled,
  twoCurrencies,
  expired,
  authorized,
  aliasRing,
];
