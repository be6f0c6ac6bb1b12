import type { CanonicalEvent } from '@payspool/events';
import type { PaymentBalance } from './balances.ts';
import { compareEvents, type PlacedEvent, type RecordedEvent } from './history.ts';
import type { OrderFacts } from './order.ts';
import type { DisputeFacts, PaymentFacts, RefundFacts } from './payments.ts';
import type { SubscriptionRow } from './rows.ts';
import { disputePart } from './references.ts';
import { countBefore } from './sorted.ts';
import type { StateHead } from './state.ts';
import type { SubscriptionFacts } from './subscription.ts';
import { balanceSums, isNoSum, type Sums, sumsMoved } from './sums.ts';
import type { Ties } from './ties.ts';
import type { View } from './view.ts';

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
export interface Kinds {
  /** Of amounts of orders and payments. */
  readonly currencies: Set<string>;
  /** Payments of which all money had gone back, and their invoices. */
  readonly lostPayments: Set<string>;
  readonly lostInvoices: Set<string>;
  /** Subscriptions of which a paid period has no stated end, or was stated in two ways. */
  readonly unclearPeriods: Set<string>;
  hasHold: boolean;
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
export interface Moment {
  readonly occurredAt: string;
  readonly places: Place[];
}

/** An event in its place in the history. */
export interface Place {
  readonly recorded: RecordedEvent;
  readonly moment: Moment;
  /** Its number among the events of the moment. */
  number: number;
  /** See `PlacedEvent`. */
  place: number;
  /** The step of the fold: between those of the events before and after it. */
  readonly step: number;
  undo: Undo;
  /** The payments that it moved, as it left them, in order of their names. */
  balances: readonly PlacedBalance[];
  /** What it added to the sums of the order. */
  sums: Sums | undefined;
  said: Said | undefined;
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
export type Said = StateHead['inferred'];

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
    hasHold: false,
    hasSettling: false,
    hasEnded: false,
    hasUnknownAmount: false,
    hasMovedPayment: false,
  },
});

/** Which of two places comes first in the history. */
export const comparePlaces = (a: Place, b: Place): number =>
  a.moment === b.moment ? a.number - b.number : a.moment.occurredAt < b.moment.occurredAt ? -1 : 1;

/** How many of these places come before another one. */
export const placesBefore = (places: readonly Place[], place: Place): number =>
  countBefore(places, (other) => comparePlaces(other, place) >= 0);

/** The place of an event among all. */
export const indexIn = ({ places }: PlacedHistory, place: Place): number => placesBefore(places, place);

/** The last moment, or a new one behind it. */
export function momentAt({ places }: PlacedHistory, occurredAt: string): Moment {
  const last = places.at(-1)?.moment;
  return last?.occurredAt === occurredAt ? last : { occurredAt, places: [] };
}

/** Puts an event that happened after all others behind them. */
export function appendPlace(history: PlacedHistory, { recorded, place }: PlacedEvent, step: number): Place {
  const moment = momentAt(history, recorded.event.occurredAt);
  const made = createPlace(recorded, { moment, number: moment.places.length, place, step });
  moment.places.push(made);
  history.places.push(made);
  return made;
}

export const createPlace = (
  recorded: RecordedEvent,
  spot: Pick<Place, 'moment' | 'number' | 'place' | 'step'>,
): Place => ({
  recorded,
  ...spot,
  undo: noUndo(),
  balances: [],
  sums: undefined,
  said: undefined,
  order: undefined,
  rows: [],
});

/** Takes back the last events. */
export function dropLast(history: PlacedHistory, count: number, ties: Ties): void {
  for (const place of history.places.splice(history.places.length - count)) {
    place.moment.places.splice(place.number);
    for (const list of listsOf(history, place, ties)) list.splice(placesBefore(list, place));
  }
}

/** The lists of places that a place stands in, by what its event is about. */
function* listsOf(history: PlacedHistory, { recorded: { event } }: Place, ties: Ties): Generator<Place[]> {
  const group = groupOf(history, event, ties);
  if (group) yield group.places;
  for (const ref of subscriptionsIn(event)) {
    const list = history.ofSubscriptions.get(ref);
    if (list) yield list;
    const periods = 'paidPeriod' in event && event.paidPeriod;
    const ofPeriod = periods && history.ofPeriods.get(ref)?.get(periods.start);
    if (ofPeriod) yield ofPeriod;
  }
  if (event.type.startsWith('order.')) yield history.ofOrder;
}

/** The subscriptions whose own facts an event changes. */
export function subscriptionsIn(event: CanonicalEvent): string[] {
  const isOwn = event.type.startsWith('subscription.') || event.type.startsWith('order.');
  return isOwn && 'subscriptionRef' in event && event.subscriptionRef ? [event.subscriptionRef] : [];
}

/** The payments, refunds and disputes that an event bears on. */
export function groupOf({ groups }: PlacedHistory, event: CanonicalEvent, ties: Ties): Group | undefined {
  const name = paymentOf(event, ties);
  return name === undefined ? undefined : groups.get(`payment ${name}`);
}

/** The payment of an event of a payment, refund or dispute. What names none stands under the empty name until one is named. */
function paymentOf(event: CanonicalEvent, ties: Ties): string | undefined {
  if (event.type.startsWith('order.') || event.type.startsWith('subscription.')) return undefined;
  return 'paymentRef' in event && event.paymentRef ? ties.paymentName(event.paymentRef) : '';
}

/** Puts a place into the lists that events of its kind are found by. */
export function enlist(history: PlacedHistory, place: Place, ties: Ties): Group | undefined {
  const { event } = place.recorded;
  noteKinds(history.kinds, event);
  const group = joinGroups(history, place, ties);
  if (group) insertPlace(group.places, place);
  for (const ref of subscriptionsIn(event)) {
    insertPlace(listOf(history.ofSubscriptions, ref), place);
    if ('paidPeriod' in event && event.paidPeriod) {
      const ofPeriods = history.ofPeriods.get(ref) ?? new Map<string, Place[]>();
      history.ofPeriods.set(ref, ofPeriods);
      insertPlace(listOf(ofPeriods, event.paidPeriod.start), place);
    }
  }
  if (event.type.startsWith('order.')) insertPlace(history.ofOrder, place);
  return group;
}

function listOf(lists: Map<string, Place[]>, key: string): Place[] {
  const known = lists.get(key) ?? [];
  lists.set(key, known);
  return known;
}

export function insertPlace(places: Place[], place: Place): void {
  const last = places.at(-1);
  if (!last || comparePlaces(last, place) < 0) places.push(place);
  else places.splice(placesBefore(places, place), 0, place);
}

function noteKinds(kinds: Kinds, event: CanonicalEvent): void {
  if ('amount' in event && event.amount && !/^(refund|dispute)\./.test(event.type))
    kinds.currencies.add(event.amount.currency);
  if ('holdRef' in event && event.holdRef) kinds.hasHold = true;
  if ('settlesOrder' in event && event.settlesOrder) kinds.hasSettling = true;
}

function joinGroups({ groups }: PlacedHistory, { recorded }: Place, ties: Ties): Group | undefined {
  const { event } = recorded;
  const payment = paymentOf(event, ties);
  if (payment === undefined) return undefined;
  const payments = [payment];
  const refunds = 'refundRef' in event ? [event.refundRef] : [];
  const disputes = 'disputeRef' in event ? [disputePart(event)] : [];
  const names = [
    ...payments.map((name) => `payment ${name}`),
    ...refunds.map((ref) => `refund ${ref}`),
    ...disputes.map((part) => `dispute ${part}`),
  ];
  const found = new Set(names.flatMap((name) => groups.get(name) ?? []));
  const [largest, ...others] = [...found].toSorted((a, b) => b.places.length - a.places.length);
  const group = largest ?? { payments: new Set(), refunds: new Set(), disputes: new Set(), places: [] };
  for (const other of others) absorbGroup(groups, group, other);
  for (const name of payments) group.payments.add(name);
  for (const ref of refunds) group.refunds.add(ref);
  for (const part of disputes) group.disputes.add(part);
  for (const name of names) groups.set(name, group);
  return group;
}

function absorbGroup(groups: Map<string, Group>, group: Group, other: Group): void {
  for (const name of other.payments) {
    group.payments.add(name);
    groups.set(`payment ${name}`, group);
  }
  for (const ref of other.refunds) {
    group.refunds.add(ref);
    groups.set(`refund ${ref}`, group);
  }
  for (const part of other.disputes) {
    group.disputes.add(part);
    groups.set(`dispute ${part}`, group);
  }
  group.places = [...group.places, ...other.places].toSorted(comparePlaces);
}

/** Keeps what an event did to payments. */
export function noteBalances(
  { kinds }: PlacedHistory,
  place: Place,
  moved: readonly {
    readonly name: string;
    readonly before: PaymentBalance | undefined;
    readonly after: PaymentBalance | undefined;
  }[],
): void {
  place.balances = moved.map(({ name, after }) => ({ name, balance: after }));
  let sums: Sums | undefined;
  for (const { name, before, after } of moved) {
    const by = sumsMoved(balanceSums(before), balanceSums(after), sums);
    sums = by;
    if (after) noteBalance(kinds, name, { before, after });
  }
  place.sums = sums && !isNoSum(sums) ? sums : undefined;
}

function noteBalance(
  kinds: Kinds,
  name: string,
  { before, after }: { readonly before: PaymentBalance | undefined; readonly after: PaymentBalance },
): void {
  const { status, amount, refundedMinor, chargedBackMinor, invoiceRef, subscriptionRef } = after;
  if (status === 'failed' || status === 'canceled') kinds.hasEnded = true;
  if (status === 'succeeded' && !amount) kinds.hasUnknownAmount = true;
  if (before?.invoiceRef !== undefined && before.invoiceRef !== invoiceRef) kinds.hasMovedPayment = true;
  if (before?.subscriptionRef !== undefined && before.subscriptionRef !== subscriptionRef)
    kinds.hasMovedPayment = true;
  if (amount && refundedMinor + chargedBackMinor >= amount.amountMinor) {
    kinds.lostPayments.add(name);
    if (invoiceRef !== undefined) kinds.lostInvoices.add(invoiceRef);
  }
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

/** Keeps in a place what one event did, as the view has it. */
export function notePlace(
  history: PlacedHistory,
  place: Place,
  { view, moves, said }: { readonly view: View; readonly moves: PlaceMoves; readonly said: Said },
): void {
  enlist(history, place, view.ties);
  noteBalances(history, place, moves.balances);
  place.rows = moves.subscriptions.flatMap(({ after }) => after ?? []);
  place.said = hasSaid(said) ? said : undefined;
  if (place.recorded.event.type.startsWith('order.')) place.order = { ...view.state.order };
}

interface PlaceMoves {
  readonly balances: Parameters<typeof noteBalances>[2];
  readonly subscriptions: readonly { readonly after: SubscriptionRow | undefined }[];
}

export const hasSaid = ({ reference, customerRef, providerStatus }: Said): boolean =>
  reference.merchant !== undefined ||
  reference.buyer !== undefined ||
  customerRef !== undefined ||
  providerStatus !== undefined;

/** What was said before, and what was said after it. */
export const joinSaid = (before: Said, after: Said): Said => ({
  reference: { ...before.reference, ...after.reference },
  customerRef: after.customerRef ?? before.customerRef,
  providerStatus: after.providerStatus ?? before.providerStatus,
});

/** In the order of rank and key. */
export const insertEvent = (moment: readonly RecordedEvent[], recorded: RecordedEvent): RecordedEvent[] =>
  [...moment, recorded].toSorted(compareEvents);
