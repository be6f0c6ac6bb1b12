import type { EventFacts, SubscriptionStatus } from '@payspool/events';
import { unknownWord } from '../../contract/index.ts';
import { startOfDay } from '../dates.ts';
import { about } from '../read-object.ts';
import { Subscription } from '../schema.ts';

type SubscriptionFacts = Extract<EventFacts, { type: `subscription.${string}` }>;

/**
 * By `status` (square-nodejs-sdk src/api/types/SubscriptionStatus.ts). `DEACTIVATED` can be resumed like `PAUSED`
 * (`ResumeSubscription`), so that it is not an end: a charge could not be collected.
 */
export const SUBSCRIPTION_STATUSES: ReadonlyMap<string | undefined, SubscriptionStatus> = new Map([
  ['PENDING', 'incomplete'],
  ['ACTIVE', 'active'],
  ['DEACTIVATED', 'unpaid'],
  ['PAUSED', 'paused'],
  ['CANCELED', 'canceled'],
  ['COMPLETED', 'expired'],
]);

const TYPES: Partial<Record<SubscriptionStatus, SubscriptionFacts['type']>> = {
  unpaid: 'subscription.past_due',
  paused: 'subscription.paused',
  canceled: 'subscription.canceled',
  expired: 'subscription.expired',
};

/** A snapshot of a subscription. Its days are in the time zone of the subscription. */
export const subscription = about('subscription', Subscription, (snapshot, { type, occurredAt }) => {
  const status = SUBSCRIPTION_STATUSES.get(snapshot.status);
  const days = { timeZone: snapshot.timezone };
  const isCreated = type === 'subscription.created';
  const end = startOfDay(snapshot.charged_through_date, { ...days, daysLater: 1 });
  const canceled = startOfDay(snapshot.canceled_date, days);
  const facts: SubscriptionFacts = {
    type: isCreated ? 'subscription.created' : ((status && TYPES[status]) ?? 'subscription.updated'),
    occurredAt,
    subscriptionRef: snapshot.id,
    status,
    planRef: snapshot.plan_variation_id,
    customerRef: snapshot.customer_id,
    // A snapshot names the end of the invoiced period alone. At its creation that is the first period, which begins with it.
    currentPeriodStart: isCreated && end !== undefined ? startOfDay(snapshot.start_date, days) : undefined,
    currentPeriodEnd: end,
    startsAt: status === 'incomplete' ? startOfDay(snapshot.start_date, days) : status && null,
    cancelAt: status === 'canceled' || canceled === undefined ? null : canceled,
    canceledAt: status === 'canceled' ? (canceled ?? occurredAt) : undefined,
    providerStatus: snapshot.status,
  };
  return { facts: [facts], warnings: status ? [] : [unknownWord('subscription status', snapshot.status)] };
});
