import {
  type OrderEvent,
  SubscriptionState,
  type SubscriptionEvent,
  type SubscriptionStatus,
} from '@payspool/events';
import type { AccessPolicy } from './context.ts';
import { mayBecome, SUBSCRIPTION_LIFECYCLE } from './lifecycles.ts';
import { merchantReferenceOf, noteReference, type ReferenceFacts } from './merchant-reference.ts';
import type { PaidPeriods, PeriodFacts } from './paid-periods.ts';
import type { StatedPeriod } from './period-models.ts';
import type { SubscriptionRow } from './rows.ts';
import { type Loss, isLive, subscriptionAccess } from './subscription-access.ts';

/** The facts that events have reported about a subscription. */
export type SubscriptionFacts = Partial<Pick<SubscriptionEvent, StateField>> & {
  createdAt?: string;
  updatedAt?: string;
  providerStatus?: string;
  customerRef?: string;
  reference?: ReferenceFacts;
  /** Facts from its checkout. Used for fields that the subscription's own events do not state. */
  bought?: { readonly reference: ReferenceFacts; readonly customerRef?: string | undefined };
  /** When it stopped running. Absent while it runs. */
  leftAt?: string;
  /** When the provider first reported it as running, and the last status of that kind. */
  liveSince?: string;
  liveStatus?: SubscriptionStatus;
  /** When collection was paused. Absent while it is not. */
  collectionPausedAt?: string;
  /** The last periods that the provider has named, paid or not, in the order of events. */
  statedPeriods?: readonly StatedPeriod[];
};

type StateField = keyof typeof SubscriptionState.shape;
const STATE_FIELDS = Object.keys(SubscriptionState.shape) as StateField[];

/**
 * Folds an event into the facts. A snapshot replaces the fields that it names. After the end, an event changes only
 * times and the merchant reference, unless it names the ended status among those that its own may follow.
 */
export function foldSubscription(facts: SubscriptionFacts, event: SubscriptionEvent): SubscriptionFacts {
  const times = {
    createdAt: facts.createdAt ?? event.occurredAt,
    updatedAt: event.occurredAt,
    reference: noteReference(facts.reference ?? {}, event),
  };
  const said = stateIn(event, facts);
  const status = said.status ?? facts.status;
  const ended = facts.status !== undefined && SUBSCRIPTION_LIFECYCLE[facts.status].length === 0;
  const isStopped =
    ended || (status !== undefined && !mayBecome(SUBSCRIPTION_LIFECYCLE, facts.status, status));
  if (isStopped && !beginsAgain(facts, event)) {
    return { ...facts, ...times, canceledAt: facts.canceledAt ?? event.canceledAt };
  }
  const state: Partial<Pick<SubscriptionEvent, StateField>> = Object.fromEntries(
    STATE_FIELDS.filter((field) => said[field] !== undefined).map((field) => [field, said[field]]),
  );
  const next: SubscriptionFacts = {
    ...facts,
    ...times,
    ...state,
    ...historyOf(facts, state, event.occurredAt),
  };
  next.providerStatus = event.providerStatus ?? facts.providerStatus;
  next.customerRef = event.customerRef ?? facts.customerRef;
  return next;
}

/** Whether the provider says that a subscription that had ended has another status now: it was bought again under the same id. */
const beginsAgain = ({ status }: SubscriptionFacts, { statusAfter, ...event }: SubscriptionEvent): boolean =>
  status !== undefined && event.status !== undefined && statusAfter?.includes(status) === true;

/**
 * Returns the facts about the past: when it began and stopped running, when collection was paused, and the stated
 * periods.
 */
function historyOf(
  facts: SubscriptionFacts,
  said: Partial<Pick<SubscriptionEvent, StateField>>,
  at: string,
): Partial<SubscriptionFacts> {
  const { status, collectionPaused, currentPeriodStart: start, currentPeriodEnd: end } = said;
  const isStated = start != null && end != null && start < end;
  return {
    ...(isLive(status) && { liveSince: facts.liveSince ?? at, liveStatus: status, leftAt: undefined }),
    // A subscription that is paused and then canceled stopped when it was paused. One that has not begun cannot
    // stop.
    ...(hasLeft(status, facts) && { leftAt: facts.leftAt ?? at }),
    ...(collectionPaused === true && { collectionPausedAt: facts.collectionPausedAt ?? at }),
    ...(collectionPaused !== undefined && !collectionPaused && { collectionPausedAt: undefined }),
    ...(isStated && { statedPeriods: noteStated(facts.statedPeriods ?? [], { start, end }) }),
  };
}

const hasLeft = (status: SubscriptionStatus | undefined, { liveSince }: SubscriptionFacts): boolean =>
  status !== undefined && !isLive(status) && (status !== 'incomplete' || liveSince !== undefined);

/** The number of stated periods that are kept: enough to see a change of plan. */
const STATED_KEPT = 4;

function noteStated(known: readonly StatedPeriod[], period: StatedPeriod): readonly StatedPeriod[] {
  const last = known.at(-1);
  if (last?.start === period.start && last.end === period.end) return known;
  return [...known, period].slice(-STATED_KEPT);
}

/** Returns the state that an event sets, given the facts so far. */
function stateIn(event: SubscriptionEvent, facts: SubscriptionFacts): Pick<SubscriptionEvent, StateField> {
  const counts = !facts.status || !event.statusAfter || event.statusAfter.includes(facts.status);
  const status = counts ? event.status : undefined;
  const { currentPeriodStart: start, currentPeriodEnd: end } = event;
  if (event.type !== 'subscription.renewed' || !start || end !== undefined) return { ...event, status };
  // Only the time of a payment is known, not its period. It belongs to the known period, or begins one with an
  // unknown end.
  const isKnown = facts.currentPeriodEnd != null && start < facts.currentPeriodEnd;
  return { ...event, status, ...(isKnown ? { currentPeriodStart: undefined } : { currentPeriodEnd: null }) };
}

/**
 * A checkout names what the merchant sold. The subscription that it creates often names nothing (Stripe copies no
 * metadata).
 */
export function foldCheckout(facts: SubscriptionFacts, event: OrderEvent): SubscriptionFacts {
  return {
    ...facts,
    bought: {
      reference: noteReference(facts.bought?.reference ?? {}, event),
      customerRef: event.customerRef ?? facts.bought?.customerRef,
    },
  };
}

/** A subscription that is only referred to is incomplete until an event reports its status. */
const STATUS_UNKNOWN: SubscriptionStatus = 'incomplete';

export function subscriptionRow(
  subscriptionRef: string,
  facts: SubscriptionFacts,
  {
    seenAt,
    inferred,
    ...paid
  }: {
    readonly seenAt: string;
    readonly periods: PaidPeriods;
    readonly lossOf: (period: PeriodFacts) => Loss | undefined;
    /** The reference that its payments name: PayPal's sales carry the `custom_id` of their subscription. */
    readonly inferred: ReferenceFacts | undefined;
    readonly policy: AccessPolicy;
  },
): SubscriptionRow {
  return {
    subscriptionRef,
    ...merchantReferenceOf(facts.reference, facts.bought?.reference, inferred),
    customerRef: facts.customerRef ?? facts.bought?.customerRef ?? null,
    planRef: facts.planRef ?? null,
    quantity: facts.quantity ?? null,
    items: facts.items ?? null,
    status: facts.status ?? STATUS_UNKNOWN,
    providerStatus: facts.providerStatus ?? null,
    currentPeriodStart: facts.currentPeriodStart ?? null,
    currentPeriodEnd: facts.currentPeriodEnd ?? null,
    cancelAt: facts.cancelAt ?? null,
    canceledAt: facts.canceledAt ?? null,
    trialEnd: facts.trialEnd ?? null,
    startsAt: facts.startsAt ?? null,
    collectionPaused: facts.collectionPaused ?? false,
    collectionResumesAt: facts.collectionResumesAt ?? null,
    ...subscriptionAccess(facts, paid),
    createdAt: facts.createdAt ?? seenAt,
    updatedAt: facts.updatedAt ?? seenAt,
  };
}
