import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { secondsAfter, tell } from './story.ts';
import { invoiceLines, MONTH_SECONDS, subscription, subscriptionInvoice } from './subscription-objects.ts';

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
    deliveries: tell(context, 'legacy', [
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
    expected: { orders: [], subscriptions: [{ subscriptionRef: `sub_${uid}`, status: 'canceled' }] },
  };
}
