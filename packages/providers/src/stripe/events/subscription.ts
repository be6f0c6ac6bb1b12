import type { z } from 'zod';
import { firstMerchantRef } from '../../contract/index.ts';
import { Subscription, SubscriptionFields } from '../schema.ts';
import { onObject, optionalWord, unknownWord, type EventHandler } from './event-handler.ts';
import { replaced, subscriptionState, subscriptionStatus } from './subscription-state.ts';

type SubscriptionType =
  | 'subscription.created'
  | 'subscription.updated'
  | 'subscription.paused'
  | 'subscription.resumed'
  | 'subscription.canceled';

export const subscriptionCreated = subscription('subscription.created');
export const subscriptionUpdated = subscription('subscription.updated');
export const subscriptionPaused = subscription('subscription.paused');
export const subscriptionResumed = subscription('subscription.resumed');
/** The end, whatever word the snapshot carries. */
export const subscriptionDeleted = subscription('subscription.canceled');

/** A snapshot, and in `previous_attributes` what it replaced: that orders the updates which Stripe makes within one second. */
function subscription(type: SubscriptionType): EventHandler {
  return onObject(Subscription, (object, { occurredAt, previousAttributes }) => {
    const known = subscriptionStatus(object.status);
    const state = subscriptionState(object);
    if (type === 'subscription.canceled') state.status = 'canceled';
    return {
      facts: [
        {
          type,
          occurredAt,
          subscriptionRef: object.id,
          invoiceRef: object.latest_invoice ?? undefined,
          ...state,
          previous: replaced(subscriptionState(readPrevious(previousAttributes)), state),
          providerStatus: optionalWord(object.status),
          merchantRef: firstMerchantRef(object.metadata?.order_id),
          customerRef: object.customer ?? undefined,
        },
      ],
      warnings: known ? [] : [unknownWord('subscription status', object.status)],
    };
  });
}

/** A hint only: one that is not of its form is no reason to lose the event. */
const readPrevious = (previous: unknown): z.output<typeof SubscriptionFields> =>
  SubscriptionFields.safeParse(previous).data ?? {};
