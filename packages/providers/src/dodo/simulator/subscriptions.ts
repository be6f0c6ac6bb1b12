import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../simulator/contract.ts';
import { oneSubscription, timeAt } from '../../simulator/scenario.ts';
import { event, paymentData, subscriptionData } from './bodies.ts';

const MONTH = 30 * 86_400;

/** The start of a monthly subscription. Dodo sends all events of a payment with one time. */
export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: started(context),
  expected: oneSubscription(`sub_${context.uid}`, 'active'),
});

/** The second month is paid half an hour later, in the time of the scenario. */
export const renewal = (context: ScenarioContext): Scenario => ({
  deliveries: [...started(context), ...charged(context, { n: 2, at: 1800 })],
  expected: oneSubscription(`sub_${context.uid}`, 'active'),
});

/** Canceled at the end of the period, and then at once. */
export const cancellation = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...started(context),
    event('subscription.cancelled', {
      at: timeAt(context, 600),
      data: subscriptionData(context.uid, {
        ...cycle(context, 1),
        cancel_at_next_billing_date: true,
        cancelled_at: timeAt(context, 600).toISOString(),
      }),
    }),
    event('subscription.cancelled', {
      at: timeAt(context, 1200),
      data: subscriptionData(context.uid, {
        ...cycle(context, 1),
        status: 'cancelled',
        cancelled_at: timeAt(context, 1200).toISOString(),
      }),
    }),
  ],
  expected: oneSubscription(`sub_${context.uid}`, 'canceled'),
});

const started = (context: ScenarioContext): SimulatedDelivery[] => {
  const [payment, renewed] = charged(context, { n: 1, at: 20 });
  const active = event('subscription.active', {
    at: timeAt(context, 20),
    data: subscriptionData(context.uid, cycle(context, 1)),
  });
  return [payment, active, renewed];
};

/** The payment of the n-th cycle, and its period. */
const charged = (
  context: ScenarioContext,
  { n, at }: { readonly n: number; readonly at: number },
): readonly [SimulatedDelivery, SimulatedDelivery] => {
  const { uid } = context;
  const period = cycle(context, n);
  return [
    event('payment.succeeded', {
      at: timeAt(context, at),
      data: paymentData(uid, {
        n,
        checkout_session_id: n === 1 ? `cks_${uid}` : null,
        subscription_id: `sub_${uid}`,
        total_amount: 1500,
        created_at: period.previous_billing_date,
      }),
    }),
    event('subscription.renewed', { at: timeAt(context, at), data: subscriptionData(uid, period) }),
  ];
};

/** The n-th cycle, from 1. */
const cycle = (context: ScenarioContext, n: number) => ({
  created_at: timeAt(context, 0).toISOString(),
  previous_billing_date: timeAt(context, (n - 1) * MONTH).toISOString(),
  next_billing_date: timeAt(context, n * MONTH).toISOString(),
});
