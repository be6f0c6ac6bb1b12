import type { CanonicalEvent } from '@payspool/events';
import type { PaymentBalance } from './balances.ts';
import type { OrderedEvent, RecordedEvent } from './history.ts';
import type { OrderFacts } from './order.ts';
import type { DisputeFacts, PaymentFacts, RefundFacts } from './payments.ts';
import type { SubscriptionRow } from './rows.ts';
import { countBefore } from './sorted.ts';
import type { StateHead } from './state.ts';
import type { SubscriptionFacts } from './subscription.ts';
import type { Sums } from './sums.ts';

/**
 * The events of a fold in memory in the order of the history, each with what it changed. Late events are inserted here:
 * see `late-event.ts`.
 */
export interface PlacedHistory {
  readonly places: Place[];
  /** Groups of payments, refunds and disputes that affect each other, by the name of each member. */
  readonly groups: Map<string, Group>;
  /** The events about each subscription itself. */
  readonly ofSubscriptions: Map<string, Place[]>;
  /** The events that name a paid period, by subscription and start. */
  readonly ofPeriods: Map<string, Map<string, Place[]>>;
  /** The events about the order itself. */
  readonly ofOrder: Place[];
  readonly kinds: Kinds;
}

/** Kinds of facts that the history contains or once contained. Some of them rule out the insertion of a late event. */
interface Kinds {
  /** The currencies of the amounts of orders and payments. */
  readonly currencies: Set<string>;
  /** Payments whose money had all gone back at some time, and their invoices. */
  readonly lostPayments: Set<string>;
  readonly lostInvoices: Set<string>;
  /** Subscriptions with a paid period that was not independent of the others when it was added: see `isClear`. */
  readonly unclearPeriods: Set<string>;
  /** Subscriptions of which an event named a paid period after another event had named a later one. */
  readonly unsortedPeriods: Set<string>;
  hasAuthorization: boolean;
  hasSettling: boolean;
  /** Whether a payment failed or was canceled. */
  hasEnded: boolean;
  /** Whether a payment succeeded without an amount. What counts of it depends on the order's currency. */
  hasUnknownAmount: boolean;
  /** Whether an event replaced the invoice or the subscription of a payment. */
  hasMovedPayment: boolean;
}

/** Payments, refunds and disputes that events have named together. Groups do not depend on each other. */
export interface Group {
  readonly payments: Set<string>;
  readonly refunds: Set<string>;
  /** By `disputePart`. */
  readonly disputes: Set<string>;
  /** The events about them. */
  places: Place[];
}

/** The events of one time, in their order. */
export interface Instant {
  readonly occurredAt: string;
  readonly places: Place[];
}

/** One event of the history, with its position and what it changed. */
export interface Place {
  readonly recorded: RecordedEvent;
  readonly instant: Instant;
  /** Its position among the events of the instant. */
  number: number;
  /** See `OrderedEvent`. */
  changePlace: number;
  /** The step at which it ran: between the steps of its neighbours, and so not always a whole number. */
  step: number;
  undo: Undo;
  /** The payments that it may have changed, as it left them, sorted by name. */
  balances: readonly PlacedBalance[];
  /** Its contribution to the sums of the order. */
  sums: Sums | undefined;
  inferred: Inferred | undefined;
  /** The facts of the order after it. Set only for the order's own events. */
  order: OrderFacts | undefined;
  /** The subscriptions that it may have changed, as it left them. */
  rows: readonly SubscriptionRow[];
}

/** The values that one event replaced, by name. `undefined`: there was no such value. */
export interface Undo {
  readonly payments: (readonly [string, PaymentFacts | undefined])[];
  readonly refunds: (readonly [string, RefundFacts | undefined])[];
  readonly disputes: (readonly [string, DisputeFacts | undefined])[];
  readonly subscriptions: (readonly [string, SubscriptionFacts | undefined])[];
}
export const noUndo = (): Undo => ({ payments: [], refunds: [], disputes: [], subscriptions: [] });

interface PlacedBalance {
  readonly name: string;
  readonly balance: PaymentBalance | undefined;
}

/** The facts about its order in an event of a payment, refund or dispute. */
export type Inferred = StateHead['inferred'];

export const noHistory = (): PlacedHistory => ({
  places: [],
  groups: new Map(),
  ofSubscriptions: new Map(),
  ofPeriods: new Map(),
  ofOrder: [],
  kinds: {
    currencies: new Set(),
    lostPayments: new Set(),
    lostInvoices: new Set(),
    unclearPeriods: new Set(),
    unsortedPeriods: new Set(),
    hasAuthorization: false,
    hasSettling: false,
    hasEnded: false,
    hasUnknownAmount: false,
    hasMovedPayment: false,
  },
});

/** Orders two places by their position in the history. */
export const comparePlaces = (a: Place, b: Place): number =>
  a.instant === b.instant ? a.number - b.number : a.instant.occurredAt < b.instant.occurredAt ? -1 : 1;

/** Counts the places that come before another one. */
export const placesBefore = (places: readonly Place[], place: Place): number =>
  countBefore(places, (other) => comparePlaces(other, place) >= 0);

/** The index of a place in the history. */
export const indexIn = ({ places }: PlacedHistory, place: Place): number => placesBefore(places, place);

/** Returns the last instant if it has this time; otherwise a new one. */
function instantAt({ places }: PlacedHistory, occurredAt: string): Instant {
  const last = places.at(-1)?.instant;
  return last?.occurredAt === occurredAt ? last : { occurredAt, places: [] };
}

/** Appends an event that happened at or after the last one. Returns its place. */
export function appendPlace(
  history: PlacedHistory,
  { recorded, changePlace }: OrderedEvent,
  step: number,
): Place {
  const instant = instantAt(history, recorded.event.occurredAt);
  const made = createPlace(recorded, { instant, number: instant.places.length, changePlace, step });
  instant.places.push(made);
  history.places.push(made);
  return made;
}

export const createPlace = (
  recorded: RecordedEvent,
  spot: Pick<Place, 'instant' | 'number' | 'changePlace' | 'step'>,
): Place => ({
  recorded,
  ...spot,
  undo: noUndo(),
  balances: [],
  sums: undefined,
  inferred: undefined,
  order: undefined,
  rows: [],
});

/** The subscriptions whose own facts an event changes. */
export function subscriptionsIn(event: CanonicalEvent): string[] {
  const isOwn = event.type.startsWith('subscription.') || event.type.startsWith('order.');
  return isOwn && 'subscriptionRef' in event && event.subscriptionRef ? [event.subscriptionRef] : [];
}

/** The balance of a payment after the event at a place. */
export function balanceAt(history: PlacedHistory, name: string, place: Place): PaymentBalance | undefined {
  const places = history.groups.get(`payment ${name}`)?.places ?? [];
  for (let at = placesBefore(places, place); at >= 0; at -= 1) {
    const other = places[at];
    if (!other || comparePlaces(other, place) > 0) continue;
    const own = other.balances.find((one) => one.name === name);
    if (own) return own.balance;
  }
  return undefined;
}

/** The row of a subscription before the event with this index. */
export function rowBefore({ places }: PlacedHistory, ref: string, at: number): SubscriptionRow | undefined {
  for (let before = at - 1; before >= 0; before -= 1) {
    const row = places[before]?.rows.find(({ subscriptionRef }) => subscriptionRef === ref);
    if (row) return row;
  }
  return undefined;
}

export const hasInferred = ({ reference, customerRef, providerStatus }: Inferred): boolean =>
  reference.merchant !== undefined ||
  reference.buyer !== undefined ||
  customerRef !== undefined ||
  providerStatus !== undefined;

/** Merges the facts of two events. For each field the later one counts. */
export const joinInferred = (before: Inferred, after: Inferred): Inferred => ({
  reference: { ...before.reference, ...after.reference },
  customerRef: after.customerRef ?? before.customerRef,
  providerStatus: after.providerStatus ?? before.providerStatus,
});
