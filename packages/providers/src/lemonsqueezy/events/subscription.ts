import type { EventFacts, SubscriptionStatus } from '@payspool/events';
import { checkShape, fromIsoText, unknownWord } from '../../contract/index.ts';
import { leftOutOf } from '../left-out.ts';
import { merchantRef } from '../merchant-ref.ts';
import { firstPaymentOf, paymentOfOrder } from '../payment-names.ts';
import { type Subscription, SubscriptionBody } from '../schema.ts';
import type { Handler } from './order.ts';

type SubscriptionFacts = Extract<EventFacts, { type: `subscription.${string}` }>;

/**
 * The statuses (docs.lemonsqueezy.com/api/subscriptions/the-subscription-object). `cancelled` is "still technically active and valid" until
 * `ends_at`, and the customer can resume it, so it is an active subscription with an end. Of `paused` "payment collection has been paused and
 * the subscription is still active" (www.lemonsqueezy.com/docs/help/products/subscriptions).
 */
export const STATUSES: ReadonlyMap<string | undefined, SubscriptionStatus> = new Map([
  ['on_trial', 'trialing'],
  ['active', 'active'],
  ['paused', 'active'],
  ['past_due', 'past_due'],
  ['unpaid', 'unpaid'],
  ['cancelled', 'active'],
  ['expired', 'expired'],
]);

/** Statuses of an active subscription, or of a trial, that will not be charged. */
const STILL_VALID: ReadonlySet<string | undefined> = new Set(['cancelled', 'paused']);

/** Statuses in which `renews_at` is the end of the billing cycle. While a payment is overdue it is the time of the next attempt. */
const IN_CYCLE: ReadonlySet<string | undefined> = new Set(['on_trial', 'active', 'paused', 'cancelled']);

/** A snapshot of the subscription, the same in every event. Of each change `subscription_updated` is sent too. */
export const subscription =
  (type: SubscriptionFacts['type']): Handler =>
  ({ type: name, body, occurredAt }) => {
    const { meta, data } = checkShape(SubscriptionBody, body);
    const { id: subscriptionRef, attributes } = data;
    const { status: word, order_id: orderRef, pause, first_subscription_item: item } = attributes;
    const status = statusOf(attributes, occurredAt);
    const facts: EventFacts[] = [
      {
        type,
        occurredAt,
        subscriptionRef,
        status,
        // It may have been overdue before. Neither a cancellation nor a pause pays for that.
        statusAfter: STILL_VALID.has(word) ? ['incomplete', 'trialing', 'active'] : undefined,
        planRef: attributes.variant_id,
        quantity: item?.is_usage_based ? null : item?.quantity,
        trialEnd: timeOrNone(attributes.trial_ends_at),
        ...cycleOf(attributes, name),
        ...endOf(attributes, { name, occurredAt, isKnown: status !== undefined }),
        collectionPaused: status && (word === 'paused' || pause !== undefined),
        collectionResumesAt: status && (fromIsoText(pause?.resumes_at) ?? null),
        providerStatus: word,
        ...merchantRef(meta.custom_data),
        customerRef: attributes.customer_id,
      },
    ];
    if (orderRef !== undefined)
      facts.push({
        type: 'payment.linked',
        occurredAt,
        paymentRef: paymentOfOrder(orderRef),
        paymentAliases: [firstPaymentOf(subscriptionRef)],
        orderRef,
        subscriptionRef,
        tentative: true,
      });
    return {
      facts,
      warnings: [
        ...leftOutOf(body, attributes),
        ...(STATUSES.has(word) ? [] : [unknownWord('subscription status', word)]),
      ],
    };
  };

function statusOf(
  { status, trial_ends_at }: Subscription,
  occurredAt: string,
): SubscriptionStatus | undefined {
  const isOnTrial = (fromIsoText(trial_ends_at) ?? '') > occurredAt;
  return STILL_VALID.has(status) && isOnTrial ? 'trialing' : STATUSES.get(status);
}

/** Bodies do not name the start of the cycle. The first one begins with the subscription, unless that begins with a trial. */
function cycleOf(
  { status, created_at, renews_at, trial_ends_at }: Subscription,
  name: string,
): Pick<SubscriptionFacts, 'currentPeriodStart' | 'currentPeriodEnd'> {
  const isFirst = name === 'subscription_created' && timeOrNone(trial_ends_at) === null;
  return {
    currentPeriodStart: isFirst ? fromIsoText(created_at) : undefined,
    currentPeriodEnd: IN_CYCLE.has(status) ? fromIsoText(renews_at) : undefined,
  };
}

/** Only `subscription_cancelled` shows when the cancellation was requested: its `updated_at`. */
function endOf(
  { status, ends_at }: Subscription,
  {
    name,
    occurredAt,
    isKnown,
  }: { readonly name: string; readonly occurredAt: string; readonly isKnown: boolean },
): Pick<SubscriptionFacts, 'cancelAt' | 'canceledAt'> {
  if (!isKnown) return {};
  const cancelAt = fromIsoText(ends_at) ?? null;
  if (status === 'cancelled' || status === 'expired')
    return { cancelAt, canceledAt: name === 'subscription_cancelled' ? occurredAt : undefined };
  return { cancelAt, canceledAt: null };
}

/** `null` if there is none, `undefined` if it is not known. */
const timeOrNone = (text: string | null | undefined): string | null | undefined =>
  text === null ? null : fromIsoText(text);
