import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { cycle } from './cycle.ts';
import { subscription } from './subscription-entities.ts';
import { delivery, secondsAt } from './story.ts';
import { begun } from './subscription.ts';

/** Paid for one month, then canceled at once. */
export function cancellation(context: ScenarioContext): Scenario {
  const { plan } = cycle(context, { number: 1, offset: 60 });
  const endedAt = secondsAt(context, 1500);
  const ended = subscription({ ...plan, status: 'cancelled', paidCount: 1, endedAt });
  return {
    deliveries: [
      ...begun(context),
      delivery('subscription.cancelled', { at: endedAt + 3, entities: { subscription: ended } }),
    ],
    expected: { orders: [], subscriptions: [{ subscriptionRef: `sub_${context.uid}`, status: 'canceled' }] },
  };
}
