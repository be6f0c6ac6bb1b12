import type { EventFacts, PaidPeriod, SubscriptionStatus } from '@payspool/events';
import {
  fromIsoText,
  type OrdinaryHandler,
  type ReadFacts,
  together,
  unknownWord,
} from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { dataOf, readData, Subscription, type SubscriptionItem } from '../schema.ts';

type SubscriptionFacts = Extract<EventFacts, { type: `subscription.${string}` }>;

const Body = dataOf(Subscription);

/** paddle-node-sdk src/enums/subscription/subscription-status.ts. */
export const SUBSCRIPTION_STATUSES: ReadonlyMap<string | undefined, SubscriptionStatus> = new Map([
  ['trialing', 'trialing'],
  ['active', 'active'],
  ['past_due', 'past_due'],
  ['paused', 'paused'],
  ['canceled', 'canceled'],
]);

/** A snapshot of the subscription. `subscription.created` also names the transaction that it was made of. */
export const subscription =
  (type: SubscriptionFacts['type']): OrdinaryHandler<unknown> =>
  ({ body, occurredAt }) => {
    const { entity, warnings } = readData(Body, body);
    const status = SUBSCRIPTION_STATUSES.get(entity.status);
    const state: SubscriptionFacts = {
      type,
      occurredAt,
      subscriptionRef: entity.id,
      status,
      ...itemsOf(entity),
      ...periodOf(entity),
      cancelAt: cancelAt(entity),
      canceledAt: fromIsoText(entity.canceled_at) ?? (status === 'canceled' ? occurredAt : undefined),
      paidPeriod: type === 'subscription.created' ? firstPeriod(entity) : undefined,
      providerStatus: entity.status,
      ...merchantRef(entity.custom_data),
      customerRef: entity.customer_id,
    };
    const unknown = status ? [] : [unknownWord('subscription status', entity.status)];
    return together({ facts: [state], warnings: [...warnings, ...unknown] }, madeOf(entity, occurredAt));
  };

/** Plan, quantity and trial are those of the main item: a recurring one before a one-time charge, the oldest, the smallest price id. */
function itemsOf({ items }: Subscription): Partial<SubscriptionFacts> {
  const sorted = (items ?? []).toSorted((a, b) => compare(placeOf(a), placeOf(b)));
  const [main] = sorted;
  if (!main) return {};
  return {
    planRef: main.price.id,
    quantity: main.quantity,
    items: sorted
      .map(({ price, quantity }) => ({ planRef: price.id, quantity: quantity ?? null }))
      .toSorted((a, b) => compare(a.planRef, b.planRef)),
    // After the trial the field is null; the end of the trial is still known then.
    trialEnd: fromIsoText(main.trial_dates?.ends_at),
  };
}

const placeOf = ({ recurring, created_at, price }: SubscriptionItem): string =>
  [recurring === false ? 1 : 0, fromIsoText(created_at) ?? '', price.id].join(' ');
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** `null` while it is paused, and after it has ended. */
const periodOf = ({ current_billing_period: period }: Subscription): Partial<SubscriptionFacts> =>
  period === null
    ? { currentPeriodStart: null, currentPeriodEnd: null }
    : {
        currentPeriodStart: fromIsoText(period?.starts_at),
        currentPeriodEnd: fromIsoText(period?.ends_at),
      };

/** A cancellation at the end of the period is a scheduled change; `canceled` comes when it ends. A change may also be a pause. */
function cancelAt({ scheduled_change: change }: Subscription): string | null | undefined {
  if (change === undefined) return undefined;
  return change?.action === 'cancel' ? fromIsoText(change.effective_at) : null;
}

/**
 * A subscription with automatic collection is made of a transaction that is paid; one that is collected by invoice is made when
 * the invoice is issued (developer.paddle.com/webhooks/subscriptions/subscription-created). A trial is proven by its transaction.
 */
function firstPeriod(entity: Subscription): PaidPeriod | undefined {
  const { status, collection_mode, transaction_id, current_billing_period: period } = entity;
  if (status !== 'active' || collection_mode !== 'automatic' || !transaction_id) return undefined;
  const [start, end] = [fromIsoText(period?.starts_at), fromIsoText(period?.ends_at)];
  return start === undefined || end === undefined || end <= start
    ? undefined
    : { start, end, paymentRef: transaction_id };
}

/** The transaction belongs to the subscription, even if its own events did not name it. */
function madeOf({ id, transaction_id }: Subscription, occurredAt: string): ReadFacts | undefined {
  if (!transaction_id) return undefined;
  return { facts: [{ type: 'payment.linked', occurredAt, paymentRef: transaction_id, subscriptionRef: id }] };
}
