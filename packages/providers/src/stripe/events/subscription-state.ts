import { compiled, type SubscriptionState, type SubscriptionStatus } from '@payspool/events';
import type { z } from 'zod';
import { fromUnixSeconds } from '../../contract/index.ts';
import { leaveOutOdd } from '../optional-field.ts';
import { SubscriptionFields } from '../schema.ts';
import { readItems } from './subscription-items.ts';

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

/** The canonical status for Stripe's; `undefined` for an unknown one. */
const subscriptionStatus = (word: string | null | undefined): SubscriptionStatus | undefined =>
  word != null && Object.hasOwn(SUBSCRIPTION_STATUSES, word) ? SUBSCRIPTION_STATUSES[word] : undefined;

/** The state of a subscription, without missing or invalid fields. `odd`: paths of the invalid fields. */
export function subscriptionState(
  fields: Fields,
  { path, odd }: { readonly path: string; readonly odd: readonly string[] },
): { readonly state: State; readonly warnings: readonly string[] } {
  const read = readItems(fields.items, `${path}.items`);
  const periods = read?.periods ?? [];
  const currentPeriodEnd = time(
    fields.current_period_end ??
      bound(
        Math.max,
        periods.map(({ end }) => end),
      ),
  );
  const state = present({
    status: subscriptionStatus(fields.status),
    planRef: read?.planRef ?? fields.plan?.id,
    quantity: read ? read.quantity : fields.quantity,
    items: read?.items && [...read.items],
    currentPeriodStart: time(
      fields.current_period_start ??
        bound(
          Math.min,
          periods.map(({ start }) => start),
        ),
    ),
    currentPeriodEnd,
    cancelAt: odd.includes(`${path}.cancel_at`) ? undefined : cancelAt(fields, currentPeriodEnd),
    canceledAt: time(fields.canceled_at ?? fields.ended_at ?? fields.canceled_at),
    trialEnd: time(fields.trial_end),
    ...collection(fields),
  });
  return { state, warnings: read?.warnings ?? [] };
}

/**
 * The values that an update replaced. `previous_attributes` has the old values of the changed fields. The object with these
 * values is the subscription before the update, and is read in the same way. This is only a hint, so an invalid value does not
 * make the event fail.
 */
export function replaced(
  object: Readonly<Record<string, unknown>>,
  previous: Readonly<Record<string, unknown>> | null | undefined,
  after: State,
): State | undefined {
  if (!previous) return undefined;
  const parsed = compiled(SubscriptionFields).safeParse({
    ...object,
    ...withRest(object, previous),
    ...previousPause(object, previous),
  });
  if (!parsed.success) return undefined;
  const path = 'data.previous_attributes';
  const { kept, odd } = leaveOutOdd(parsed.data, path);
  const before = Object.entries(subscriptionState(kept, { path, odd }).state);
  const current: Readonly<Record<string, unknown>> = after;
  const changes = before.filter(([key, value]) => !isSame(current[key], value));
  return changes.length > 0 ? Object.fromEntries(changes) : undefined;
}

/** Plan and quantity are repeated in the items. If the event states only a change of the repeated values, the old items are not known. */
const withRest = (object: Readonly<Record<string, unknown>>, previous: Readonly<Record<string, unknown>>) =>
  'items' in previous || !('plan' in previous || 'quantity' in previous)
    ? previous
    : { plan: object['plan'], quantity: object['quantity'], ...previous, items: undefined };

/** For a nested object, only the changed fields are named. */
function previousPause(
  object: Readonly<Record<string, unknown>>,
  previous: Readonly<Record<string, unknown>>,
) {
  const [now, before] = [object['pause_collection'], previous['pause_collection']];
  return isRecord(now) && isRecord(before) ? { pause_collection: { ...now, ...before } } : {};
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Items are a list; every other field is a text, a number or a flag. */
const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/**
 * `cancel_at` has the time. Before flexible billing, a subscription that is canceled at the end of its period may have only
 * `cancel_at_period_end` (docs.stripe.com/api/subscriptions/object); it then ends with the period.
 */
function cancelAt(
  { cancel_at, cancel_at_period_end }: Fields,
  currentPeriodEnd: string | null | undefined,
): string | null | undefined {
  if (cancel_at != null) return time(cancel_at);
  if (cancel_at_period_end) return currentPeriodEnd ?? undefined;
  return cancel_at === null || cancel_at_period_end === false ? null : undefined;
}

/** `pause_collection`: the status does not change (docs.stripe.com/billing/subscriptions/pause-payment). */
function collection({ pause_collection: pause }: Fields): State {
  if (pause === undefined) return {};
  if (pause === null) return { collectionPaused: false, collectionResumesAt: null };
  return { collectionPaused: true, collectionResumesAt: time(pause.resumes_at ?? null) };
}

/** `null` means that there is none; a number that is not a time is ignored. */
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
