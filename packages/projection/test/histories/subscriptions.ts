import { at, eur, type History, payment, rows, subscription, eventAt } from './history.ts';

const sub = { subscriptionRef: 'sub_1' };

const canceled: History = {
  name: 'a canceled subscription is never revived',
  events: [
    eventAt('created', 1, { ...sub, type: 'subscription.created', status: 'active', planRef: 'plan_a' }),
    eventAt('past-due', 2, { ...sub, type: 'subscription.past_due', status: 'past_due' }),
    eventAt('canceled', 3, { ...sub, type: 'subscription.canceled', status: 'canceled', canceledAt: at(3) }),
    eventAt('late', 4, { ...sub, type: 'subscription.updated', status: 'active', planRef: 'plan_b' }),
  ],
  rows: rows({
    subscriptions: [
      subscription({
        ...sub,
        status: 'canceled',
        access: 'granted',
        validUntil: at(3),
        accessEndReason: 'canceled',
        planRef: 'plan_a',
        canceledAt: at(3),
        createdAt: at(1),
        updatedAt: at(4),
      }),
    ],
  }),
};

/** Since Stripe's API 2025-03-31 only the invoice payment says which payment paid which invoice. */
const invoiced: History = {
  name: 'a payment that an invoice links to a subscription leaves no order behind',
  events: [
    eventAt('intent', 1, {
      type: 'payment.succeeded',
      paymentRef: 'pi_1',
      orderRef: 'pi_1',
      amount: eur(1500n),
      settlesOrder: true,
      tentative: true,
    }),
    eventAt('invoice-order', 2, {
      type: 'order.created',
      orderRef: 'in_1',
      invoiceRef: 'in_1',
      amount: eur(1500n),
    }),
    eventAt('invoice-payment', 3, { type: 'payment.linked', paymentRef: 'pi_1', invoiceRef: 'in_1' }),
    eventAt('renewed', 4, {
      ...sub,
      type: 'subscription.renewed',
      invoiceRef: 'in_1',
      status: 'active',
      currentPeriodEnd: at(59),
    }),
  ],
  rows: rows({
    payments: [
      payment({
        paymentRef: 'pi_1',
        subscriptionRef: 'sub_1',
        status: 'succeeded',
        ...eur(1500n),
        occurredAt: at(1),
      }),
    ],
    subscriptions: [
      subscription({
        ...sub,
        status: 'active',
        currentPeriodEnd: at(59),
        createdAt: at(4),
        updatedAt: at(4),
      }),
    ],
  }),
};

const renewalFirst: History = {
  name: 'a renewal reported without its subscription counts, and the subscription is incomplete until reported',
  events: [
    eventAt('sale', 5, {
      type: 'payment.succeeded',
      paymentRef: 'sale_1',
      subscriptionRef: 'sub_1',
      amount: eur(900n),
    }),
  ],
  rows: rows({
    payments: [
      payment({
        paymentRef: 'sale_1',
        subscriptionRef: 'sub_1',
        status: 'succeeded',
        ...eur(900n),
        occurredAt: at(5),
      }),
    ],
    subscriptions: [subscription({ ...sub, status: 'incomplete', createdAt: at(5), updatedAt: at(5) })],
  }),
};

const scheduledEnd: History = {
  name: 'a cancellation date that is withdrawn is known to be none, and what an event does not say stays',
  events: [
    eventAt('created', 1, {
      ...sub,
      type: 'subscription.created',
      status: 'trialing',
      planRef: 'plan_a',
      quantity: 3,
      trialEnd: at(30),
      customerRef: 'cus_1',
    }),
    eventAt('scheduled', 2, { ...sub, type: 'subscription.updated', cancelAt: at(50) }),
    eventAt('withdrawn', 3, { ...sub, type: 'subscription.updated', cancelAt: null }),
    eventAt('activated', 30, {
      ...sub,
      type: 'subscription.activated',
      status: 'active',
      providerStatus: 'active',
    }),
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

const bought: History = {
  name: 'a subscription takes from its checkout what it does not say itself, whichever came first',
  events: [
    eventAt('checkout', 1, {
      ...sub,
      type: 'order.completed',
      orderRef: 'cs_1',
      merchantRef: 'A-1001',
      customerRef: 'cus_old',
      tentative: true,
    }),
    eventAt('payment', 2, {
      ...sub,
      type: 'payment.succeeded',
      paymentRef: 'pi_1',
      amount: eur(900n),
      merchantRef: 'renewal-1',
    }),
    eventAt('created', 3, {
      ...sub,
      type: 'subscription.created',
      status: 'active',
      customerRef: 'cus_1',
    }),
    eventAt('canceled', 4, { ...sub, type: 'subscription.canceled', status: 'canceled' }),
  ],
  rows: rows({
    payments: [
      payment({
        paymentRef: 'pi_1',
        subscriptionRef: 'sub_1',
        status: 'succeeded',
        ...eur(900n),
        occurredAt: at(2),
      }),
    ],
    subscriptions: [
      subscription({
        ...sub,
        status: 'canceled',
        access: 'granted',
        validUntil: at(4),
        accessEndReason: 'canceled',
        merchantRef: 'A-1001',
        customerRef: 'cus_1',
        createdAt: at(3),
        updatedAt: at(4),
      }),
    ],
  }),
};

const boughtApart: History = {
  name: 'subscriptions that one invoice links take each what its own checkout says, also after their end',
  events: [
    eventAt('canceled', 1, { ...sub, type: 'subscription.canceled', status: 'canceled', canceledAt: at(1) }),
    eventAt('checkout-1', 2, {
      ...sub,
      type: 'order.completed',
      orderRef: 'cs_1',
      merchantRef: 'A-1001',
      tentative: true,
    }),
    eventAt('checkout-2', 3, {
      type: 'order.completed',
      orderRef: 'cs_2',
      subscriptionRef: 'sub_2',
      merchantRef: 'A-1002',
      invoiceRef: 'in_1',
      tentative: true,
    }),
    eventAt('both', 4, { ...sub, type: 'subscription.updated', invoiceRef: 'in_1' }),
  ],
  rows: rows({
    subscriptions: [
      subscription({
        ...sub,
        status: 'canceled',
        merchantRef: 'A-1001',
        canceledAt: at(1),
        createdAt: at(1),
        updatedAt: at(4),
      }),
      subscription({
        subscriptionRef: 'sub_2',
        status: 'incomplete',
        merchantRef: 'A-1002',
        createdAt: at(1),
        updatedAt: at(1),
      }),
    ],
  }),
};

/** Subscriptions, and the payments that turn out to be theirs. */
export const SUBSCRIPTIONS: readonly History[] = [
  canceled,
  invoiced,
  renewalFirst,
  scheduledEnd,
  bought,
  boughtApart,
];
