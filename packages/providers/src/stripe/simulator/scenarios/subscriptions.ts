import { oneSubscription } from '../../../simulator/scenario.ts';
import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import {
  subscriptionSession,
  charge,
  paidIntent,
  secondsAfter,
  deliveriesOf,
  declinedCharge,
  declinedIntent,
} from './objects.ts';
import {
  invoiceLines,
  invoicePayment,
  MONTH_SECONDS,
  subscription,
  subscriptionInvoice,
  subscriptionItem,
} from './subscription-objects.ts';

/** A Checkout session for a subscription: incomplete and active within one second, the first invoice paid. */
export function subscribed(context: ScenarioContext): Scenario {
  const { uid } = context;
  const created = secondsAfter(context, 45);
  const plan = { uid, generation: 'current', created, amount: 1500, currency: 'eur' } as const;
  const period = { start: created, end: created + MONTH_SECONDS };
  const lines = invoiceLines(plan, period);
  const paid = subscriptionInvoice(plan, { lines, status: 'paid', amount_paid: 1500, amount_remaining: 0 });
  return {
    deliveries: deliveriesOf(context, 'current', [
      {
        afterSeconds: 45,
        type: 'customer.subscription.created',
        object: subscription(plan, period, { status: 'incomplete' }),
      },
      {
        afterSeconds: 45,
        type: 'invoice.finalized',
        object: subscriptionInvoice(plan, { lines, status: 'open' }),
      },
      { afterSeconds: 45, type: 'charge.succeeded', object: charge(plan, {}) },
      { afterSeconds: 45, type: 'payment_intent.succeeded', object: paidIntent(plan) },
      {
        afterSeconds: 45,
        type: 'customer.subscription.updated',
        object: subscription(plan, period, { status: 'active' }),
        previous: { status: 'incomplete' },
      },
      { afterSeconds: 46, type: 'invoice.paid', object: paid },
      { afterSeconds: 46, type: 'invoice.payment_succeeded', object: paid },
      { afterSeconds: 46, type: 'invoice_payment.paid', object: invoicePayment(plan) },
      { afterSeconds: 47, type: 'checkout.session.completed', object: subscriptionSession(plan) },
    ]),
    expected: oneSubscription(`sub_${uid}`, 'active'),
  };
}

const ANCHOR = 300;

/**
 * A subscription whose billing cycle starts five minutes after it began. Its renewal is declined, which makes it past due, and
 * succeeds at the second attempt.
 */
export function renewed(context: ScenarioContext): Scenario {
  const { uid } = context;
  const at = (seconds: number) => secondsAfter(context, seconds);
  const plan = { uid, generation: 'current', created: at(0), amount: 1500, currency: 'usd' } as const;
  const first = { start: at(0), end: at(ANCHOR) };
  const second = { start: at(ANCHOR), end: at(ANCHOR) + MONTH_SECONDS };
  const sale = { ...plan, created: at(ANCHOR) };
  const invoice = (fields: Readonly<Record<string, unknown>>) =>
    subscriptionInvoice(sale, {
      billing_reason: 'subscription_cycle',
      lines: invoiceLines(plan, second),
      ...fields,
    });
  const paid = invoice({ status: 'paid', amount_paid: 1500, amount_remaining: 0 });
  return {
    deliveries: deliveriesOf(context, 'current', [
      {
        afterSeconds: 0,
        type: 'customer.subscription.created',
        object: subscription(plan, first, { status: 'active', latest_invoice: null }),
      },
      {
        afterSeconds: ANCHOR,
        type: 'customer.subscription.updated',
        object: subscription(plan, second, { status: 'active' }),
        previous: { items: { data: [subscriptionItem(plan, first)] }, latest_invoice: null },
      },
      { afterSeconds: 360, type: 'invoice.finalized', object: invoice({ status: 'open' }) },
      { afterSeconds: 361, type: 'charge.failed', object: declinedCharge(sale, 1) },
      { afterSeconds: 361, type: 'payment_intent.payment_failed', object: declinedIntent(sale, 1) },
      {
        afterSeconds: 361,
        type: 'customer.subscription.updated',
        object: subscription(plan, second, { status: 'past_due' }),
        previous: { status: 'active' },
      },
      {
        afterSeconds: 362,
        type: 'invoice.payment_failed',
        object: invoice({ status: 'open', attempt_count: 1 }),
      },
      { afterSeconds: 960, type: 'charge.succeeded', object: charge(sale, {}, 2) },
      { afterSeconds: 960, type: 'payment_intent.succeeded', object: paidIntent(sale, 2) },
      {
        afterSeconds: 960,
        type: 'customer.subscription.updated',
        object: subscription(plan, second, { status: 'active' }),
        previous: { status: 'past_due' },
      },
      { afterSeconds: 961, type: 'invoice.paid', object: paid },
      { afterSeconds: 961, type: 'invoice.payment_succeeded', object: paid },
      { afterSeconds: 961, type: 'invoice_payment.paid', object: invoicePayment(sale) },
    ]),
    expected: oneSubscription(`sub_${uid}`, 'active'),
  };
}

/** A trial that the customer ends: first set to end with the trial, a few minutes later canceled at once. Bodies of the legacy generation. */
export function canceled(context: ScenarioContext): Scenario {
  const { uid } = context;
  const created = secondsAfter(context, 0);
  const asked = secondsAfter(context, 600);
  const trialEnd = created + MONTH_SECONDS;
  const plan = { uid, generation: 'legacy', created, amount: 0, currency: 'usd' } as const;
  const period = { start: created, end: trialEnd };
  const trial = { trial_end: trialEnd, trial_start: created };
  const leaving = { ...trial, cancel_at: trialEnd, cancel_at_period_end: true, canceled_at: asked };
  return {
    deliveries: deliveriesOf(context, 'legacy', [
      {
        afterSeconds: 0,
        type: 'customer.subscription.created',
        object: subscription(plan, period, { ...trial, status: 'trialing' }),
      },
      {
        afterSeconds: 0,
        type: 'invoice.paid',
        object: subscriptionInvoice(plan, { lines: invoiceLines(plan, period), status: 'paid' }, null),
      },
      {
        afterSeconds: 600,
        type: 'customer.subscription.updated',
        object: subscription(plan, period, { ...leaving, status: 'trialing' }),
        previous: { cancel_at: null, cancel_at_period_end: false, canceled_at: null },
      },
      {
        afterSeconds: 900,
        type: 'customer.subscription.deleted',
        object: subscription(plan, period, {
          ...leaving,
          ended_at: secondsAfter(context, 900),
          status: 'canceled',
        }),
      },
    ]),
    expected: oneSubscription(`sub_${uid}`, 'canceled'),
  };
}
