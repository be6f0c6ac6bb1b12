import { stripe } from '../../../../providers/src/index.ts';
import { canceled } from '../../../../providers/src/stripe/simulator/scenarios/subscriptions.ts';
import {
  subscriptionSession,
  charge,
  declinedCharge,
  paidIntent,
} from '../../../../providers/src/stripe/simulator/scenarios/objects.ts';
import {
  invoicePayment,
  subscription,
  subscriptionInvoice,
  subscriptionItem,
} from '../../../../providers/src/stripe/simulator/scenarios/subscription-objects.ts';
import { after, type Lifecycle, read, rows, unixAfter } from '../lifecycle.ts';
import { MONTH, planOf, firstMonth } from './stripe-plan.ts';
import { context, recorded } from './stripe-story.ts';

const linkPlan = planOf('link');
const linkedLast: Lifecycle = {
  name: 'only invoice_payment.paid says that a paid intent was a subscription’s: no order remains',
  deliveries: recorded('link', 'current', [
    {
      afterSeconds: 0,
      type: 'customer.subscription.created',
      object: subscription(linkPlan, firstMonth, { status: 'incomplete' }),
    },
    { afterSeconds: 1, type: 'charge.succeeded', object: charge(linkPlan, {}) },
    { afterSeconds: 1, type: 'payment_intent.succeeded', object: paidIntent(linkPlan) },
    {
      afterSeconds: 1,
      type: 'customer.subscription.updated',
      object: subscription(linkPlan, firstMonth, { status: 'active' }),
      previous: { status: 'incomplete' },
    },
    { afterSeconds: 2, type: 'invoice.paid', object: subscriptionInvoice(linkPlan, { status: 'paid' }) },
    { afterSeconds: 3, type: 'checkout.session.completed', object: subscriptionSession(linkPlan) },
    { afterSeconds: 9, type: 'invoice_payment.paid', object: invoicePayment(linkPlan) },
  ]),
  rows: rows({
    payments: [
      {
        paymentRef: 'pi_link',
        orderRef: null,
        subscriptionRef: 'sub_link',
        status: 'succeeded',
        currency: 'EUR',
        amountMinor: 1500n,
        refundedMinor: 0n,
        occurredAt: after(1),
      },
    ],
    subscriptions: [
      {
        subscriptionRef: 'sub_link',
        status: 'active',
        currentPeriodStart: after(0),
        currentPeriodEnd: after(MONTH),
        cancelAt: null,
        canceledAt: null,
      },
    ],
  }),
};

const soldPlan = planOf('sold');
const soldAtCheckout: Lifecycle = {
  name: 'a subscription bought through Checkout takes the reference that its session carries',
  deliveries: recorded('sold', 'current', [
    {
      afterSeconds: 0,
      type: 'customer.subscription.created',
      object: subscription(soldPlan, firstMonth, { status: 'incomplete', metadata: {} }),
    },
    { afterSeconds: 1, type: 'payment_intent.succeeded', object: paidIntent(soldPlan) },
    {
      afterSeconds: 1,
      type: 'customer.subscription.updated',
      object: subscription(soldPlan, firstMonth, { status: 'active', metadata: {} }),
      previous: { status: 'incomplete' },
    },
    { afterSeconds: 2, type: 'invoice_payment.paid', object: invoicePayment(soldPlan) },
    {
      afterSeconds: 3,
      type: 'checkout.session.completed',
      object: { ...subscriptionSession(soldPlan), client_reference_id: 'order-sold' },
    },
  ]),
  rows: rows({
    payments: [
      {
        paymentRef: 'pi_sold',
        orderRef: null,
        subscriptionRef: 'sub_sold',
        status: 'succeeded',
        amountMinor: 1500n,
        refundedMinor: 0n,
        occurredAt: after(1),
      },
    ],
    subscriptions: [
      {
        subscriptionRef: 'sub_sold',
        merchantRef: 'order-sold',
        customerRef: 'cus_sold',
        status: 'active',
        currentPeriodStart: after(0),
        currentPeriodEnd: after(MONTH),
        cancelAt: null,
        canceledAt: null,
      },
    ],
  }),
};

const duePlan = planOf('due');
const secondMonth = { start: unixAfter(300), end: unixAfter(300 + MONTH) };
const renewed: Lifecycle = {
  name: 'a renewal is declined and paid at the second attempt',
  deliveries: recorded('due', 'current', [
    {
      afterSeconds: 0,
      type: 'customer.subscription.created',
      object: subscription(duePlan, firstMonth, { status: 'active', latest_invoice: null }),
    },
    {
      afterSeconds: 300,
      type: 'customer.subscription.updated',
      object: subscription(duePlan, secondMonth, { status: 'active' }),
      previous: { items: { data: [subscriptionItem(duePlan, firstMonth)] }, latest_invoice: null },
    },
    { afterSeconds: 361, type: 'charge.failed', object: declinedCharge(duePlan, 1) },
    {
      afterSeconds: 361,
      type: 'customer.subscription.updated',
      object: subscription(duePlan, secondMonth, { status: 'past_due' }),
      previous: { status: 'active' },
    },
    { afterSeconds: 960, type: 'payment_intent.succeeded', object: paidIntent(duePlan, 2) },
    {
      afterSeconds: 960,
      type: 'customer.subscription.updated',
      object: subscription(duePlan, secondMonth, { status: 'active' }),
      previous: { status: 'past_due' },
    },
    { afterSeconds: 961, type: 'invoice_payment.paid', object: invoicePayment(duePlan) },
  ]),
  rows: rows({
    payments: [
      {
        paymentRef: 'pi_due',
        orderRef: null,
        subscriptionRef: 'sub_due',
        status: 'succeeded',
        failureCode: null,
        amountMinor: 1500n,
        refundedMinor: 0n,
        occurredAt: after(960),
      },
    ],
    subscriptions: [
      {
        subscriptionRef: 'sub_due',
        status: 'active',
        currentPeriodStart: after(300),
        currentPeriodEnd: after(300 + MONTH),
        cancelAt: null,
        canceledAt: null,
      },
    ],
  }),
};

const trial: Lifecycle = {
  name: 'a trial that is canceled at its end, then at once',
  deliveries: read(stripe, canceled(context('trial')).deliveries),
  rows: rows({
    subscriptions: [
      {
        subscriptionRef: 'sub_trial',
        status: 'canceled',
        currentPeriodStart: after(0),
        currentPeriodEnd: after(MONTH),
        cancelAt: after(MONTH),
        canceledAt: after(600),
        trialEnd: after(MONTH),
      },
    ],
  }),
};

export const STRIPE_SUBSCRIPTIONS: readonly Lifecycle[] = [linkedLast, soldAtCheckout, renewed, trial];
