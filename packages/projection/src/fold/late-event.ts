import type { FoldContext } from './context.ts';
import { type ChangeKey, changedOrder, changeName, changeOf, isSameChange } from './changes.ts';
import { addUp, rebalance } from './balances.ts';
import { orderRow, refundRow, subscriptionOf } from './current-rows.ts';
import type { Folded } from './fold.ts';
import { compareEvents, isSameEvent, momentsOf, type RecordedEvent } from './history.ts';
import { lateSteps } from './late-steps.ts';
import { rerunOrder } from './late-order.ts';
import { rerunSubscription } from './late-subscription.ts';
import { hasHint, orderMoment } from './moment.ts';
import { foldOrder, type OrderFacts } from './order.ts';
import { paymentMoved } from './paid-periods.ts';
import {
  createPlace,
  enlist,
  type Group,
  hasSaid,
  joinSaid,
  type Moment,
  noteBalances,
  noUndo,
  type Place,
  type PlacedHistory,
  placesBefore,
  type Said,
  subscriptionsIn,
} from './placed-history.ts';
import type { ChangeRow } from './rows.ts';
import type { SavedFold } from './saved-fold.ts';
import { isMet, standingIn, viewOf } from './saved-view.ts';
import { countBefore } from './sorted.ts';
import { advance, type State } from './state.ts';
import { isSameSums, type Sums } from './sums.ts';
import { gatherFurtherTies } from './ties.ts';
import { noRecord, rowsSince, type Since } from './touched-rows.ts';
import { nothingTouched } from './touched.ts';
import { periodsOf, rowOfSubscription, type View } from './view.ts';

/** A fold that takes events into the middle of its history. */
export interface Late {
  readonly saved: SavedFold;
  readonly history: PlacedHistory;
  readonly view: View;
  readonly since: Since;
  /** Changes to be written, and those that are none any more, by `changeName`. */
  readonly changes: Map<string, ChangeRow>;
  readonly gone: Map<string, ChangeKey>;
}

/** What one event changed of what was kept of the events behind it. */
export interface Rerun {
  readonly place: Place;
  /** What places that changed had added to the sums of the order. */
  readonly sumsBefore: Map<Place, Sums | undefined>;
  /** What the order's events had said. */
  readonly orderBefore: Map<Place, OrderFacts | undefined>;
}

/**
 * Takes events that happened before others into their places in the history. Each runs with what it is about as it was then, and of the events behind it those
 * run again that are about the same: what they left is added up, and nothing else is looked at. Gives what a fold of all events gives: the rows that may have
 * changed, the changes that differ, and all steps.
 *
 * @returns `undefined` where everything has to be folded: see `docs/decisions/028-late-events.md`. Where the saved fold has no view then, it is not to be used any more
 */
export function takeLate(
  saved: SavedFold,
  events: readonly RecordedEvent[],
  context: FoldContext,
): Folded | undefined {
  const taking = takeInTurn(saved, events, context);
  for (;;) {
    const { done, value } = taking.next();
    if (done) return value;
  }
}

/** The same in slices of some milliseconds: `pause` is awaited between them. */
export async function takeLateInSlices(
  saved: SavedFold,
  events: readonly RecordedEvent[],
  { context, pause }: { readonly context: FoldContext; readonly pause: () => Promise<void> },
): Promise<Folded | undefined> {
  const taking = takeInTurn(saved, events, context);
  for (;;) {
    const { done, value } = taking.next();
    if (done) return value;
    await pause();
  }
}

function* takeInTurn(
  saved: SavedFold,
  events: readonly RecordedEvent[],
  context: FoldContext,
): Generator<undefined, Folded | undefined, undefined> {
  const view = viewOf(saved, context);
  const { history } = saved;
  if (!history || saved.state.step === 0 || !isApart(history, view)) return undefined;
  const late: Late = { saved, history, view, since: noRecord(), changes: new Map(), gone: new Map() };
  const further = events.map(({ event }) => event);
  if (!gatherFurtherTies(saved.ties, further, (kind, ref) => isMet(view, kind, ref))) return undefined;
  for (const [at, recorded] of momentsOf(events).flat().entries()) {
    if (at > 0) yield;
    if (yield* takeOne(late, recorded)) continue;
    saved.view = undefined;
    return undefined;
  }
  // What they kept of instants is not what there was before them any more.
  saved.instant = undefined;
  saved.earlier = [];
  return foldedOf(late);
}

/** Whether payments bear on nothing but the sums of their order and the paid periods of their subscription. */
function isApart({ kinds }: PlacedHistory, { ties, balances }: View): boolean {
  if (kinds.hasHold || kinds.hasUnknownAmount || kinds.hasMovedPayment) return false;
  if (balances.sharedDisputes.size > 0) return false;
  return (
    ties.orderRef === undefined || (kinds.currencies.size <= 1 && !(kinds.hasSettling && kinds.hasEnded))
  );
}

function foldedOf(late: Late): Folded {
  const { saved, history, view, since } = late;
  const { rows, payments } = rowsSince(since, view);
  const last = history.places.at(-1)?.recorded;
  return {
    saved,
    isWhole: false,
    hasAllSteps: true,
    rows: { ...rows, changes: [...late.changes.values()] },
    gone: { payments, changes: [...late.gone.values()] },
    steps: lateSteps(history, view),
    last: { at: last?.event.occurredAt ?? '', eventKey: last?.eventKey ?? '' },
    paymentName: view.ties.paymentName,
    standing: standingIn(view, history),
  };
}

/** Takes one event in. Returns whether it could. */
function* takeOne(late: Late, recorded: RecordedEvent): Generator<undefined, boolean, undefined> {
  const { history, view } = late;
  const { state } = view;
  const spot = spotOf(late, recorded);
  if (spot === 'known') return true;
  if (!spot) return false;
  const place = insert(late, recorded, spot);
  if (!place) return false;
  state.step += 1;
  const last = history.places.at(-1)?.recorded.event.occurredAt;
  state.lastAt = last;
  const rerun: Rerun = { place, sumsBefore: new Map(), orderBefore: new Map() };
  const group = enlist(history, place, view.ties);
  const concerned = new Set(subscriptionsIn(recorded.event));
  const lost = new Set<string>();
  if (group) yield* rerunGroup(late, rerun, { group, concerned, lost });
  if (recorded.event.type.startsWith('order.')) rerunOrderEvents(late, rerun);
  if (!isApart(history, view)) return false;
  for (const ref of [...concerned].toSorted())
    if (!rerunSubscription(late, ref, { place, lost })) return false;
  rerunOrder(late, rerun);
  view.order = orderRow(view);
  for (const ref of concerned) view.subscriptions.set(ref, rowOfSubscription(view, ref));
  return true;
}

/** Where an event stands. `undefined`: it would be the first one, or others of its time would have to change places. */
interface Spot {
  readonly moment: Moment;
  readonly number: number;
  /** Of the first event of its time. */
  readonly at: number;
  /** Whether rank and key order the events of its time. */
  readonly isByRank: boolean;
}

function spotOf({ history, view }: Late, recorded: RecordedEvent): Spot | 'known' | undefined {
  const { places } = history;
  const { occurredAt } = recorded.event;
  const at = countBefore(places, (place) => place.moment.occurredAt >= occurredAt);
  const found = places[at]?.moment;
  if (found?.occurredAt !== occurredAt) {
    const moment = { occurredAt, places: [] };
    return at === 0 ? undefined : { moment, number: 0, at, isByRank: true };
  }
  const others = found.places.map((place) => place.recorded);
  if (others.some((other) => isSameEvent(other, recorded))) return 'known';
  const natural = [...others, recorded].toSorted(compareEvents);
  const ordered = natural.some(hasHint)
    ? orderMoment(natural, (ref) => factsBefore({ history, view }, ref, at))
    : natural;
  const number = ordered.indexOf(recorded);
  const isKept = ordered.toSpliced(number, 1).every((other, place) => other === others[place]);
  if (!isKept || at + number === 0) return undefined;
  return { moment: found, number, at, isByRank: ordered.every((one, place) => one === natural[place]) };
}

/** What was known of a subscription before the event at a place of the history. */
export function factsBefore(
  { history, view }: Pick<Late, 'history' | 'view'>,
  ref: string,
  at: number,
): ReturnType<State['subscriptions']['get']> {
  const probe = history.places[at];
  const own = history.ofSubscriptions.get(ref) ?? [];
  const next = probe && own[placesBefore(own, probe)];
  if (!next) return view.state.subscriptions.get(ref);
  return next.undo.subscriptions.find(([name]) => name === ref)?.[1];
}

/** Puts the event into its place, and gives those of its time their places. */
function insert(
  late: Late,
  recorded: RecordedEvent,
  { moment, number, at, isByRank }: Spot,
): Place | undefined {
  const { places } = late.history;
  const index = at + number;
  const [before, after] = [places[index - 1], places[index]];
  const step = before && after ? (before.step + after.step) / 2 : late.view.state.step + 1;
  // Halved too often: whole numbers come back when everything is folded.
  if (before && after && !(before.step < step && step < after.step)) return undefined;
  const place = createPlace(recorded, { moment, number, place: 0, step });
  moment.places.splice(number, 0, place);
  places.splice(index, 0, place);
  for (let next = number + 1; next < moment.places.length; next += 1) {
    const other = moment.places[next];
    if (other) other.number = next;
  }
  place.place = isByRank ? recorded.event.rank : number;
  const isAsBefore = moment.places.every(
    (other, own) => other === place || other.place === (isByRank ? other.recorded.event.rank : own),
  );
  if (!isAsBefore)
    for (const [own, other] of moment.places.entries()) {
      other.place = isByRank ? other.recorded.event.rank : own;
      if (other !== place) moveChanges(late, other);
    }
  return place;
}

/** Gives the changes of an event its place. */
function moveChanges({ saved, view, changes }: Late, { recorded: { eventKey, index }, place }: Place): void {
  const subjects = [
    ...(view.ties.orderRef === undefined ? [] : [{ kind: 'order' as const, ref: view.ties.orderRef }]),
    ...view.ties.subscriptionRefs.map((ref) => ({ kind: 'subscription' as const, ref })),
  ];
  for (const subject of subjects) {
    const name = changeName({ ...subject, eventKey, eventIndex: index });
    const change = saved.noted?.get(name);
    if (!change || change.place === place) continue;
    const moved = { ...change, place };
    saved.noted?.set(name, moved);
    changes.set(name, moved);
  }
}

/** Keeps what an event changes of an order or subscription now; nothing is to be written where that is what is known. */
export function noteChange(
  { saved: { noted }, changes, gone }: Late,
  { recorded, place }: Place,
  {
    kind,
    ref,
    changed,
  }: Pick<ChangeRow, 'kind' | 'ref'> & { readonly changed: ReturnType<typeof changedOrder> },
): void {
  const name = changeName({ kind, ref, eventKey: recorded.eventKey, eventIndex: recorded.index });
  const known = noted?.get(name);
  if (!changed) {
    if (!known) return;
    noted?.delete(name);
    changes.delete(name);
    gone.set(name, known);
    return;
  }
  const change = changeOf({ recorded, place }, { kind, ref, changed });
  if (known && isSameChange(known, change)) return;
  noted?.set(name, change);
  changes.set(name, change);
  gone.delete(name);
}

/** Events between two pauses. */
const SLICE = 1000;

/** Runs the event, and those behind it that are about the same payments, with these as they were then. */
function* rerunGroup(
  late: Late,
  rerun: Rerun,
  {
    group,
    concerned,
    lost,
  }: { readonly group: Group; readonly concerned: Set<string>; readonly lost: Set<string> },
): Generator<undefined, void, undefined> {
  const { history, view, since } = late;
  const { state, ties, balances } = view;
  const later = group.places.slice(placesBefore(group.places, rerun.place) + 1);
  const rowsBefore = new Map(
    Array.from(group.payments, (name) => [name, balances.byName.get(name)] as const),
  );
  for (const [name, before] of rowsBefore)
    if (!since.payments.has(name))
      since.payments.set(name, before?.status !== undefined && before.occurredAt !== undefined);

  const undone = { payments: new Set<string>(), refunds: new Set<string>(), disputes: new Set<string>() };
  for (const { undo } of later.toReversed()) {
    restore(state.payments, undo.payments, undone.payments);
    restore(state.refunds, undo.refunds, undone.refunds);
    restore(state.disputes, undo.disputes, undone.disputes);
  }
  rebalance(balances, view, {
    payments: [...undone.payments],
    refunds: [...undone.refunds],
    disputes: [...undone.disputes],
  });
  let hasSaidOtherwise = false;
  for (const [at, place] of [rerun.place, ...later].entries()) {
    if (at % SLICE === SLICE - 1) yield;
    const saidBefore = place.said;
    const moved = runLocally(late, rerun, place);
    for (const { name, before, after } of moved) {
      for (const facts of [before, after]) {
        const ref = facts && subscriptionOf(facts, ties);
        if (ref !== undefined) concerned.add(ref);
      }
      if (history.kinds.lostPayments.has(name)) lost.add(name);
    }
    if (!isSameSaid(saidBefore, place.said)) hasSaidOtherwise = true;
    for (const [ref] of place.undo.refunds) undone.refunds.add(ref);
    for (const [part] of place.undo.disputes) undone.disputes.add(part);
  }
  for (const ref of undone.refunds) {
    since.refunds.add(ref);
    const row = refundRow(ref, state.refunds.get(ref), ties);
    if (row) view.refunds.set(ref, row);
    else view.refunds.delete(ref);
  }
  for (const part of undone.disputes) since.disputes.add(part);
  addUp(balances, group.payments);
  for (const name of group.payments) {
    const [before, after] = [rowsBefore.get(name), balances.byName.get(name)];
    for (const ref of concerned)
      paymentMoved(periodsOf(view, ref), name, [before?.invoiceRef, after?.invoiceRef]);
  }
  if (!hasSaidOtherwise) return;
  state.inferred = inferredOf(history);
  const [only, ...others] = ties.subscriptionRefs;
  // Of several subscriptions nobody knows whose the payments' reference is.
  if (only !== undefined && others.length === 0 && rerun.place.recorded.event.merchantRef !== undefined)
    concerned.add(only);
}

function restore<Facts>(
  entries: Map<string, Facts>,
  undo: readonly (readonly [string, Facts | undefined])[],
  names: Set<string>,
): void {
  for (const [name, facts] of undo) {
    names.add(name);
    if (facts === undefined) entries.delete(name);
    else entries.set(name, facts);
  }
}

/** Runs one event of payments, which are as the events before it leave them. */
function runLocally({ history, view }: Late, { sumsBefore }: Rerun, place: Place) {
  const { state, ties, context, balances } = view;
  const said: Said = { reference: {} };
  const touched = nothingTouched();
  const undo = noUndo();
  const local: State = { ...state, step: place.step, order: { reference: {} }, inferred: said };
  advance(
    { state: local, ties, touched, before: undefined, undo, notePeriod: () => undefined },
    place.recorded.event,
  );
  place.undo = undo;
  place.said = hasSaid(local.inferred) ? local.inferred : undefined;
  const moved = rebalance(balances, { state: local, ties, context }, touched);
  const before = place.sums;
  noteBalances(history, place, moved);
  if (!isSameOrNone(place.sums, before)) sumsBefore.set(place, before);
  return moved;
}

const isSameOrNone = (a: Sums | undefined, b: Sums | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && isSameSums(a, b));

/** What an event says of the order depends on the payment only in whether its status counts. */
const isSameSaid = (a: Said | undefined, b: Said | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.providerStatus === b.providerStatus);

/** What payments, refunds and disputes say of the order: of each field what was said last. */
function inferredOf({ places }: PlacedHistory): Said {
  let said: Said = { reference: {} };
  for (let at = places.length - 1; at >= 0; at -= 1) {
    const own = places[at]?.said;
    if (own) said = joinSaid(own, said);
    if (said.reference.merchant && said.reference.buyer && said.customerRef && said.providerStatus) break;
  }
  return said;
}

/** Runs the order's own events again from this one on. */
function rerunOrderEvents({ history, view }: Late, { place, orderBefore }: Rerun): void {
  const { ofOrder } = history;
  const from = placesBefore(ofOrder, place);
  let facts: OrderFacts = ofOrder[from - 1]?.order ?? { reference: {} };
  for (const own of ofOrder.slice(from)) {
    facts = { ...facts };
    const { event } = own.recorded;
    if (event.type.startsWith('order.')) foldOrder(facts, event as Parameters<typeof foldOrder>[1]);
    orderBefore.set(own, own.order);
    own.order = facts;
  }
  view.state.order = { ...facts };
  view.balances.due = facts.amount?.currency;
}
