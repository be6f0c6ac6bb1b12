import type { EventFacts, SubscriptionStatus } from '@payspool/events';
import { fromIsoText, unknownWord } from '../../contract/index.ts';
import { about } from '../read-data.ts';
import { Subscription } from '../schema.ts';
import { signUpRef } from './charge.ts';

type SubscriptionFacts = Extract<EventFacts, { type: `subscription.${string}` }>;

/**
 * By `status` (paystack.com/docs/payments/subscriptions, "Understanding subscription statuses"). `non-renewing` is active until the
 * next payment date; `attention` is active, and its last charge failed. `complete` is the word of the sample of
 * `subscription.disable`.
 */
export const SUBSCRIPTION_STATUSES: ReadonlyMap<string | undefined, SubscriptionStatus> = new Map([
  ['active', 'active'],
  ['non-renewing', 'active'],
  ['attention', 'past_due'],
  ['completed', 'expired'],
  ['complete', 'expired'],
  ['cancelled', 'canceled'],
]);

/** Its first charge may have been before it: `signUpRef` connects the two. */
export const subscriptionCreated = about(Subscription, (data, { occurredAt }) => {
  const status = SUBSCRIPTION_STATUSES.get(data.status);
  const customerRef = data.customer?.customer_code;
  const orderRef = signUpRef({ customerRef, plan: data.plan });
  const next = fromIsoText(data.next_payment_date);
  const created: SubscriptionFacts = {
    type: 'subscription.created',
    occurredAt,
    subscriptionRef: data.subscription_code,
    status,
    planRef: data.plan,
    quantity: data.quantity,
    customerRef,
    // The samples have dates in the past.
    ...(next !== undefined &&
      next > occurredAt && { currentPeriodStart: occurredAt, currentPeriodEnd: next }),
    cancelAt: null,
    providerStatus: data.status,
  };
  const signUp: EventFacts[] =
    orderRef === undefined
      ? []
      : [
          {
            type: 'order.created',
            occurredAt,
            orderRef,
            subscriptionRef: data.subscription_code,
            tentative: true,
            customerRef,
          },
        ];
  return {
    facts: [created, ...signUp],
    warnings: status ? [] : [unknownWord('subscription status', data.status)],
  };
});

/** It remains active until the next payment date, which is `null` in the sample. One with a limit may simply be near its end. */
export const subscriptionNotRenewing = about(Subscription, (data, { occurredAt }) => {
  const facts: SubscriptionFacts = {
    type: 'subscription.updated',
    occurredAt,
    subscriptionRef: data.subscription_code,
    status: 'active',
    planRef: data.plan,
    customerRef: data.customer?.customer_code,
    cancelAt: fromIsoText(data.next_payment_date),
    canceledAt: data.invoice_limit ? undefined : occurredAt,
    providerStatus: data.status,
  };
  return { facts: [facts] };
});

/** It has ended: with the status `complete` after its last charge, otherwise by a cancellation. */
export const subscriptionDisabled = about(Subscription, (data, { occurredAt }) => {
  const isComplete = SUBSCRIPTION_STATUSES.get(data.status) === 'expired';
  const facts: SubscriptionFacts = {
    type: isComplete ? 'subscription.expired' : 'subscription.canceled',
    occurredAt,
    subscriptionRef: data.subscription_code,
    status: isComplete ? 'expired' : 'canceled',
    planRef: data.plan,
    customerRef: data.customer?.customer_code,
    cancelAt: null,
    canceledAt: isComplete ? undefined : occurredAt,
    providerStatus: data.status,
  };
  return { facts: [facts] };
});
