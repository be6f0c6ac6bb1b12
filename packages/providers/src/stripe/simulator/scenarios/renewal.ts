import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { charge, declinedCharge, declinedIntent, paidIntent } from './payment-objects.ts';
import { secondsAfter, tell } from './story.ts';
import {
  invoiceLines,
  invoicePayment,
  MONTH_SECONDS,
  subscription,
  subscriptionInvoice,
  subscriptionItem,
} from './subscription-objects.ts';

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
    deliveries: tell(context, 'current', [
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
    expected: { orders: [], subscriptions: [{ subscriptionRef: `sub_${uid}`, status: 'active' }] },
  };
}
