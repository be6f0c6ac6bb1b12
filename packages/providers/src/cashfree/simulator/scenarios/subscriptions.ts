import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { oneSubscription } from '../../../simulator/scenario.ts';
import * as objects from '../objects.ts';
import { at } from './purchases.ts';

const subscriptionId = ({ uid }: ScenarioContext): string => `23${uid}`;
const ownId = ({ uid }: ScenarioContext): string => `tea-${uid}`;

function status(context: ScenarioContext, offset: number, word: string, next?: number): SimulatedDelivery {
  const body = objects.subscription({
    id: subscriptionId(context),
    ownId: ownId(context),
    status: word,
    ...(next !== undefined && { next: at(context, next) }),
  });
  return objects.delivery('SUBSCRIPTION_STATUS_CHANGED', at(context, offset), body);
}

function charge(
  context: ScenarioContext,
  type: string,
  offset: number,
  given: Pick<Parameters<typeof objects.charge>[0], 'paymentId' | 'kind' | 'amount' | 'status'> &
    Partial<Parameters<typeof objects.charge>[0]>,
): SimulatedDelivery {
  const when = at(context, offset);
  const body = { subscriptionId: subscriptionId(context), ownId: ownId(context), at: when, ...given };
  return objects.delivery(type, when, objects.charge(body));
}

/** Seconds. */
export const MONTH = 30 * 86_400;

/** The mandate is authorized with ₹1.00, then the first month is charged. */
const begin = (context: ScenarioContext): SimulatedDelivery[] => [
  status(context, 0, 'BANK_APPROVAL_PENDING'),
  charge(context, 'SUBSCRIPTION_AUTH_STATUS', 30, {
    paymentId: `49${context.uid}0`,
    kind: 'AUTH',
    amount: '1.00',
    status: 'SUCCESS',
  }),
  status(context, 31, 'ACTIVE', 60),
  charge(context, 'SUBSCRIPTION_PAYMENT_SUCCESS', 120, {
    paymentId: `49${context.uid}1`,
    kind: 'CHARGE',
    amount: '299.00',
    status: 'SUCCESS',
    scheduled: at(context, 60),
  }),
];

export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: begin(context),
  expected: oneSubscription(subscriptionId(context), 'active'),
});

/** The second charge fails, so that the subscription is on hold; the same payment succeeds when it is tried again. */
export const renewal = (context: ScenarioContext): Scenario => {
  const second = { paymentId: `49${context.uid}2`, kind: 'CHARGE', amount: '299.00' } as const;
  const scheduled = at(context, 60 + MONTH);
  return {
    deliveries: [
      ...begin(context),
      charge(context, 'SUBSCRIPTION_PAYMENT_FAILED', 900, {
        ...second,
        status: 'FAILED',
        scheduled,
        failure: 'Insufficient funds',
      }),
      status(context, 901, 'ON_HOLD'),
      charge(context, 'SUBSCRIPTION_PAYMENT_SUCCESS', 1200, { ...second, status: 'SUCCESS', scheduled }),
      status(context, 1201, 'ACTIVE', 60 + 2 * MONTH),
    ],
    expected: oneSubscription(subscriptionId(context), 'active'),
  };
};

/** The customer withdraws the mandate. */
export const cancellation = (context: ScenarioContext): Scenario => ({
  deliveries: [...begin(context), status(context, 1500, 'CUSTOMER_CANCELLED')],
  expected: oneSubscription(subscriptionId(context), 'canceled'),
});
