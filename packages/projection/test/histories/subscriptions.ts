import { at, eur, type History, payment, rows, subscription, told } from './history.ts';

const sub = { subscriptionRef: 'sub_1' };

/** Stripe stamps whole seconds: creation and both updates tie, and only what each replaced says which came first. */
const oneSecond: History = {
  name: 'created and updated in one second follow what each says it replaced',
  events: [
    // Keys chosen so that without the hints the order would be the wrong one.
    told('c-created', 1, { ...sub, type: 'subscription.created', status: 'active', planRef: 'plan_a', quantity: 1 }),
    told('b-updated', 1, { ...sub, type: 'subscription.updated', status: 'active', planRef: 'plan_b', quantity: 1, previous: { planRef: 'plan_a' } }),
    told('a-updated', 1, { ...sub, type: 'subscription.updated', status: 'active', planRef: 'plan_b', quantity: 2, previous: { quantity: 1 } }),
    told('d-updated', 1, { ...sub, type: 'subscription.updated', status: 'active', planRef: 'plan_a', quantity: 2, previous: { planRef: 'plan_b', quantity: 2 } }),
  ],
  rows: rows({
    subscriptions: [
      subscription({ ...sub, status: 'active', planRef: 'plan_a', quantity: 2, createdAt: at(1), updatedAt: at(1) }),
    ],
  }),
};

const firstTwoUpdates: History = {
  name: 'a snapshot that carries an earlier update of its second comes after it',
  events: [
    told('created', 1, { ...sub, type: 'subscription.created', status: 'incomplete', quantity: 1 }),
    told('b-activated', 1, { ...sub, type: 'subscription.updated', status: 'active', quantity: 1, previous: { status: 'incomplete' } }),
    told('a-changed', 1, { ...sub, type: 'subscription.updated', status: 'active', quantity: 2, previous: { quantity: 1 } }),
  ],
  rows: rows({
    subscriptions: [subscription({ ...sub, status: 'active', quantity: 2, createdAt: at(1), updatedAt: at(1) })],
  }),
};

const cycle: History = {
  name: 'hints that go round in a circle are settled by the key',
  events: [
    told('created', 1, { ...sub, type: 'subscription.created', status: 'active', planRef: 'plan_c' }),
    told('a', 5, { ...sub, type: 'subscription.updated', status: 'active', planRef: 'plan_a', previous: { planRef: 'plan_b' } }),
    told('b', 5, { ...sub, type: 'subscription.updated', status: 'active', planRef: 'plan_b', previous: { planRef: 'plan_a' } }),
  ],
  rows: rows({
    subscriptions: [subscription({ ...sub, status: 'active', planRef: 'plan_b', createdAt: at(1), updatedAt: at(5) })],
  }),
};

const againstRank: History = {
  name: 'a hint outweighs the rank of a status within one moment',
  events: [
    told('created', 1, { ...sub, type: 'subscription.created', status: 'active' }),
    told('lapsed', 5, { ...sub, type: 'subscription.past_due', status: 'past_due', previous: { status: 'active' } }),
    told('recovered', 5, { ...sub, type: 'subscription.activated', status: 'active', previous: { status: 'past_due' } }),
  ],
  rows: rows({
    subscriptions: [subscription({ ...sub, status: 'active', createdAt: at(1), updatedAt: at(5) })],
  }),
};

const byRank: History = {
  name: 'without a hint the later status of a lifecycle wins within one moment',
  events: [
    told('b-created', 1, { ...sub, type: 'subscription.created', status: 'incomplete' }),
    told('a-activated', 1, { ...sub, type: 'subscription.activated', status: 'active' }),
  ],
  rows: rows({
    subscriptions: [subscription({ ...sub, status: 'active', createdAt: at(1), updatedAt: at(1) })],
  }),
};

const canceled: History = {
  name: 'a canceled subscription is never revived',
  events: [
    told('created', 1, { ...sub, type: 'subscription.created', status: 'active', planRef: 'plan_a' }),
    told('past-due', 2, { ...sub, type: 'subscription.past_due', status: 'past_due' }),
    told('canceled', 3, { ...sub, type: 'subscription.canceled', status: 'canceled', canceledAt: at(3) }),
    told('late', 4, { ...sub, type: 'subscription.updated', status: 'active', planRef: 'plan_b' }),
  ],
  rows: rows({
    subscriptions: [
      subscription({ ...sub, status: 'canceled', planRef: 'plan_a', canceledAt: at(3), createdAt: at(1), updatedAt: at(4) }),
    ],
  }),
};

/** Since Stripe's API 2025-03-31 only the invoice payment says which payment paid which invoice. */
const invoiced: History = {
  name: 'a payment that an invoice ties to a subscription leaves no order behind',
  events: [
    told('intent', 1, { type: 'payment.succeeded', paymentRef: 'pi_1', orderRef: 'pi_1', amount: eur(1500n), settlesOrder: true, tentative: true }),
    told('invoice-order', 2, { type: 'order.created', orderRef: 'in_1', invoiceRef: 'in_1', amount: eur(1500n) }),
    told('invoice-payment', 3, { type: 'payment.linked', paymentRef: 'pi_1', invoiceRef: 'in_1' }),
    told('renewed', 4, { ...sub, type: 'subscription.renewed', invoiceRef: 'in_1', status: 'active', currentPeriodEnd: at(59) }),
  ],
  rows: rows({
    payments: [
      payment({ paymentRef: 'pi_1', subscriptionRef: 'sub_1', status: 'succeeded', ...eur(1500n), occurredAt: at(1) }),
    ],
    subscriptions: [
      subscription({ ...sub, status: 'active', currentPeriodEnd: at(59), createdAt: at(4), updatedAt: at(4) }),
    ],
  }),
};

const renewalFirst: History = {
  name: 'a renewal told without its subscription counts, and the subscription is incomplete until told',
  events: [
    told('sale', 5, { type: 'payment.succeeded', paymentRef: 'sale_1', subscriptionRef: 'sub_1', amount: eur(900n) }),
  ],
  rows: rows({
    payments: [
      payment({ paymentRef: 'sale_1', subscriptionRef: 'sub_1', status: 'succeeded', ...eur(900n), occurredAt: at(5) }),
    ],
    subscriptions: [subscription({ ...sub, status: 'incomplete', createdAt: at(5), updatedAt: at(5) })],
  }),
};

const scheduledEnd: History = {
  name: 'a cancellation date that is withdrawn is known to be none, and what an event does not say stays',
  events: [
    told('created', 1, { ...sub, type: 'subscription.created', status: 'trialing', planRef: 'plan_a', quantity: 3, trialEnd: at(30), customerRef: 'cus_1' }),
    told('scheduled', 2, { ...sub, type: 'subscription.updated', cancelAt: at(50) }),
    told('withdrawn', 3, { ...sub, type: 'subscription.updated', cancelAt: null }),
    told('activated', 30, { ...sub, type: 'subscription.activated', status: 'active', providerStatus: 'active' }),
  ],
  rows: rows({
    subscriptions: [
      subscription({
        ...sub,
        status: 'active',
        providerStatus: 'active',
        planRef: 'plan_a',
        quantity: 3,
        trialEnd: at(30),
        customerRef: 'cus_1',
        createdAt: at(1),
        updatedAt: at(30),
      }),
    ],
  }),
};

export const SUBSCRIPTIONS: readonly History[] = [
  oneSecond,
  firstTwoUpdates,
  cycle,
  againstRank,
  byRank,
  canceled,
  invoiced,
  renewalFirst,
  scheduledEnd,
];
