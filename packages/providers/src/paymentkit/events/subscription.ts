import type { EventFacts, SubscriptionState, SubscriptionStatus } from '@payspool/events';
import type { z } from 'zod';
import { fromUnixSeconds } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { Subscription, SubscriptionFields } from '../schema.ts';
import { readObject, unknownWord, type EventHandler } from './handler.ts';

type SubscriptionType = Extract<EventFacts['type'], `subscription.${string}`>;
type State = z.output<typeof SubscriptionState>;

/** PaymentKit has no `unpaid` (payment-types lib/subscription.d.ts). */
export const SUBSCRIPTION_STATUSES: ReadonlyMap<string | undefined, SubscriptionStatus> = new Map([
  ['incomplete', 'incomplete'],
  ['incomplete_expired', 'expired'],
  ['trialing', 'trialing'],
  ['active', 'active'],
  ['past_due', 'past_due'],
  ['paused', 'paused'],
  ['canceled', 'canceled'],
]);

/**
 * A snapshot of the subscription. Its own status counts; `implied`, what the event's name proves, fills in where it has none.
 * `final`: the name proves it whatever the snapshot says.
 */
export const subscription =
  (
    type: SubscriptionType,
    { implied, final }: { readonly implied?: SubscriptionStatus; readonly final?: SubscriptionStatus } = {},
  ): EventHandler =>
  (event) => {
    const snapshot = readObject(Subscription, event);
    const { previous } = event.subject;
    const [item] = snapshot.items ?? [];
    const unknown = snapshot.status !== undefined && !SUBSCRIPTION_STATUSES.has(snapshot.status);
    return {
      events: [
        {
          type,
          occurredAt: event.occurredAt,
          subscriptionRef: snapshot.id,
          ...stateOf(snapshot),
          status: final ?? (snapshot.status ? SUBSCRIPTION_STATUSES.get(snapshot.status) : implied),
          planRef: item?.price_id,
          quantity: item?.quantity,
          providerStatus: snapshot.status,
          merchantRef: merchantRef(snapshot),
          customerRef: snapshot.customer_id,
          previous: previous && previousOf(previous),
        },
      ],
      warnings: unknown ? [unknownWord('subscription status', snapshot.status)] : [],
    };
  };

function stateOf(fields: SubscriptionFields): State {
  return {
    status: SUBSCRIPTION_STATUSES.get(fields.status),
    currentPeriodStart: timeOrNone(fields.current_period_start),
    currentPeriodEnd: timeOrNone(fields.current_period_end),
    cancelAt: timeOrNone(endOf(fields)),
    canceledAt: timeOrNone(fields.canceled_at),
    trialEnd: timeOrNone(fields.trial_end),
  };
}

/** `cancel_at`; else the period's end where `cancel_at_period_end` says so, and none where it says not. */
function endOf(fields: SubscriptionFields): number | null | undefined {
  const { cancel_at: cancelAt, cancel_at_period_end: atPeriodEnd } = fields;
  if (atPeriodEnd) return cancelAt ?? fields.current_period_end;
  return atPeriodEnd === false ? (cancelAt ?? null) : cancelAt;
}

/** Only what the event replaced, in the canonical spelling. */
function previousOf(attributes: Readonly<Record<string, unknown>>): State | undefined {
  const fields = SubscriptionFields.safeParse(attributes).data;
  const known = Object.entries(fields ? stateOf(fields) : {}).filter(([, value]) => value !== undefined);
  return known.length > 0 ? (Object.fromEntries(known) as State) : undefined;
}

/** `null` says that there is none; absent says nothing. */
const timeOrNone = (seconds: number | null | undefined): string | null | undefined =>
  seconds === null ? null : fromUnixSeconds(seconds);
