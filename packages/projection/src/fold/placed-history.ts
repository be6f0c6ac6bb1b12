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
 * The events of a fold that stays in memory, in the order of the history, each with what it changed: what an event that comes late is put
 * into its place by. See `late-event.ts`.
 */
export interface PlacedHistory {
  readonly places: Place[];
  /** Payments, refunds and disputes that bear on each other, by the names of each. */
  readonly groups: Map<string, Group>;
  /** The events about each subscription itself. */
  readonly ofSubscriptions: Map<string, Place[]>;
  /** The events that name a paid period, by subscription and start. */
  readonly ofPeriods: Map<string, Map<string, Place[]>>;
  /** The events about the order itself. */
  readonly ofOrder: Place[];
  readonly kinds: Kinds;
}

/** What there has been, if only for a while: an event that comes late is taken in faster where some of it never was. */
interface Kinds {
  /** Of amounts of orders and payments. */
  readonly currencies: Set<string>;
  /** Payments of which all money had gone back, and their invoices. */
  readonly lostPayments: Set<string>;
  readonly lostInvoices: Set<string>;
  /** Subscriptions of which a paid period has no stated end, or was stated in two ways. */
  readonly unclearPeriods: Set<string>;
  hasAuthorization: boolean;
  hasSettling: boolean;
  /** A payment that failed or was canceled. */
  hasEnded: boolean;
  /** A payment that succeeded without an amount: what counts of it depends on the order's currency. */
  hasUnknownAmount: boolean;
  /** An invoice or a subscription that a payment named was replaced by another one. */
  hasMovedPayment: boolean;
}

/** Payments, refunds and disputes that any event has named together: none of them depends on others. */
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

/** An event in its place in the history. */
export interface Place {
  readonly recorded: RecordedEvent;
  readonly instant: Instant;
  /** Its number among the events of the instant. */
  number: number;
  /** See `PlacedEvent`. */
  changePlace: number;
  /** The step of the fold: between those of the events before and after it. */
  step: number;
  undo: Undo;
  /** The payments that it moved, as it left them, in order of their names. */
  balances: readonly PlacedBalance[];
  /** What it added to the sums of the order. */
  sums: Sums | undefined;
  inferred: Inferred | undefined;
  /** What the order's events say from here on, where this is one of them. */
  order: OrderFacts | undefined;
  /** The subscriptions that it may have moved, as it left them. */
  rows: readonly SubscriptionRow[];
}

/** What the things that one event changed were before; `undefined`: there was none of that name. */
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

/** What an event of a payment, refund or dispute says of its order. */
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
    hasAuthorization: false,
    hasSettling: false,
    hasEnded: false,
    hasUnknownAmount: false,
    hasMovedPayment: false,
  },
});

/** Which of two places comes first in the history. */
export const comparePlaces = (a: Place, b: Place): number =>
  a.instant === b.instant ? a.number - b.number : a.instant.occurredAt < b.instant.occurredAt ? -1 : 1;

/** How many of these places come before another one. */
export const placesBefore = (places: readonly Place[], place: Place): number =>
  countBefore(places, (other) => comparePlaces(other, place) >= 0);

/** The place of an event among all. */
export const indexIn = ({ places }: PlacedHistory, place: Place): number => placesBefore(places, place);

/** The last instant, or a new one behind it. */
function instantAt({ places }: PlacedHistory, occurredAt: string): Instant {
  const last = places.at(-1)?.instant;
  return last?.occurredAt === occurredAt ? last : { occurredAt, places: [] };
}

/** Puts an event that happened after all others behind them. */
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

/** A payment as the events up to a place leave it. */
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

/** The row of a subscription as the events up to a place leave it, that place excluded. */
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

/** What was said before, and what was said after it. */
export const joinInferred = (before: Inferred, after: Inferred): Inferred => ({
  reference: { ...before.reference, ...after.reference },
  customerRef: after.customerRef ?? before.customerRef,
  providerStatus: after.providerStatus ?? before.providerStatus,
});
