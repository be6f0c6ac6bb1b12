import type { CanonicalEvent } from '@payspool/events';
import type { PaymentBalance } from './balances.ts';
import {
  comparePlaces,
  type Group,
  hasInferred,
  type Place,
  type PlacedHistory,
  placesBefore,
  type Inferred,
  subscriptionsIn,
} from './placed-history.ts';
import { disputePart } from './references.ts';
import type { SubscriptionRow } from './rows.ts';
import { balanceSums, isNoSum, type Sums, sumsMoved } from './sums.ts';
import type { Links } from './links.ts';
import type { View } from './view.ts';

type Kinds = PlacedHistory['kinds'];

/** Stores in a place what its event did, as the view shows it now. */
export function notePlace(
  history: PlacedHistory,
  place: Place,
  { view, moves, inferred }: { readonly view: View; readonly moves: PlaceMoves; readonly inferred: Inferred },
): void {
  enlist(history, place, view.links);
  noteBalances(history, place, moves.balances);
  place.rows = moves.subscriptions.flatMap(({ after }) => after ?? []);
  place.inferred = hasInferred(inferred) ? inferred : undefined;
  if (place.recorded.event.type.startsWith('order.')) place.order = { ...view.state.order };
}

interface PlaceMoves {
  readonly balances: Parameters<typeof noteBalances>[2];
  readonly subscriptions: readonly { readonly after: SubscriptionRow | undefined }[];
}

/** The group of the payment, refund or dispute that an event is about. */
function groupOf({ groups }: PlacedHistory, event: CanonicalEvent, links: Links): Group | undefined {
  const name = paymentOf(event, links);
  return name === undefined ? undefined : groups.get(`payment ${name}`);
}

/** Returns the payment of an event of a payment, refund or dispute; `''` if it names none; `undefined` for other events. */
function paymentOf(event: CanonicalEvent, links: Links): string | undefined {
  if (event.type.startsWith('order.') || event.type.startsWith('subscription.')) return undefined;
  return 'paymentRef' in event && event.paymentRef ? links.paymentName(event.paymentRef) : '';
}

/**
 * Adds a place to the lists by which its event is found. Returns its group, if it is about a payment, refund or dispute.
 */
export function enlist(history: PlacedHistory, place: Place, links: Links): Group | undefined {
  const { event } = place.recorded;
  noteKinds(history.kinds, event);
  const group = joinGroups(history, place, links);
  if (group) insertPlace(group.places, place);
  for (const ref of subscriptionsIn(event)) {
    insertPlace(listOf(history.ofSubscriptions, ref), place);
    const start = periodStart(place);
    if (start !== undefined) {
      const ofPeriods = history.ofPeriods.get(ref) ?? new Map<string, Place[]>();
      history.ofPeriods.set(ref, ofPeriods);
      insertPlace(listOf(ofPeriods, start), place);
      noteUnsorted(history, ref, place);
    }
  }
  if (event.type.startsWith('order.')) insertPlace(history.ofOrder, place);
  return group;
}

/** Notes a subscription if the periods of a place and its neighbours do not begin in the order of their events. */
export function noteUnsorted({ ofSubscriptions, kinds }: PlacedHistory, ref: string, place: Place): void {
  const start = periodStart(place);
  if (start === undefined) return;
  const places = ofSubscriptions.get(ref) ?? [];
  const at = placesBefore(places, place);
  const startNear = (step: 1 | -1): string => {
    for (let near = at + step; near >= 0 && near < places.length; near += step) {
      const other = places[near];
      const found = other && periodStart(other);
      if (found !== undefined) return found;
    }
    return start;
  };
  if (startNear(-1) > start || startNear(1) < start) kinds.unsortedPeriods.add(ref);
}

const periodStart = ({ recorded: { event } }: Place): string | undefined =>
  'paidPeriod' in event ? event.paidPeriod?.start : undefined;

function listOf(lists: Map<string, Place[]>, key: string): Place[] {
  const known = lists.get(key) ?? [];
  lists.set(key, known);
  return known;
}

function insertPlace(places: Place[], place: Place): void {
  const last = places.at(-1);
  if (!last || comparePlaces(last, place) < 0) places.push(place);
  else places.splice(placesBefore(places, place), 0, place);
}

/** Notes which kinds of facts an event contains. */
export function noteKinds(kinds: Kinds, event: CanonicalEvent): void {
  if ('amount' in event && event.amount && !/^(refund|dispute)\./.test(event.type))
    kinds.currencies.add(event.amount.currency);
  if ('authorizationRef' in event && event.authorizationRef) kinds.hasAuthorization = true;
  if ('settlesOrder' in event && event.settlesOrder) kinds.hasSettling = true;
}

function joinGroups({ groups }: PlacedHistory, { recorded }: Place, links: Links): Group | undefined {
  const { event } = recorded;
  const payment = paymentOf(event, links);
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

/** Stores in a place which payments its event changed, and by how much it changed the sums. */
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

/** Removes the last events. */
export function dropLast(history: PlacedHistory, count: number, links: Links): void {
  for (const place of history.places.splice(history.places.length - count)) {
    place.instant.places.splice(place.number);
    for (const list of listsOf(history, place, links)) list.splice(placesBefore(list, place));
  }
}

/** The lists that contain a place. */
function* listsOf(history: PlacedHistory, { recorded: { event } }: Place, links: Links): Generator<Place[]> {
  const group = groupOf(history, event, links);
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
