import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { oneSubscription } from '../../../simulator/scenario.ts';
import {
  event,
  subscription as subscriptionEntity,
  subscriptionId,
  transaction,
  transactionId,
} from './entities.ts';

/** A monthly plan of 49.00 EUR: the transaction is paid before there is a subscription, and names it when it is completed. */
export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: begun(context),
  expected: oneSubscription(subscriptionId(context), 'active'),
});

/** The beginning of every subscription. The first month begins 58 s after the start. */
export function begun(context: ScenarioContext): SimulatedDelivery[] {
  const paid = { recurring: true, attempts: [['captured', 58] as const] };
  return [
    event(context, {
      type: 'transaction.paid',
      offset: 60,
      name: 'paid',
      data: transaction(context, { status: 'paid', ...paid }),
    }),
    event(context, {
      type: 'subscription.created',
      offset: 61,
      name: 'created',
      data: subscriptionEntity(context, {
        status: 'active',
        monthFrom: 58,
        transactionId: transactionId(context),
      }),
    }),
    event(context, {
      type: 'subscription.activated',
      offset: 62,
      name: 'activated',
      data: subscriptionEntity(context, { status: 'active', monthFrom: 58 }),
    }),
    event(context, {
      type: 'transaction.completed',
      offset: 64,
      name: 'completed',
      data: transaction(context, {
        status: 'completed',
        ...paid,
        subscriptionId: subscriptionId(context),
        monthFrom: 58,
      }),
    }),
  ];
}

/** Time is shortened: the second month begins minutes after the first. */
const SECOND_MONTH = 1200;

/** The second month: its first attempt fails and the subscription is past due; a retry of the same transaction is captured. */
export const renewal = (context: ScenarioContext): Scenario => ({
  deliveries: [...begun(context), ...renewed(context)],
  expected: oneSubscription(subscriptionId(context), 'active'),
});

/** @param from when the second month begins, in seconds after the start */
export function renewed(context: ScenarioContext, from = SECOND_MONTH): SimulatedDelivery[] {
  const second = {
    id: `${transactionId(context)}m2`,
    origin: 'subscription_recurring',
    recurring: true,
    subscriptionId: subscriptionId(context),
    monthFrom: from,
  };
  const attempts = [['captured', from + 600] as const, ['error', from + 5] as const];
  return [
    event(context, {
      type: 'subscription.updated',
      offset: from + 1,
      name: 'next',
      data: subscriptionEntity(context, { status: 'active', monthFrom: from }),
    }),
    event(context, {
      type: 'transaction.payment_failed',
      offset: from + 8,
      name: 'failed2',
      data: transaction(context, { status: 'past_due', ...second, attempts: attempts.slice(1) }),
    }),
    event(context, {
      type: 'subscription.past_due',
      offset: from + 9,
      name: 'pastdue',
      data: subscriptionEntity(context, { status: 'past_due', monthFrom: from }),
    }),
    event(context, {
      type: 'transaction.paid',
      offset: from + 603,
      name: 'paid2',
      data: transaction(context, { status: 'paid', ...second, attempts }),
    }),
    event(context, {
      type: 'subscription.updated',
      offset: from + 604,
      name: 'active2',
      data: subscriptionEntity(context, { status: 'active', monthFrom: from }),
    }),
    event(context, {
      type: 'transaction.completed',
      offset: from + 606,
      name: 'completed2',
      data: transaction(context, { status: 'completed', ...second, attempts }),
    }),
  ];
}

/** Paid for one month, then canceled at once. */
export const cancellation = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...begun(context),
    event(context, {
      type: 'subscription.canceled',
      offset: 1500,
      name: 'canceled',
      data: subscriptionEntity(context, { status: 'canceled', canceledAt: 1499 }),
    }),
  ],
  expected: oneSubscription(subscriptionId(context), 'canceled'),
});
