import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { oneSubscription } from '../../../simulator/scenario.ts';
import { event, order, subscription as subscriptionEntity, subscriptionId } from './entities.ts';

/** A monthly plan of 49.00 EUR with tax, paid at once. */
export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: begun(context),
  expected: oneSubscription(subscriptionId(context), 'active'),
});

/** The beginning of every subscription. The first month begins 58 s after the start. */
export function begun(context: ScenarioContext): SimulatedDelivery[] {
  const active = subscriptionEntity(context, { status: 'active', monthFrom: 58 });
  const first = order(context, {
    status: 'paid',
    reason: 'subscription_create',
    madeAt: 59,
    subscription: active,
  });
  return [
    event(context, { type: 'subscription.created', offset: 60, data: active }),
    event(context, { type: 'subscription.active', offset: 61, data: active }),
    event(context, { type: 'order.created', offset: 62, data: first }),
    event(context, { type: 'order.paid', offset: 63, data: first }),
  ];
}

/** Time is shortened: the second month begins minutes after the first. */
const SECOND_MONTH = 1200;

/** The second month: its first attempt fails and the subscription is past due; the next attempt succeeds. */
export const renewal = (context: ScenarioContext): Scenario => ({
  deliveries: [...begun(context), ...renewed(context)],
  expected: oneSubscription(subscriptionId(context), 'active'),
});

/** @param from when the second month begins, in seconds after the start */
export function renewed(context: ScenarioContext, from = SECOND_MONTH): SimulatedDelivery[] {
  const [active, pastDue] = ['active', 'past_due'].map((status) =>
    subscriptionEntity(context, { status, monthFrom: from }),
  );
  const second = { number: 2, reason: 'subscription_cycle', madeAt: from + 2 };
  return [
    event(context, { type: 'subscription.cycled', offset: from + 1, data: active ?? {} }),
    event(context, {
      type: 'order.created',
      offset: from + 3,
      data: order(context, { ...second, status: 'pending', subscription: active }),
    }),
    event(context, { type: 'subscription.past_due', offset: from + 9, data: pastDue ?? {} }),
    event(context, {
      type: 'order.updated',
      offset: from + 600,
      data: order(context, { ...second, status: 'paid', subscription: pastDue }),
    }),
    event(context, {
      type: 'order.paid',
      offset: from + 601,
      data: order(context, { ...second, status: 'paid', subscription: pastDue }),
    }),
    event(context, { type: 'subscription.active', offset: from + 602, data: active ?? {} }),
  ];
}

/** Paid for one month, then revoked at once. */
export const cancellation = (context: ScenarioContext): Scenario => {
  const ended = subscriptionEntity(context, {
    status: 'canceled',
    monthFrom: 58,
    canceledAt: 1499,
    endedAt: 1499,
  });
  return {
    deliveries: [
      ...begun(context),
      event(context, { type: 'subscription.canceled', offset: 1500, data: ended }),
      event(context, { type: 'subscription.revoked', offset: 1501, data: ended }),
    ],
    expected: oneSubscription(subscriptionId(context), 'canceled'),
  };
};
