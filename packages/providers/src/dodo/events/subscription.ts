import type { EventFacts, PaidPeriod, SubscriptionStatus } from '@payspool/events';
import { fromIsoText, unknownWord } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { readData } from '../read-data.ts';
import { Subscription } from '../schema.ts';

type SubscriptionFacts = Extract<EventFacts, { type: `subscription.${string}` }>;

/**
 * Dodo's statuses (dodopayments/skills subscription-integration). During `past_due` the customer keeps access; with `on_hold` it
 * ends, and renewals stop until somebody pays. `failed` is a subscription that never began.
 */
export const SUBSCRIPTION_STATUSES: ReadonlyMap<string | undefined, SubscriptionStatus> = new Map([
  ['pending', 'incomplete'],
  ['active', 'active'],
  ['past_due', 'past_due'],
  ['on_hold', 'unpaid'],
  ['paused', 'paused'],
  ['cancelled', 'canceled'],
  ['failed', 'expired'],
  ['expired', 'expired'],
]);

/** By the name of the event; all others are updates. */
const TYPES: ReadonlyMap<string, SubscriptionFacts['type']> = new Map([
  ['subscription.active', 'subscription.activated'],
  ['subscription.renewed', 'subscription.renewed'],
  ['subscription.past_due', 'subscription.past_due'],
  ['subscription.on_hold', 'subscription.past_due'],
  ['subscription.paused', 'subscription.paused'],
  ['subscription.unpaused', 'subscription.resumed'],
  ['subscription.failed', 'subscription.expired'],
  ['subscription.expired', 'subscription.expired'],
]);

/**
 * A snapshot of the subscription. `data` is the latest at the time of delivery, so the status that the event's name states
 * (`word`) goes before the status in `data`, which may be a later one. `subscription.cancelled` states none: it is also sent when
 * a cancellation is only scheduled.
 */
export const subscription = (word?: string) =>
  readData(Subscription, (data, { type: name, occurredAt }) => {
    const providerStatus = word ?? data.status;
    const known = SUBSCRIPTION_STATUSES.get(providerStatus);
    const trialEnd = known === 'active' ? endOfTrial(data) : undefined;
    const status = trialEnd ? 'trialing' : known;
    const state: SubscriptionFacts = {
      type: TYPES.get(name) ?? (status === 'canceled' ? 'subscription.canceled' : 'subscription.updated'),
      occurredAt,
      subscriptionRef: data.subscription_id,
      status,
      planRef: data.product_id,
      quantity: data.quantity,
      currentPeriodStart: fromIsoText(data.previous_billing_date),
      currentPeriodEnd: fromIsoText(data.next_billing_date),
      trialEnd,
      cancelAt: cancelAtOf(data),
      canceledAt: canceledAtOf(data, { status, occurredAt }),
      paidPeriod: name === 'subscription.renewed' && !trialEnd ? paidPeriodOf(data) : undefined,
      providerStatus,
      ...merchantRef(data.metadata),
      customerRef: data.customer?.customer_id,
    };
    return {
      facts: [state],
      warnings: known ? [] : [unknownWord('subscription status', providerStatus)],
    };
  });

const DAY_MS = 86_400_000;

/**
 * The end of the trial while it runs. Dodo has no status for a trial; the first charge, `next_billing_date`, is at its end. After
 * it, the next charge is at least one billing cycle later.
 */
function endOfTrial({ trial_period_days: days, created_at, next_billing_date }: Subscription) {
  const [created, next] = [fromIsoText(created_at), fromIsoText(next_billing_date)];
  if (!days || !created || !next) return undefined;
  return Date.parse(next) - Date.parse(created) < (days + 1) * DAY_MS ? next : undefined;
}

/** `subscription.renewed` is sent for each cycle whose amount was deducted, the first one too. */
function paidPeriodOf({ previous_billing_date, next_billing_date }: Subscription): PaidPeriod | undefined {
  const [start, end] = [fromIsoText(previous_billing_date), fromIsoText(next_billing_date)];
  return start && end && start < end ? { start, end } : undefined;
}

function cancelAtOf({ cancel_at_next_billing_date: isScheduled, next_billing_date }: Subscription) {
  if (isScheduled === undefined) return undefined;
  return isScheduled ? fromIsoText(next_billing_date) : null;
}

/** `null` means that it is not canceled; absent means unknown. */
function canceledAtOf(
  { cancelled_at }: Subscription,
  { status, occurredAt }: { readonly status: SubscriptionStatus | undefined; readonly occurredAt: string },
): string | null | undefined {
  const stated = fromIsoText(cancelled_at);
  if (stated) return stated;
  if (status === 'canceled') return occurredAt;
  return cancelled_at === null ? null : undefined;
}
