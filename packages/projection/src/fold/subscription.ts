import {
  type OrderEvent,
  SubscriptionState,
  type SubscriptionEvent,
  type SubscriptionStatus,
} from '@payspool/events';
import { mayBecome, SUBSCRIPTION_LIFECYCLE } from './lifecycles.ts';
import type { SubscriptionRow } from './rows.ts';

/** What the events so far say of a subscription. Absent: nothing yet. */
export type SubscriptionFacts = Partial<
  Omit<SubscriptionRow, 'subscriptionRef' | 'createdAt' | 'updatedAt'>
> & {
  createdAt?: string;
  updatedAt?: string;
  /** What the checkout that bought it says, for where its own events do not. */
  bought?: Pick<OrderEvent, 'merchantRef' | 'customerRef'>;
};

type StateField = keyof typeof SubscriptionState.shape;
const STATE_FIELDS = Object.keys(SubscriptionState.shape) as StateField[];

/** A snapshot replaces what it names and leaves the rest; what has ended is not changed by anything later. */
export function foldSubscription(facts: SubscriptionFacts, event: SubscriptionEvent): SubscriptionFacts {
  const times = { createdAt: facts.createdAt ?? event.occurredAt, updatedAt: event.occurredAt };
  const said = saidBy(event, facts);
  const status = said.status ?? facts.status;
  const ended = facts.status !== undefined && SUBSCRIPTION_LIFECYCLE[facts.status].length === 0;
  if (ended || (status !== undefined && !mayBecome(SUBSCRIPTION_LIFECYCLE, facts.status, status))) {
    return { ...facts, ...times, canceledAt: facts.canceledAt ?? event.canceledAt };
  }
  return {
    ...facts,
    ...times,
    ...Object.fromEntries(
      STATE_FIELDS.filter((field) => said[field] !== undefined).map((field) => [field, said[field]]),
    ),
    providerStatus: event.providerStatus ?? facts.providerStatus,
    merchantRef: event.merchantRef ?? facts.merchantRef,
    customerRef: event.customerRef ?? facts.customerRef,
  };
}

/** What an event says of the state, given what it was. */
function saidBy(event: SubscriptionEvent, facts: SubscriptionFacts): Pick<SubscriptionEvent, StateField> {
  const counts = !facts.status || !event.statusAfter || event.statusAfter.includes(facts.status);
  const status = counts ? event.status : undefined;
  const { currentPeriodStart: start, currentPeriodEnd: end } = event;
  if (event.type !== 'subscription.renewed' || !start || end !== undefined) return { ...event, status };
  // Told when a period was paid for and not how long it is: the known one, or, once that is over, one whose end nobody knows.
  const isKnown = facts.currentPeriodEnd != null && start < facts.currentPeriodEnd;
  return { ...event, status, ...(isKnown ? { currentPeriodStart: undefined } : { currentPeriodEnd: null }) };
}

/** A checkout names what the merchant sold; the subscription that comes of it often names nothing (Stripe copies no metadata). */
export function foldCheckout(facts: SubscriptionFacts, event: OrderEvent): SubscriptionFacts {
  return {
    ...facts,
    bought: {
      merchantRef: event.merchantRef ?? facts.bought?.merchantRef,
      customerRef: event.customerRef ?? facts.bought?.customerRef,
    },
  };
}

/** Until an event tells its status, a subscription that is only referred to is incomplete. */
const UNTOLD: SubscriptionStatus = 'incomplete';

export function subscriptionRow(
  subscriptionRef: string,
  facts: SubscriptionFacts,
  seenAt: string,
): SubscriptionRow {
  return {
    subscriptionRef,
    merchantRef: facts.merchantRef ?? facts.bought?.merchantRef ?? null,
    customerRef: facts.customerRef ?? facts.bought?.customerRef ?? null,
    planRef: facts.planRef ?? null,
    quantity: facts.quantity ?? null,
    status: facts.status ?? UNTOLD,
    providerStatus: facts.providerStatus ?? null,
    currentPeriodStart: facts.currentPeriodStart ?? null,
    currentPeriodEnd: facts.currentPeriodEnd ?? null,
    cancelAt: facts.cancelAt ?? null,
    canceledAt: facts.canceledAt ?? null,
    trialEnd: facts.trialEnd ?? null,
    createdAt: facts.createdAt ?? seenAt,
    updatedAt: facts.updatedAt ?? seenAt,
  };
}
