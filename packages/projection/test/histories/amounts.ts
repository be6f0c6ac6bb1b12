import { at, eur, type History, order, payment, rows, eventAt, usd } from './history.ts';

const partPayments: History = {
  name: 'two part payments cover the amount due together',
  events: [
    eventAt('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(1000n) }),
    eventAt('first', 2, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(400n) }),
    eventAt('second', 3, {
      type: 'payment.succeeded',
      paymentRef: 'p_2',
      orderRef: 'o_1',
      amount: eur(600n),
    }),
  ],
  rows: rows({
    orders: [
      order({
        orderRef: 'o_1',
        status: 'paid',
        ...eur(1000n),
        paidMinor: 1000n,
        createdAt: at(1),
        updatedAt: at(3),
      }),
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
    eventAt('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(0n) }),
    eventAt('completed', 2, { type: 'order.completed', orderRef: 'o_1', amount: eur(0n) }),
  ],
  rows: rows({
    orders: [order({ orderRef: 'o_1', status: 'paid', ...eur(0n), createdAt: at(1), updatedAt: at(2) })],
  }),
};

const amountUnknown: History = {
  name: 'a payment alone never proves that it was all that was due',
  events: [
    eventAt('succeeded', 1, {
      type: 'payment.succeeded',
      paymentRef: 'p_1',
      orderRef: 'o_1',
      amount: eur(300n),
    }),
  ],
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
    payments: [
      payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'succeeded', ...eur(300n), occurredAt: at(1) }),
    ],
  }),
};

const amountLater: History = {
  name: 'a payment counts against an amount due that is reported after it',
  events: [
    eventAt('succeeded', 1, {
      type: 'payment.succeeded',
      paymentRef: 'p_1',
      orderRef: 'o_1',
      amount: eur(300n),
    }),
    eventAt('approved', 2, { type: 'order.approved', orderRef: 'o_1', amount: eur(300n) }),
  ],
  rows: rows({
    orders: [
      order({
        orderRef: 'o_1',
        status: 'paid',
        ...eur(300n),
        paidMinor: 300n,
        createdAt: at(1),
        updatedAt: at(2),
      }),
    ],
    payments: [
      payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'succeeded', ...eur(300n), occurredAt: at(1) }),
    ],
  }),
};

const settled: History = {
  name: 'where the provider calls a payment the last one, what is paid is what was due',
  events: [
    eventAt('first', 1, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(300n) }),
    eventAt('last', 2, {
      type: 'payment.succeeded',
      paymentRef: 'p_2',
      orderRef: 'o_1',
      amount: eur(200n),
      settlesOrder: true,
    }),
  ],
  rows: rows({
    orders: [
      order({
        orderRef: 'o_1',
        status: 'paid',
        ...eur(500n),
        paidMinor: 500n,
        createdAt: at(1),
        updatedAt: at(2),
      }),
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
    eventAt('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(1000n) }),
    eventAt('euros', 2, { type: 'payment.succeeded', paymentRef: 'p_1', orderRef: 'o_1', amount: eur(600n) }),
    eventAt('dollars', 3, {
      type: 'payment.succeeded',
      paymentRef: 'p_2',
      orderRef: 'o_1',
      amount: usd(400n),
    }),
  ],
  rows: rows({
    orders: [
      order({
        orderRef: 'o_1',
        status: 'pending',
        ...eur(1000n),
        paidMinor: 600n,
        createdAt: at(1),
        updatedAt: at(3),
      }),
    ],
    payments: [
      payment({ paymentRef: 'p_1', orderRef: 'o_1', status: 'succeeded', ...eur(600n), occurredAt: at(2) }),
      payment({ paymentRef: 'p_2', orderRef: 'o_1', status: 'succeeded', ...usd(400n), occurredAt: at(3) }),
    ],
  }),
};

/** What is due against what is paid. */
export const AMOUNTS: readonly History[] = [
  partPayments,
  freeOrder,
  amountUnknown,
  amountLater,
  settled,
  twoCurrencies,
];
