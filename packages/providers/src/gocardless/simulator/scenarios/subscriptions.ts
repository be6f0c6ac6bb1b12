import { oneSubscription, timeAt } from '../../../simulator/scenario.ts';
import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { simulatedPaymentId, simulatedSubscriptionId } from '../simulated-api.ts';
import { delivery } from './event.ts';

const MONTH_S = 31 * 86_400;

const step = (
  context: ScenarioContext,
  action: string,
  offset: number,
  links: Readonly<Record<string, string>> = {},
): SimulatedDelivery =>
  delivery(context, {
    resource: 'subscriptions',
    action,
    offset,
    links: { subscription: simulatedSubscriptionId(context.uid), ...links },
    cause: action === 'payment_created' ? action : `subscription_${action}`,
  });

/** The payment of the n-th month. */
const monthly = (context: ScenarioContext, month: number): string =>
  simulatedPaymentId({
    uid: context.uid,
    number: month,
    amountMinor: 1500,
    chargeDate: timeAt(context, (month - 1) * MONTH_S),
    ofSubscription: true,
  });

const payment = (context: ScenarioContext, month: number, action: string, offset: number) =>
  delivery(context, {
    resource: 'payments',
    action,
    offset,
    links: { payment: monthly(context, month) },
    cause: `payment_${action}`,
  });

const begun = (context: ScenarioContext): SimulatedDelivery[] => [
  step(context, 'created', 0),
  step(context, 'payment_created', 10, { payment: monthly(context, 1) }),
  payment(context, 1, 'created', 11),
  payment(context, 1, 'confirmed', 600),
];

/** £15.00 a month, paid once. */
export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: begun(context),
  expected: oneSubscription(simulatedSubscriptionId(context.uid), 'active'),
});

/** A second month fails and is collected at the second attempt. */
export const renewal = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...begun(context),
    step(context, 'payment_created', 1000, { payment: monthly(context, 2) }),
    payment(context, 2, 'failed', 1300),
    payment(context, 2, 'resubmission_requested', 1500),
    payment(context, 2, 'confirmed', 1900),
  ],
  expected: oneSubscription(simulatedSubscriptionId(context.uid), 'active'),
});

/** Paid once, then cancelled. */
export const cancellation = (context: ScenarioContext): Scenario => ({
  deliveries: [...begun(context), step(context, 'cancelled', 1800)],
  expected: oneSubscription(simulatedSubscriptionId(context.uid), 'canceled'),
});
