import type { FoldContext } from './context.ts';
import { orderRow } from './current-rows.ts';
import type { Folded } from './fold.ts';
import { instantsOf, type RecordedEvent } from './history.ts';
import { enlist, noteKinds } from './history-lists.ts';
import { factsBefore, type Late, type Rerun } from './late.ts';
import { rerunOrder, rerunOrderEvents } from './late-order.ts';
import { rerunPayments } from './late-payments.ts';
import { insert, spotOf } from './late-place.ts';
import { lateSteps } from './late-steps.ts';
import { rerunSubscription } from './late-subscription.ts';
import { isClear } from './paid-periods.ts';
import { type PlacedHistory, subscriptionsIn } from './placed-history.ts';
import type { SavedFold } from './saved-fold.ts';
import { withChanges } from './rows.ts';
import { isReferenced, currentRowsIn, viewOf } from './saved-view.ts';
import { gatherFurtherLinks } from './links.ts';
import { noTouchLog, rowsSince } from './touched-rows.ts';
import { periodsOf, rowOfSubscription, type View } from './view.ts';
import { finish, finishInSlices, type Sliced } from '../slices.ts';

/**
 * Inserts events that happened before others into the history. Each event runs against the state at its time. Then only
 * the later events about the same payment, order or subscription run again. The result is that of a fold of all events:
 * the rows that may have changed, the changes that differ, and all steps.
 *
 * @returns `undefined` if all events have to be folded: see `docs/decisions/028-late-events.md`. If `saved.view` is
 * `undefined` then, discard `saved`
 */
export function takeLate(
  saved: SavedFold,
  events: readonly RecordedEvent[],
  context: FoldContext,
): Folded | undefined {
  return finish(takeInTurn(saved, events, context));
}

/** Does the same as `takeLate`, and awaits `pause` between slices of some milliseconds. */
export function takeLateInSlices(
  saved: SavedFold,
  events: readonly RecordedEvent[],
  { context, pause }: { readonly context: FoldContext; readonly pause: () => Promise<void> },
): Promise<Folded | undefined> {
  return finishInSlices(takeInTurn(saved, events, context), pause);
}

function* takeInTurn(
  saved: SavedFold,
  events: readonly RecordedEvent[],
  context: FoldContext,
): Sliced<Folded | undefined> {
  const view = viewOf(saved, context);
  const { history } = saved;
  const { firstAt } = saved.state;
  if (!history || firstAt === undefined) return undefined;
  // It would be the first event. The first event sets when the order and the subscriptions began.
  if (events.some(({ event }) => event.occurredAt < firstAt)) return undefined;
  if (!isIndependent(kindsWith(history, events), view) || !hasClearPeriods(view, events)) return undefined;
  const late: Late = { saved, history, view, since: noTouchLog(), changes: new Map(), gone: new Map() };
  const further = events.map(({ event }) => event);
  if (!gatherFurtherLinks(saved.links, further, (kind, ref) => isReferenced(view, kind, ref)))
    return undefined;
  for (const [at, recorded] of instantsOf(events).flat().entries()) {
    if (at > 0) yield;
    if (yield* takeOne(late, recorded)) continue;
    saved.view = undefined;
    return undefined;
  }
  // The kept instants hold a state without the late events, so they cannot be undone any more.
  saved.instant = undefined;
  saved.earlier = [];
  return foldedOf(late);
}

/** Returns the kinds of facts in the history and in these events, as far as the events alone show them. */
function kindsWith({ kinds }: PlacedHistory, events: readonly RecordedEvent[]): PlacedHistory['kinds'] {
  const all = { ...kinds, currencies: new Set(kinds.currencies) };
  for (const { event } of events) {
    noteKinds(all, event);
    if (event.type === 'payment.failed' || event.type === 'payment.canceled') all.hasEnded = true;
  }
  return all;
}

/**
 * Whether payments affect only the sums of their order and the paid periods of their subscription, and no period depends
 * on another.
 */
function isIndependent(kinds: PlacedHistory['kinds'], { links, balances }: View): boolean {
  if (kinds.hasAuthorization || kinds.hasUnknownAmount || kinds.hasMovedPayment) return false;
  if (kinds.unclearPeriods.size > 0 || balances.sharedDisputes.size > 0) return false;
  return (
    links.orderRef === undefined || (kinds.currencies.size <= 1 && !(kinds.hasSettling && kinds.hasEnded))
  );
}

/** Whether the paid periods in the events give the same result if they are added last. */
const hasClearPeriods = (view: View, events: readonly RecordedEvent[]): boolean =>
  events.every(({ event }) =>
    subscriptionsIn(event).every(
      (ref) =>
        !('paidPeriod' in event && event.paidPeriod) || isClear(periodsOf(view, ref), event.paidPeriod),
    ),
  );

function foldedOf(late: Late): Folded {
  const { saved, history, view, since } = late;
  const { rows, payments } = rowsSince(since, view);
  const last = history.places.at(-1)?.recorded;
  return {
    saved,
    isWhole: false,
    hasAllSteps: true,
    mayRename: false,
    rows: withChanges(rows, [...late.changes.values()]),
    gone: { payments, changes: [...late.gone.values()] },
    steps: lateSteps(history, view),
    last: { at: last?.event.occurredAt ?? '', eventKey: last?.eventKey ?? '' },
    paymentName: view.links.paymentName,
    current: currentRowsIn(view, history),
  };
}

/** Inserts one event. Returns whether that was possible. */
function* takeOne(late: Late, recorded: RecordedEvent): Sliced<boolean> {
  const { history, view } = late;
  const { state } = view;
  const spot = spotOf(late, recorded);
  if (spot === 'known') return true;
  if (!spot) return false;
  const [ownRef] = subscriptionsIn(recorded.event);
  const factsFrom = ownRef === undefined ? undefined : factsBefore(late, ownRef, spot.at + spot.first);
  const place = insert(late, recorded, spot);
  if (!place) return false;
  const from = spot.isKept ? undefined : place.instant.places[spot.first];
  state.step += 1;
  const last = history.places.at(-1)?.recorded.event.occurredAt;
  state.lastAt = last;
  const rerun: Rerun = { place, sumsBefore: new Map(), orderBefore: new Map() };
  const group = enlist(history, place, view.links);
  const concerned = new Set(subscriptionsIn(recorded.event));
  const lost = new Set<string>();
  if (group) yield* rerunPayments(late, rerun, { group, concerned, lost });
  if (recorded.event.type.startsWith('order.')) rerunOrderEvents(late, rerun);
  if (!isIndependent(history.kinds, view)) return false;
  for (const ref of [...concerned].toSorted())
    if (!rerunSubscription(late, ref, { place, lost, ...(from && ref === ownRef && { from, factsFrom }) }))
      return false;
  rerunOrder(late, rerun);
  view.order = orderRow(view);
  for (const ref of concerned) view.subscriptions.set(ref, rowOfSubscription(view, ref));
  return true;
}
