import type { SubscriptionState, SubscriptionStatus } from '@payspool/events';
import type { z } from 'zod';
import { fromUnixSeconds } from '../../contract/index.ts';
import type { SubscriptionFields } from '../schema.ts';

type State = z.output<typeof SubscriptionState>;
type Fields = z.output<typeof SubscriptionFields>;

/** stripe-node src/resources/Subscriptions.ts. */
export const SUBSCRIPTION_STATUSES: Readonly<Record<string, SubscriptionStatus>> = {
  incomplete: 'incomplete',
  incomplete_expired: 'expired',
  trialing: 'trialing',
  active: 'active',
  past_due: 'past_due',
  unpaid: 'unpaid',
  paused: 'paused',
  canceled: 'canceled',
};

/** Our word for Stripe's; `undefined` for one that is not known. */
export const subscriptionStatus = (word: string): SubscriptionStatus | undefined =>
  Object.hasOwn(SUBSCRIPTION_STATUSES, word) ? SUBSCRIPTION_STATUSES[word] : undefined;

/** What a subscription, or the part of it that an event names as replaced, says: a field that it does not have stays away. */
export function subscriptionState(fields: Fields): State {
  const items = fields.items?.data ?? [];
  const [first] = items;
  return present({
    status: fields.status === undefined ? undefined : subscriptionStatus(fields.status),
    planRef: first?.price?.id ?? first?.plan?.id ?? fields.plan?.id,
    quantity: first?.quantity ?? fields.quantity,
    currentPeriodStart: time(
      fields.current_period_start ??
        bound(
          Math.min,
          items.map((item) => item.current_period_start),
        ),
    ),
    currentPeriodEnd: time(
      fields.current_period_end ??
        bound(
          Math.max,
          items.map((item) => item.current_period_end),
        ),
    ),
    cancelAt: time(fields.cancel_at),
    canceledAt: time(fields.canceled_at),
    trialEnd: time(fields.trial_end),
  });
}

/** The fields of `before` that `after` has changed. */
export function replaced(before: State, after: State): State | undefined {
  const current: Readonly<Record<string, unknown>> = after;
  const changes = Object.entries(before).filter(([key, value]) => current[key] !== value);
  return changes.length > 0 ? Object.fromEntries(changes) : undefined;
}

/** `null` is known to be none; a number that is no time says nothing. */
const time = (seconds: number | null | undefined) => (seconds === null ? null : fromUnixSeconds(seconds));

function bound(
  pick: (...values: number[]) => number,
  times: (number | null | undefined)[],
): number | undefined {
  const known = times.filter((value) => value != null);
  return known.length > 0 ? pick(...known) : undefined;
}

const present = (state: State): State =>
  Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined));
