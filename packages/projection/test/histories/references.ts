import { at, eur, type History, order, payment, rows, eventAt } from './history.ts';

/** A checkout session names the order, its payment intent carries the money, the charge is another name of the intent. */
const sessionAndIntent: History = {
  name: 'a purchase paid through a session and its intent is one order, named by the session',
  events: [
    eventAt('intent-created', 1, {
      type: 'payment.pending',
      paymentRef: 'pi_1',
      amount: eur(5000n),
      tentative: true,
    }),
    eventAt('charge-succeeded', 2, {
      type: 'payment.linked',
      paymentRef: 'pi_1',
      paymentAliases: ['ch_1'],
      tentative: true,
    }),
    eventAt('intent-succeeded', 2, {
      type: 'payment.succeeded',
      paymentRef: 'pi_1',
      amount: eur(5000n),
      providerStatus: 'succeeded',
      tentative: true,
    }),
    eventAt('session-completed', 3, {
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
    eventAt('intent-created', 1, {
      type: 'payment.pending',
      paymentRef: 'pi_1',
      orderRef: 'pi_1',
      amount: eur(700n),
      tentative: true,
    }),
    eventAt('intent-succeeded', 2, {
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
    eventAt('intent-succeeded', 1, {
      type: 'payment.succeeded',
      paymentRef: 'pi_1',
      orderRef: 'pi_1',
      amount: eur(700n),
      settlesOrder: true,
      tentative: true,
    }),
    eventAt('decided', 2, { type: 'payment.linked', paymentRef: 'pi_1', orderRef: 'pi_1' }),
  ],
  rows: rows({
    orders: [
      order({
        orderRef: 'pi_1',
        status: 'paid',
        ...eur(700n),
        paidMinor: 700n,
        createdAt: at(1),
        updatedAt: at(2),
      }),
    ],
    payments: [
      payment({ paymentRef: 'pi_1', orderRef: 'pi_1', status: 'succeeded', ...eur(700n), occurredAt: at(1) }),
    ],
  }),
};

const aliasRing: History = {
  name: 'two names that call each other an alias are one payment',
  events: [
    eventAt('created', 1, { type: 'order.created', orderRef: 'o_1', amount: eur(100n) }),
    eventAt('first', 2, {
      type: 'payment.authorized',
      paymentRef: 'b_1',
      paymentAliases: ['a_1'],
      orderRef: 'o_1',
      amount: eur(100n),
    }),
    eventAt('second', 3, {
      type: 'payment.succeeded',
      paymentRef: 'a_1',
      paymentAliases: ['b_1'],
      orderRef: 'o_1',
      amount: eur(100n),
    }),
  ],
  rows: rows({
    orders: [
      order({
        orderRef: 'o_1',
        status: 'paid',
        ...eur(100n),
        paidMinor: 100n,
        createdAt: at(1),
        updatedAt: at(3),
      }),
    ],
    payments: [
      payment({ paymentRef: 'a_1', orderRef: 'o_1', status: 'succeeded', ...eur(100n), occurredAt: at(3) }),
    ],
  }),
};

/** What links the events of a purchase, and what names it. */
export const REFERENCES: readonly History[] = [sessionAndIntent, bareIntent, decidedIntent, aliasRing];
