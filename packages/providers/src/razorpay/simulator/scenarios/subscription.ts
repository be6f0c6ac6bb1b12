import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { charged, cycle } from './cycle.ts';
import { payment } from './purchase-entities.ts';
import { subscription as subscriptionEntity } from './subscription-entities.ts';
import { delivery, secondsAt } from './story.ts';

const FIRST = { number: 1, offset: 60 } as const;

/** A monthly plan of ₹299.00: mandate given, first month paid, active. */
export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: begun(context),
  expected: { orders: [], subscriptions: [{ subscriptionRef: `sub_${context.uid}`, status: 'active' }] },
});

/** The beginning of the renewal and cancellation scenarios; its last event is 67 s after the start. */
export function begun(context: ScenarioContext): SimulatedDelivery[] {
  const { at, attempt, plan } = cycle(context, FIRST);
  const authenticated = subscriptionEntity({ ...plan, status: 'authenticated', period: null, paidCount: 0 });
  const active = subscriptionEntity({ ...plan, status: 'active', paidCount: 1 });
  return [
    delivery('subscription.authenticated', {
      at: secondsAt(context, 30),
      entities: { subscription: authenticated },
    }),
    ...charged(context, FIRST),
    delivery('subscription.activated', {
      at: at + 7,
      entities: { subscription: active, payment: payment({ ...attempt, status: 'captured' }) },
    }),
  ];
}
