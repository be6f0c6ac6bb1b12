import {
  compiled,
  type EventFacts,
  type PaidPeriod,
  type SubscriptionState,
  type SubscriptionStatus,
  type SubscriptionItem,
} from '@payspool/events';
import type { z } from 'zod';
import { copiedReference } from '../merchant-ref.ts';
import {
  Subscription,
  SubscriptionFields,
  type Subscription as SubscriptionSnapshot,
  type Item,
} from '../schema.ts';
import { unknownWord } from '../../contract/index.ts';
import { readObject, unread, type EventHandler } from './handler.ts';

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
 * A snapshot of the subscription. Its own status counts. If it has none, `implied`, the status of the event's name, is used.
 * `final`: the event's name decides even if the snapshot differs. `paid`: the name proves that the current period is paid.
 */
export const subscription =
  (
    type: SubscriptionType,
    {
      implied,
      final,
      paid = false,
    }: {
      readonly implied?: SubscriptionStatus;
      readonly final?: SubscriptionStatus;
      readonly paid?: boolean;
    } = {},
  ): EventHandler =>
  (event) => {
    const snapshot = readObject(Subscription, event);
    const { previous } = event.subject;
    const unknown = snapshot.status !== undefined && !SUBSCRIPTION_STATUSES.has(snapshot.status);
    const status = final ?? (snapshot.status ? SUBSCRIPTION_STATUSES.get(snapshot.status) : implied);
    const warnings = unread(event, snapshot);
    return {
      facts: [
        {
          type,
          occurredAt: event.occurredAt,
          subscriptionRef: snapshot.id,
          ...stateOf(snapshot),
          ...itemsOf(snapshot.items),
          status,
          startsAt: startOf(snapshot.start_date, event.occurredAt),
          providerStatus: snapshot.status,
          ...copiedReference(snapshot),
          customerRef: snapshot.customer_id,
          paidPeriod: paid && status === 'active' ? paidPeriod(snapshot) : undefined,
          previous: previous && previousOf(previous, snapshot),
        },
      ],
      warnings: unknown ? [...warnings, unknownWord('subscription status', snapshot.status)] : warnings,
    };
  };

function stateOf(fields: SubscriptionFields): State {
  const { pause_collection: pause } = fields;
  return {
    status: SUBSCRIPTION_STATUSES.get(fields.status),
    currentPeriodStart: fields.current_period_start,
    currentPeriodEnd: fields.current_period_end,
    cancelAt: endOf(fields),
    canceledAt: fields.canceled_at,
    trialEnd: fields.trial_end,
    collectionPaused: pause === undefined ? undefined : pause !== null,
    collectionResumesAt: pause === undefined ? undefined : (pause?.resumes_at ?? null),
  };
}

/** `cancel_at`; otherwise the period's end if `cancel_at_period_end` is true, and none if it is false. */
function endOf(fields: SubscriptionFields): string | null | undefined {
  const { cancel_at: cancelAt, cancel_at_period_end: atPeriodEnd } = fields;
  if (atPeriodEnd) return cancelAt ?? fields.current_period_end;
  return atPeriodEnd === false ? (cancelAt ?? null) : cancelAt;
}

/** When billing begins, while this is in the future. */
const startOf = (start: string | null | undefined, occurredAt: string): string | null | undefined =>
  start && start > occurredAt ? start : start && null;

/**
 * ArcBlock's guide to events has a receiver start its service at `customer.subscription.started` and renew it at `.renewed`, and at
 * nothing else (arcblock.io/docs/arcblock-payment-kit/events): of an active subscription they mean that its current period is paid.
 */
function paidPeriod(snapshot: SubscriptionSnapshot): PaidPeriod | undefined {
  const { current_period_start: start, current_period_end: end } = snapshot;
  if (!start) return undefined;
  return { start, end: end && end > start ? end : undefined, invoiceRef: snapshot.latest_invoice_id };
}

/** Only the replaced values, in the canonical format. */
function previousOf(
  attributes: Readonly<Record<string, unknown>>,
  snapshot: SubscriptionSnapshot,
): State | undefined {
  const fields = compiled(SubscriptionFields).safeParse(attributes).data;
  if (!fields) return undefined;
  const known = Object.entries({ ...stateOf(fields), cancelAt: previousEnd(attributes, fields, snapshot) });
  const stated = known.filter(([, value]) => value !== undefined);
  return stated.length > 0 ? (Object.fromEntries(stated) as State) : undefined;
}

/** The end depends on three fields; those that were not replaced come from the snapshot. */
function previousEnd(
  attributes: Readonly<Record<string, unknown>>,
  fields: SubscriptionFields,
  snapshot: SubscriptionSnapshot,
): string | null | undefined {
  if (!('cancel_at' in attributes) && !('cancel_at_period_end' in attributes)) return undefined;
  const replaced = Object.entries(fields).filter(([field]) => field in attributes);
  return endOf({ ...snapshot, ...Object.fromEntries(replaced) });
}

/** The maximum number of items in an event. */
const MAX_ITEMS = 100;

/** Every item of a subscription, and its main item. Absent if the body has none. */
interface Items {
  readonly items?: SubscriptionItem[];
  readonly planRef?: string | null;
  readonly quantity?: number | null;
}

/**
 * Items are sorted by the bytes of their id, then of their price. The main item is the first that is not metered, or else the
 * first; the order of the list does not matter. A list of more than a hundred items is left out, but the main item is kept.
 */
function itemsOf(list: readonly Item[] | undefined): Items {
  const items = (list ?? []).map(canonical).toSorted(byBytes);
  const main = items.find(({ quantity }) => quantity !== null) ?? items[0];
  if (!main) return {};
  return {
    items: items.length <= MAX_ITEMS ? items : undefined,
    planRef: main.planRef,
    quantity: main.quantity,
  };
}

const canonical = ({ id, price_id: price, quantity, price: expanded }: Item): SubscriptionItem => ({
  ...(id === undefined ? {} : { itemRef: id }),
  planRef: price ?? null,
  quantity: expanded?.recurring?.usage_type === 'metered' ? null : (quantity ?? null),
});

const byBytes = (a: SubscriptionItem, b: SubscriptionItem): number =>
  Buffer.compare(Buffer.from(a.itemRef ?? ''), Buffer.from(b.itemRef ?? '')) ||
  Buffer.compare(Buffer.from(a.planRef ?? ''), Buffer.from(b.planRef ?? '')) ||
  (a.quantity ?? -1) - (b.quantity ?? -1);
