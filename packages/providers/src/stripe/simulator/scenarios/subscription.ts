import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { subscriptionSession } from './checkout-session.ts';
import { charge, paidIntent } from './payment-objects.ts';
import { secondsAfter, tell } from './story.ts';
import {
  invoiceLines,
  invoicePayment,
  MONTH_SECONDS,
  subscription,
  subscriptionInvoice,
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
    deliveries: tell(context, 'current', [
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
    expected: { orders: [], subscriptions: [{ subscriptionRef: `sub_${uid}`, status: 'active' }] },
  };
}
