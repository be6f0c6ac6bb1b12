import type { EventFacts, SubscriptionStatus } from '@payspool/events';
import { fromIsoText } from '../../contract/timestamps.ts';
import { merchantReferenceOf } from '../merchant-reference.ts';
import { readResource } from '../read-resource.ts';
import { Subscription } from '../schema.ts';
import { type EventHandler, lookUpWord, unknownWord } from './event-handler.ts';
import { periodsOf } from './paid-period.ts';
import { wordOf } from './payment.ts';

type SubscriptionType = Extract<
  EventFacts,
  { subscriptionRef: string; type: `subscription.${string}` }
>['type'];

/** Statuses of v2 subscriptions, then those of v1 agreements, which occur as adjective and as verb. */
export const SUBSCRIPTION_WORDS: Readonly<Record<string, SubscriptionStatus>> = {
  APPROVAL_PENDING: 'incomplete',
  APPROVED: 'incomplete',
  ACTIVE: 'active',
  SUSPENDED: 'paused',
  CANCELLED: 'canceled',
  EXPIRED: 'expired',
  PENDING: 'incomplete',
  REACTIVATE: 'active',
  REACTIVATED: 'active',
  SUSPEND: 'paused',
  CANCEL: 'canceled',
  CANCELED: 'canceled',
};

/**
 * A subscription event, with a v2 subscription or a v1 agreement. `named` is the status that the event's name proves; CREATED and
 * UPDATED prove none and use the resource's status. PayPal sends no period; it is the time from the last payment to the next
 * billing.
 */
export const subscription =
  (type: SubscriptionType, named?: SubscriptionStatus): EventHandler =>
  ({ resource: given, occurredAt }) => {
    const { resource, warnings } = readResource(Subscription, given, ['id']);
    const word = wordOf(resource);
    const said = lookUpWord(SUBSCRIPTION_WORDS, word);
    const status = statusAfter(type, named, said);
    const facts: EventFacts = {
      ...merchantReferenceOf({ custom_id: resource.custom_id }),
      type,
      occurredAt,
      subscriptionRef: resource.id,
      status,
      providerStatus: word,
      planRef: resource.plan_id ?? resource.plan?.id,
      quantity: wholeQuantity(resource.quantity),
      customerRef: resource.subscriber?.payer_id ?? resource.payer?.payer_info?.payer_id,
      // The resource has the time of its own status. The event's time is used if it is missing, or if the status differs.
      canceledAt:
        status === 'canceled'
          ? ((said === 'canceled' ? fromIsoText(resource.status_update_time) : undefined) ?? occurredAt)
          : undefined,
      ...periodsOf(resource, { type, status, occurredAt }),
    };
    return {
      facts: [facts],
      warnings: [...warnings, ...unknownWord('subscription status', word, SUBSCRIPTION_WORDS)],
    };
  };

/**
 * Only a running subscription can become past due. A failed first payment does not begin a subscription, and a failed payment of
 * a suspended or ended one does not revive it.
 */
function statusAfter(
  type: SubscriptionType,
  named: SubscriptionStatus | undefined,
  said: SubscriptionStatus | undefined,
) {
  const runs = said === undefined || said === 'active';
  return type === 'subscription.past_due' && !runs ? said : (named ?? said);
}

/** A string in PayPal's API; it consists of digits if it counts units. */
const wholeQuantity = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
