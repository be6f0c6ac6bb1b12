import { changeName, changesOf } from './changes.ts';
import { DEFAULT_CONTEXT, type FoldContext } from './context.ts';
import type { Edit } from './edit.ts';
import { instantsOf, type OrderedEvent, type RecordedEvent } from './history.ts';
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
import { noteInitialSubscriptions, noSteps, noteSteps, type StepLog, type Steps } from './aspects/steps.ts';
import { nothingTouched } from './touched.ts';
import { createView, type Moves, periodsOf, updateView, type View } from './view.ts';

/** Goes up with every change of what the fold makes of the same events; rows of an older version are folded again. */
export const FOLD_VERSION = 1;

export interface Folded {
  /** Whether `rows` are all rows; else those alone that may have changed, and the order and the subscriptions in any case. */
  readonly isWhole: boolean;
  /** The changes are all of them, or those of the events that went on and of the last instant before them, where that was run again. */
  readonly rows: Rows;
  /** Rows that there may have been and that must not be any more. Nothing where the fold is whole. */
  readonly gone: Removed;
  /** What to go on from. */
  readonly saved: SavedFold;
  /** The changes of each aspect, event by event. */
  readonly steps: Steps;
  /** Whether they are all that the history has of what is compared; else those of the events that went on. */
  readonly hasAllSteps: boolean;
  /** The event that happened last. */
  readonly last: { readonly at: string; readonly eventKey: string };
  /** The one name of a payment that the provider calls by several. */
  readonly paymentName: (ref: string) => string;
  /** The current rows, touched or not; valid until another fold continues from the saved one. */
  readonly current: CurrentRows;
}
export type WholeFold = Folded & { readonly isWhole: true };

/**
 * What a purchase or subscription is, given its events: a pure function of their set. Neither the order in which they are
 * passed nor the order in which they arrived matters.
 */
export function foldAll(
  events: readonly RecordedEvent[],
  context: FoldContext = DEFAULT_CONTEXT,
  how: Pick<SliceOptions, 'isForMemory'> = { isForMemory: false },
): WholeFold {
  const folding = foldWhole(events, context, how);
  for (;;) {
    const { done, value } = folding.next();
    if (done) return value;
  }
}

export const fold = (events: readonly RecordedEvent[], context?: FoldContext): Rows =>
  foldAll(events, context).rows;

export interface SliceOptions {
  readonly context: FoldContext;
  /** Awaited between slices of some milliseconds. */
  readonly pause: () => Promise<void>;
  /** The fold is to be gone on from with events that happened some instants before the last one, too. */
  readonly isForMemory: boolean;
}

/** The same in slices of some milliseconds, for a history of any length. */
export async function foldAllInSlices(
  events: readonly RecordedEvent[],
  { context, pause, isForMemory }: SliceOptions,
): Promise<WholeFold> {
  const folding = foldWhole(events, context, { isForMemory });
  for (;;) {
    const { done, value } = folding.next();
    if (done) return value;
    await pause();
  }
}

/**
 * Goes on with events that happened after those whose changes are kept, and that change nothing of what earlier ones were taken to mean. What happened
 * at the time of an event before, or earlier, is put into its place among the events, which are run again from there on. Gives the rows that `foldAll`
 * gives for all of them, those alone that may have changed; `undefined` where it cannot. Changes the saved fold in place: go on from the
 * one that is returned, and throw it away where none is.
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
  // All that is known is run again.
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
    rows: withChanges(rows, run.changes),
    gone: { payments, changes: removedChanges(changesBefore, run.changes) },
    ...foldedOf(run),
  };
}

/** Events between two pauses: about five milliseconds of work. */
const SLICE = 250;

function* foldWhole(
  events: readonly RecordedEvent[],
  context: FoldContext,
  { isForMemory }: Pick<SliceOptions, 'isForMemory'>,
): Generator<undefined, WholeFold, undefined> {
  const links = noLinks();
  let done = 0;
  for (const { event } of events) {
    gatherLinks(links, event);
    done += 1;
    if (done % (16 * SLICE) === 0) yield;
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
  const instants = instantsOf(events);
  done = 0;
  for (const [at, instant] of instants.entries()) {
    for (const placed of beginInstant(run, instant, instants.length - 1 - at)) {
      foldEvent(run, placed, nothingTouched());
      done += 1;
      if (done % SLICE === 0) yield;
    }
  }
  const rows = withChanges(yield* wholeRows(view), run.changes);
  return { isWhole: true, hasAllSteps: true, rows, gone: { payments: [], changes: [] }, ...foldedOf(run) };
}

/** A saved fold that takes events in, with what is noted on the way. */
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
 * Returns the events of an instant in their order. What those of the last one change is kept, so that it can be taken back; where the fold stays
 * in memory, also what those of some instants before it change.
 *
 * @param further how many instants come after it
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

/** Gives each event of an instant its place. */
function withChangePlaces(
  instant: readonly RecordedEvent[],
  ordered: readonly RecordedEvent[],
): OrderedEvent[] {
  const isByRank = ordered.every((recorded, at) => recorded === instant[at]);
  return ordered.map((recorded, at) => ({ recorded, changePlace: isByRank ? recorded.event.rank : at }));
}

/** Takes one event in. */
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

const foldedOf = ({ saved, view, steps, last }: Run) => ({
  saved,
  steps: steps.steps,
  last,
  paymentName: view.links.paymentName,
  current: currentRowsIn(view, saved.history),
});
