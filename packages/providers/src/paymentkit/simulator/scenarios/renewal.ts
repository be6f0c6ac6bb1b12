import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { cycle, MONTH, plan } from './cycle.ts';
import { delivery } from './story.ts';
import { begun } from './subscription.ts';

/** Where the first month ends. */
const SECOND = 62 + MONTH;

/** The second month's payment fails and the plan is past due; a retry pays the same invoice, and it is active again. */
export function renewal(context: ScenarioContext): Scenario {
  const second = cycle(context, { suffix: 'b', reason: 'subscription_cycle', offset: 900, periodAt: SECOND });
  const active = plan(context, { offset: SECOND, status: 'active', invoiceId: `in_${context.uid}b` });
  return {
    deliveries: [
      ...begun(context),
      ...second.finalized,
      ...second.failed,
      delivery(context, {
        type: 'customer.subscription.past_due',
        offset: 904,
        object: plan(context, { offset: 62, status: 'past_due' }),
        previous: { status: 'active' },
      }),
      ...second.paid(600),
      delivery(context, {
        type: 'customer.subscription.recovered',
        offset: 1502,
        object: active,
        previous: { status: 'past_due' },
      }),
      delivery(context, { type: 'customer.subscription.renewed', offset: 1503, object: active }),
    ],
    expected: { orders: [], subscriptions: [{ subscriptionRef: `sub_${context.uid}`, status: 'active' }] },
  };
}
