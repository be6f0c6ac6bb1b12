import { changeName, changesOf } from './changes.ts';
import { DEFAULT_CONTEXT, type FoldContext } from './context.ts';
import type { Edit } from './edit.ts';
import { instantsInTurn, instantsOf, type OrderedEvent, type RecordedEvent } from './history.ts';
import {
  beforeInstant,
  instantsSince,
  INSTANTS_KEPT,
  MOST_EVENTS_IN_MEMORY,
  MOST_EVENTS_OF_AN_INSTANT,
  undoInstant,
} from './last-instant.ts';
import { orderInstant } from './instant.ts';
import { isClear, notePeriod, undoPeriod } from './paid-periods.ts';
import { dropLast, notePlace } from './history-lists.ts';
import { appendPlace, joinInferred, noHistory } from './placed-history.ts';
import { type ChangeRow, type Rows, withChanges } from './rows.ts';
import type { SavedFold } from './saved-fold.ts';
import { isReferenced, type CurrentRows, currentRowsIn, viewOf } from './saved-view.ts';
import { advance, emptyState } from './state.ts';
import { gatherFurtherLinks, gatherLinks, noLinks, resolveLinks } from './links.ts';
import {
  type Removed,
  removedChanges,
  isAnyBack,
  noTouchLog,
  noteTouched,
  rowsSince,
  wholeRows,
} from './touched-rows.ts';
import {
  noteInitialSubscriptions,
  noSteps,
  noteSteps,
  type StepLog,
  type Steps,
  stepsAfter,
} from './aspects/steps.ts';
import { nothingTouched } from './touched.ts';
import { createView, type Moves, periodsOf, updateView, type View } from './view.ts';
import { finish, finishInSlices, type Sliced } from '../slices.ts';

/**
 * The version of the fold's results. Increase it when the same events give other rows: rows of an older version are
 * folded again.
 */
export const FOLD_VERSION = 1;

export interface Folded {
  /**
   * Whether `rows` has all rows. Otherwise it has the rows that may have changed, and always the order and the
   * subscriptions.
   */
  readonly isWhole: boolean;
  /**
   * Its changes: all changes if `isWhole`; otherwise those of the new events and of instants that ran again, or those
   * that differ.
   */
  readonly rows: Rows;
  /** Rows that may exist and must be deleted. Empty if `isWhole`. */
  readonly gone: Removed;
  /** The state from which the next fold continues. */
  readonly saved: SavedFold;
  /** The changes of each aspect, event by event. */
  readonly steps: Steps;
  /** Whether `steps` covers the whole history. Otherwise it covers only the events that ran in this fold. */
  readonly hasAllSteps: boolean;
  /** Whether names of payments may have changed since the fold from which this one continued. */
  readonly mayRename: boolean;
  /** The event that happened last. */
  readonly last: { readonly at: string; readonly eventKey: string };
  /** Returns the main name of a payment that the provider calls by several names. */
  readonly paymentName: (ref: string) => string;
  /** The current rows, changed or not. Valid until another fold continues from `saved`. */
  readonly current: CurrentRows;
}
export type WholeFold = Folded & { readonly isWhole: true };

/**
 * Folds all events of a purchase or subscription. The result depends only on the set of events, not on the order in
 * which they are passed or arrived.
 */
export function foldAll(
  events: readonly RecordedEvent[],
  context: FoldContext = DEFAULT_CONTEXT,
  how: Pick<SliceOptions, 'isForMemory'> = { isForMemory: false },
): WholeFold {
  return finish(foldWhole(events, context, how));
}

/**
 * Returns the rows of a set of events. Only `rebuild` and tests use it. The worker folds all events of a purchase with
 * `foldAll` or `foldAllInSlices`, and continues with `goOn`, which uses `resumeFold`.
 */
export const fold = (events: readonly RecordedEvent[], context?: FoldContext): Rows =>
  foldAll(events, context).rows;

export interface SliceOptions {
  readonly context: FoldContext;
  /** Is awaited after every few milliseconds of work. */
  readonly pause: () => Promise<void>;
  /** Whether the fold stays in memory. It then keeps its history, so that `goOn` can insert late events. */
  readonly isForMemory: boolean;
}

/** Does the same as `foldAll` in slices of some milliseconds, for a history of any length. */
export function foldAllInSlices(
  events: readonly RecordedEvent[],
  { context, pause, isForMemory }: SliceOptions,
): Promise<WholeFold> {
  return finishInSlices(foldWhole(events, context, { isForMemory }), pause);
}

/**
 * Continues a saved fold with newer events. Events that happened at or before its last one are inserted at their places,
 * and the instants from there on run again. Returns the rows that `foldAll` would return, but only those that may have
 * changed.
 *
 * Returns `undefined` if `saved` has no event, if an event changes the meaning of an earlier one, if a used-up
 * authorization becomes a payment again, or if an instant that must run again is not kept.
 *
 * Changes `saved` in place: continue from the fold that is returned, and discard `saved` if there is none.
 */
export function resumeFold(
  saved: SavedFold,
  events: readonly RecordedEvent[],
  context: FoldContext = DEFAULT_CONTEXT,
): Folded | undefined {
  const again = instantsSince(saved, events);
  if (!again) return undefined;
  const [earliest] = again;
  const changesBefore = again.flatMap(({ changes }) => changes);
  const eventsAgain = again.flatMap((instant) => instant.events);
  // All events of the saved fold have to run again.
  if (earliest?.before.step === 0)
    return foldAll([...eventsAgain, ...events], context, { isForMemory: saved.earlier !== undefined });

  const view = viewOf(saved, context);
  const further = events.map(({ event }) => event);
  if (!gatherFurtherLinks(saved.links, further, (kind, ref) => isReferenced(view, kind, ref)))
    return undefined;
  const since = noTouchLog();
  if (earliest) {
    const touched = { ...nothingTouched(), inferred: true };
    for (const { before } of again.toReversed())
      undoInstant(saved.state, before, touched, (ref, move) => undoPeriod(periodsOf(view, ref), move));
    for (const change of changesBefore) saved.noted?.delete(changeName(change));
    if (saved.history) dropLast(saved.history, eventsAgain.length, view.links);
    saved.instant = undefined;
    saved.earlier?.splice(saved.earlier.length - (again.length - 1));
    noteTouched(since, touched, updateView(view, touched));
  }
  const run = createRun(saved, view);
  noteInitialSubscriptions(run.steps, view.subscriptions.values());
  const instants = instantsOf([...eventsAgain, ...events]);
  for (const [at, instant] of instants.entries()) {
    for (const placed of beginInstant(run, instant, instants.length - 1 - at)) {
      const touched = nothingTouched();
      noteTouched(since, touched, foldEvent(run, placed, touched));
    }
  }
  if (isAnyBack(since, view)) return undefined;
  const { rows, payments } = rowsSince(since, view);
  return {
    isWhole: false,
    hasAllSteps: false,
    mayRename: false,
    rows: withChanges(rows, run.changes),
    gone: { payments, changes: removedChanges(changesBefore, run.changes) },
    ...foldedOf(run),
  };
}

/** Events between two pauses: a few milliseconds of work, and one or two collections of garbage. */
const SLICE = 100;

function* foldWhole(
  events: readonly RecordedEvent[],
  context: FoldContext,
  { isForMemory }: Pick<SliceOptions, 'isForMemory'>,
): Sliced<WholeFold> {
  const links = noLinks();
  let done = 0;
  for (const { event } of events) {
    gatherLinks(links, event);
    done += 1;
    if (done % (40 * SLICE) === 0) yield;
  }
  const state = emptyState();
  const view = createView({ state, links: resolveLinks(links), context });
  const saved: SavedFold = {
    links,
    state,
    view,
    ...(isForMemory && { earlier: [], noted: new Map(), history: noHistory() }),
  };
  const run = createRun(saved, view);
  const instants = yield* instantsInTurn(events);
  done = 0;
  for (const [at, instant] of instants.entries()) {
    for (const placed of beginInstant(run, instant, instants.length - 1 - at)) {
      foldEvent(run, placed, nothingTouched());
      done += 1;
      if (done % SLICE === 0) yield;
    }
  }
  const rows = withChanges(yield* wholeRows(view), run.changes);
  return {
    isWhole: true,
    hasAllSteps: true,
    mayRename: true,
    rows,
    gone: { payments: [], changes: [] },
    ...foldedOf(run),
  };
}

/** A fold while it takes in events, with the changes and steps so far. */
interface Run {
  readonly saved: SavedFold;
  readonly view: View;
  readonly changes: ChangeRow[];
  readonly steps: StepLog;
  readonly notePeriod: Edit['notePeriod'];
  last: Folded['last'];
}

const createRun = (saved: SavedFold, view: View): Run => ({
  saved,
  view,
  changes: [],
  steps: noSteps(),
  notePeriod(ref, paid) {
    const periods = periodsOf(view, ref);
    if (saved.history && !isClear(periods, paid)) saved.history.kinds.unclearPeriods.add(ref);
    return notePeriod(periods, paid);
  },
  last: { at: view.state.lastAt ?? '', eventKey: '' },
});

/**
 * Returns the events of an instant in their order. Keeps what the events of the last instant changed, so that it can be
 * undone. A fold in memory keeps at least the last `INSTANTS_KEPT` instants, unless one of them is too large.
 *
 * @param further number of instants that follow
 */
function beginInstant(
  { saved, view: { state } }: Run,
  recorded: readonly RecordedEvent[],
  further: number,
): readonly OrderedEvent[] {
  const { earlier, instant } = saved;
  const [instants, events] = earlier
    ? [INSTANTS_KEPT, MOST_EVENTS_IN_MEMORY]
    : [1, MOST_EVENTS_OF_AN_INSTANT];
  const isKept = further < instants && recorded.length <= events;
  if (earlier && instant) earlier.push(instant);
  if (earlier && earlier.length > 2 * INSTANTS_KEPT) earlier.splice(0, INSTANTS_KEPT);
  if (earlier && !isKept) earlier.length = 0;
  saved.instant = isKept ? { events: recorded, before: beforeInstant(state), changes: [] } : undefined;
  return withChangePlaces(
    recorded,
    orderInstant(recorded, (ref) => state.subscriptions.get(ref)),
  );
}

/** Gives each event of an instant its `changePlace`. */
function withChangePlaces(
  instant: readonly RecordedEvent[],
  ordered: readonly RecordedEvent[],
): OrderedEvent[] {
  const isByRank = ordered.every((recorded, at) => recorded === instant[at]);
  return ordered.map((recorded, at) => ({ recorded, changePlace: isByRank ? recorded.event.rank : at }));
}

/** Folds one event into the state and the view. Returns the rows that it may have changed. */
function foldEvent(run: Run, placed: OrderedEvent, touched: Edit['touched']): Moves {
  const { recorded } = placed;
  const { saved, view } = run;
  const { state, links } = view;
  const { history, instant } = saved;
  state.step += 1;
  const place = history && appendPlace(history, placed, state.step);
  const inferredBefore = state.inferred;
  if (place) state.inferred = { reference: {} };
  const edit = {
    state,
    links,
    touched,
    before: instant?.before,
    undo: place?.undo,
    notePeriod: run.notePeriod,
  };
  advance(edit, recorded.event);
  const inferred = state.inferred;
  if (place) state.inferred = joinInferred(inferredBefore, inferred);
  const moves = updateView(view, touched);
  if (place) notePlace(history, place, { view, moves, inferred });
  for (const change of changesOf(placed, moves)) {
    run.changes.push(change);
    instant?.changes.push(change);
    saved.noted?.set(changeName(change), change);
  }
  noteSteps(run.steps, recorded, moves);
  run.last = { at: recorded.event.occurredAt, eventKey: recorded.eventKey };
  return moves;
}

const foldedOf = ({ saved, view, steps: { steps }, last }: Run) => ({
  saved,
  steps: { after: (key: string, value: string) => stepsAfter(steps.get(key) ?? [], value) },
  last,
  paymentName: view.links.paymentName,
  current: currentRowsIn(view, saved.history),
});
