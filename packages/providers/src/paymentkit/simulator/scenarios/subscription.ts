import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { cycle, plan, PRICE } from './cycle.ts';
import { checkoutSession } from './purchase-objects.ts';
import { delivery, DOLLAR, timeAt } from './story.ts';

/** A plan of 5.000000 a month, bought in a checkout session: first month paid, active. */
export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: begun(context),
  expected: { orders: [], subscriptions: [{ subscriptionRef: `sub_${context.uid}`, status: 'active' }] },
});

/** The beginning of the renewal and cancellation scenarios; its last event is 64 s after the start. */
export function begun(context: ScenarioContext): SimulatedDelivery[] {
  const { uid } = context;
  const first = cycle(context, { suffix: 'a', reason: 'subscription_create', offset: 40, periodAt: 62 });
  const session = checkoutSession({
    uid,
    currency: DOLLAR,
    amount: PRICE,
    mode: 'subscription',
    subscriptionId: `sub_${uid}`,
    paymentIntentId: `pi_${uid}a`,
    invoiceId: `in_${uid}a`,
    createdAt: timeAt(context, 0),
  });
  return [
    delivery(context, {
      type: 'customer.subscription.created',
      offset: 38,
      object: plan(context, { offset: 38, status: 'incomplete' }),
    }),
    ...first.finalized,
    ...first.paid(20),
    delivery(context, {
      type: 'customer.subscription.started',
      offset: 62,
      object: plan(context, { offset: 62, status: 'active', invoiceId: `in_${uid}a` }),
    }),
    delivery(context, { type: 'checkout.session.completed', offset: 64, object: session }),
  ];
}
