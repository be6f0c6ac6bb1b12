import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { charged, cycle } from './cycle.ts';
import { payment } from './purchase-entities.ts';
import { subscription } from './subscription-entities.ts';
import { delivery } from './story.ts';
import { begun } from './subscription.ts';

const SECOND = { number: 2, offset: 1200 } as const;

/** The second month's first attempt fails and the subscription is past due; a retry of the same invoice succeeds, and it is active again. */
export function renewal(context: ScenarioContext): Scenario {
  const { at, attempt, plan } = cycle(context, { number: 2, offset: 900 });
  const declined = payment({ ...attempt, id: `${attempt.id}declined`, status: 'failed' });
  return {
    deliveries: [
      ...begun(context),
      delivery('payment.failed', { at: at + 3, entities: { payment: declined } }),
      delivery('subscription.pending', {
        at: at + 5,
        entities: { subscription: subscription({ ...plan, status: 'pending', paidCount: 1 }) },
      }),
      ...charged(context, SECOND),
    ],
    expected: { orders: [], subscriptions: [{ subscriptionRef: `sub_${context.uid}`, status: 'active' }] },
  };
}
