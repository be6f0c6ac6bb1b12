import type { EventFacts, SubscriptionStatus } from '@payspool/events';
import { handler, unknownWord } from '../../contract/index.ts';
import { merchantRefOfSubscription } from '../merchant-ref.ts';
import { SubscriptionEvent } from '../schema.ts';
import { timeIn } from '../times.ts';

type SubscriptionType = Extract<EventFacts['type'], `subscription.${string}`>;

export const SUBSCRIPTION_STATUSES: ReadonlyMap<string | undefined, SubscriptionStatus> = new Map([
  ['INITIALIZED', 'incomplete'],
  ['INITIALISED', 'incomplete'],
  ['BANK_APPROVAL_PENDING', 'incomplete'],
  ['ACTIVE', 'active'],
  ['ON_HOLD', 'unpaid'],
  ['CARD_EXPIRED', 'unpaid'],
  ['PAUSED', 'paused'],
  ['CUSTOMER_PAUSED', 'paused'],
  ['CANCELLED', 'canceled'],
  ['CUSTOMER_CANCELLED', 'canceled'],
  ['COMPLETED', 'expired'],
  ['EXPIRED', 'expired'],
  ['LINK_EXPIRED', 'expired'],
]);

/**
 * What ACTIVE may follow. A merchant can reactivate a subscription that they cancelled (payments/subscription/manage). A customer who
 * cancels withdraws the mandate, and no ACTIVE follows.
 */
const BEFORE_ACTIVE: SubscriptionStatus[] = ['incomplete', 'active', 'unpaid', 'paused', 'canceled'];

const TYPES: Readonly<Partial<Record<SubscriptionStatus, SubscriptionType>>> = {
  incomplete: 'subscription.created',
  active: 'subscription.activated',
  unpaid: 'subscription.past_due',
  paused: 'subscription.paused',
  canceled: 'subscription.canceled',
  expired: 'subscription.expired',
};

/** A change of the status. It states no period, but the next charge, if one is planned. */
export const subscription = handler(SubscriptionEvent, ({ data }, occurredAt) => {
  const { subscription_details: details, plan_details: plan } = data;
  const { subscription_status: word, next_schedule_date: next } = details;
  const status = SUBSCRIPTION_STATUSES.get(word);
  const firstCharge = timeIn(details.subscription_first_charge_time);
  return {
    facts: [
      {
        type: (status && TYPES[status]) ?? 'subscription.updated',
        occurredAt,
        subscriptionRef: details.cf_subscription_id,
        status,
        statusAfter: word === 'ACTIVE' ? BEFORE_ACTIVE : undefined,
        planRef: plan?.plan_id,
        currentPeriodEnd: status === 'active' ? timeIn(next) : undefined,
        startsAt: firstCharge === undefined ? undefined : firstCharge > occurredAt ? firstCharge : null,
        canceledAt: canceledAt(word, occurredAt),
        providerStatus: word,
        ...merchantRefOfSubscription(details.subscription_id),
      },
    ],
    warnings: status ? [] : [unknownWord('subscription status', word)],
  };
});

/** `null` after a reactivation. */
function canceledAt(word: string | undefined, occurredAt: string): string | null | undefined {
  if (word === 'CANCELLED' || word === 'CUSTOMER_CANCELLED') return occurredAt;
  return word === 'ACTIVE' ? null : undefined;
}
