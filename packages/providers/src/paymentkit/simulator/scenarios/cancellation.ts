import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { plan } from './cycle.ts';
import { delivery, secondsAt } from './story.ts';
import { begun } from './subscription.ts';

/** Set to end with the paid month, then canceled at once. */
export function cancellation(context: ScenarioContext): Scenario {
  const asked = { cancel_at_period_end: true, canceled_at: secondsAt(context, 900) };
  const ended = {
    ended_at: secondsAt(context, 1500),
    cancelation_details: { reason: 'cancellation_requested' },
  };
  return {
    deliveries: [
      ...begun(context),
      delivery(context, {
        type: 'customer.subscription.updated',
        offset: 900,
        object: plan(context, { offset: 62, status: 'active', changes: asked }),
        previous: { cancel_at_period_end: false, canceled_at: null },
      }),
      delivery(context, {
        type: 'customer.subscription.deleted',
        offset: 1500,
        object: plan(context, { offset: 62, status: 'canceled', changes: { ...asked, ...ended } }),
        previous: { status: 'active' },
      }),
    ],
    expected: { orders: [], subscriptions: [{ subscriptionRef: `sub_${context.uid}`, status: 'canceled' }] },
  };
}
