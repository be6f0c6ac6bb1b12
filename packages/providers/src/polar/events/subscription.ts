import type { EventFacts, SubscriptionStatus } from '@payspool/events';
import { fromIsoText, type OrdinaryHandler, unknownWord } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { dataOf, readData, Subscription } from '../schema.ts';

type SubscriptionFacts = Extract<EventFacts, { type: `subscription.${string}` }>;

const Body = dataOf(Subscription);

/** polarsource/polar server/polar/models/subscription.py, `SubscriptionStatus`. */
export const SUBSCRIPTION_STATUSES: ReadonlyMap<string | undefined, SubscriptionStatus> = new Map([
  ['incomplete', 'incomplete'],
  ['incomplete_expired', 'expired'],
  ['trialing', 'trialing'],
  ['active', 'active'],
  ['past_due', 'past_due'],
  ['unpaid', 'unpaid'],
  ['paused', 'paused'],
  ['canceled', 'canceled'],
]);

/** A snapshot of the subscription. `subscription.updated` comes beside every other type, with the same content. */
export const subscription =
  (type: SubscriptionFacts['type']): OrdinaryHandler<unknown> =>
  ({ body, occurredAt }) => {
    const { data, warnings } = readData(Body, body);
    const status = SUBSCRIPTION_STATUSES.get(data.status);
    // `subscription.canceled` also says that it will end with its period; it is active until then.
    const isOver = type !== 'subscription.canceled' || status === 'canceled';
    const state: SubscriptionFacts = {
      type: isOver ? type : 'subscription.updated',
      occurredAt,
      subscriptionRef: data.id,
      status,
      planRef: data.product_id,
      quantity: data.seats ?? data.units ?? null,
      currentPeriodStart: timeOrNone(data.current_period_start),
      currentPeriodEnd: timeOrNone(data.current_period_end),
      cancelAt: cancelAt(data),
      canceledAt:
        timeOrNone(data.canceled_at) ??
        (status === 'canceled' ? (fromIsoText(data.ended_at) ?? occurredAt) : timeOrNone(data.canceled_at)),
      trialEnd: timeOrNone(data.trial_end),
      providerStatus: data.status,
      ...merchantRef(data.metadata),
      customerRef: data.customer_id,
    };
    const unknown = status ? [] : [unknownWord('subscription status', data.status)];
    return { facts: [state], warnings: [...warnings, ...unknown] };
  };

function cancelAt({
  cancel_at_period_end,
  ends_at,
  current_period_end,
}: Subscription): string | null | undefined {
  if (cancel_at_period_end === undefined) return undefined;
  return cancel_at_period_end ? (fromIsoText(ends_at) ?? fromIsoText(current_period_end)) : null;
}

/** `null` means that there is none; absent means unknown. */
const timeOrNone = (text: string | null | undefined): string | null | undefined =>
  text === null ? null : fromIsoText(text);
