import type { FoldContext } from '../fold/context.ts';
import { type Folded, foldAll, foldAllInSlices, resumeFold } from '../fold/fold.ts';
import {
  absorb,
  type AggregateInWork,
  newAggregate,
  storedAggregate,
  survivorOf,
  takeRows,
} from './aggregate-in-work.ts';
import type { Component } from './components.ts';
import type { EventOfSet } from './events-of-set.ts';
import { differenceOf } from '../fold/difference.ts';
import type { RecordedEvent } from '../fold/history.ts';
import { goOn } from '../fold/go-on.ts';
import type { SavedFold } from '../fold/saved-fold.ts';
import { restorePublished } from '../publish/published-index.ts';
import type { Loaded, StoredAggregate } from './load-aggregates.ts';
import type { Histories } from './load-histories.ts';
import { nameOf } from './lock-references.ts';
import { outboxRow } from './outbox-rows.ts';
import type { Recalled } from './recall-folds.ts';
import { findTransitions, type FoundTransitions, type TransitionOptions } from './find-transitions.ts';
import { sharedDisputesIn } from './shared-disputes.ts';
import type { OutboxRow } from './row-ctes.ts';

/** The result of folding one component. */
export interface FoldedComponent {
  /** Every aggregate that its events belong to, including those that were merged into others. */
  readonly aggregates: readonly AggregateInWork[];
  /** The aggregate of every reference, by the name of the reference. */
  readonly aliases: ReadonlyMap<string, AggregateInWork>;
  /** The rows for the outbox, by the place of the event that caused them. */
  readonly published: ReadonlyMap<number, readonly OutboxRow[]>;
}

/** An event belongs to a dispute over several purchases. All of them are folded together, so the event needs a transaction of its own. */
export class SharedDisputeError extends Error {
  override readonly name = 'SharedDisputeError';
  /** The place of the event in the set. */
  readonly place: number;

  constructor(place: number) {
    super('an event about a dispute over several purchases has a transaction of its own');
    this.place = place;
  }
}

export interface FoldOptions {
  readonly loaded: Loaded;
  /** The stored events of the aggregates that are folded a second time. */
  readonly histories: Histories;
  /** The folds that were found in memory or read. */
  readonly recalled: ReadonlyMap<bigint, Recalled>;
  readonly settings: TransitionOptions['settings'];
  /** Returns the id for a new aggregate that begins with this event. */
  readonly newId: (event: EventOfSet) => bigint;
  /** Reads what the fold needs about other purchases that share a dispute with this one; absent in a set of several events. */
  readonly contextOf: ((work: AggregateInWork) => Promise<FoldContext>) | undefined;
  /** Called between slices of long work. */
  readonly pause: () => Promise<void>;
}

/**
 * Folds the events of one component in memory, one after the other. After each event it finds the transitions to publish. So transitions
 * and merges are the same as if each event had a transaction of its own.
 *
 * @returns `undefined` if the stored events of its aggregates must be read first: an event came late, or linked separate aggregates
 * @throws {SharedDisputeError} if an event belongs to a dispute over several purchases and the set has other events
 */
export async function foldComponent(
  { events, aliases: known }: Component,
  options: FoldOptions,
): Promise<FoldedComponent | undefined> {
  const { loaded, histories, recalled } = options;
  if (!canMerge(known, options)) return undefined;
  const aggregates = new Map<bigint, AggregateInWork>();
  for (const id of new Set(known.values())) {
    const row = loaded.aggregates.get(id);
    if (row) aggregates.set(id, aggregateInWork(row, histories.events.get(id), recalled.get(id)));
  }
  const aliases = new Map<string, AggregateInWork>();
  for (const [name, id] of known) {
    const aggregate = aggregates.get(id);
    if (aggregate) aliases.set(name, aggregate);
  }
  const published = new Map<number, OutboxRow[]>();
  for (const event of events) {
    const names = event.references.map((reference) => nameOf(event.record, reference));
    const found = new Set(names.flatMap((name) => aliases.get(name) ?? []).map(survivorOf));
    const [first, ...others] = [...found].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    const target = first ?? newAggregate(options.newId(event), event.record);
    aggregates.set(target.id, target);
    for (const other of others) absorb(target, other);
    for (const name of names) aliases.set(name, target);
    const step = await foldEvent(target, event, options);
    if (!step) return undefined;
    if (step.folded.saved.state.step > SHORT) await options.pause();
    const rows = step.found.transitions.map((transition) => outboxRow(target, transition, step.folded.rows));
    if (rows.length > 0) published.set(event.place, rows);
  }
  return { aggregates: [...aggregates.values()], aliases, published };
}

/** Whether everything is read that may be merged. A fold in memory is changed in place, so the other aggregates must be read before. */
function canMerge(
  known: Component['aliases'],
  { recalled, histories }: Pick<FoldOptions, 'recalled' | 'histories'>,
): boolean {
  const ids = [...new Set(known.values())];
  return (
    ids.length === 1 ||
    !ids.some((id) => recalled.has(id)) ||
    ids.every((id) => recalled.has(id) || histories.events.has(id))
  );
}

/** Resets a long aggregate whose fold failed: its published state is the stored one again, and all events are folded. */
function aggregateInWork(
  row: StoredAggregate,
  history: RecordedEvent[] | undefined,
  recalled: Recalled | undefined,
): AggregateInWork {
  if (!recalled?.isUsed) {
    if (recalled) recalled.isUsed = true;
    return storedAggregate(row, history, recalled);
  }
  if (recalled.publishedIndex) restorePublished(recalled.publishedIndex);
  return storedAggregate(row, history, { ...recalled, saved: undefined });
}

interface Step {
  readonly folded: Folded;
  readonly found: FoundTransitions;
}

/**
 * Folds one more event: onto the saved fold if it can continue from it, otherwise all events from the beginning. Both give the same rows.
 * Returns `undefined` if the stored events are needed and were not read.
 */
async function foldEvent(
  work: AggregateInWork,
  { record, events, place }: EventOfSet,
  { loaded, histories, settings, contextOf, pause }: FoldOptions,
): Promise<Step | undefined> {
  const recorded = events.map((event, index) => ({ eventKey: record.eventKey, index, event }));
  work.fresh.push(...recorded);
  const unfolded = work.fresh.slice(work.fresh.length - work.unfolded - recorded.length);
  work.unfolded = 0;
  work.sharesDispute ||= sharedDisputesIn(events).length > 0;
  if (work.sharesDispute && !contextOf) throw new SharedDisputeError(place);
  const mayWait = record.mayBeNamedLater ?? false;
  const isImported = record.isImported ?? false;
  if (work.saved && !work.sharesDispute) {
    const folded = await foldFurther(work, work.saved, {
      unfolded,
      context: unsharedContext(settings),
      pause,
    });
    const found =
      folded &&
      (await findTransitions(work, folded, {
        settings,
        mayWait,
        isImported,
        published: loaded.published,
        pause,
      }));
    if (folded && found) {
      await takeRows(work, folded, pause);
      return { folded, found };
    }
    // The saved fold was changed and is not usable any more.
    work.saved = undefined;
  }
  if (!work.history) return undefined;
  const context = work.sharesDispute && contextOf ? await contextOf(work) : unsharedContext(settings);
  const published = new Map([...loaded.published, ...histories.published]);
  const isCounted = work.last === undefined || histories.events.has(work.id);
  return foldWhole(work, { settings, mayWait, isImported, published, isCounted, context, pause });
}

/**
 * Folds further events onto a saved fold. If that is not possible and all events are in memory, folds all of them again and returns
 * the rows that differ. Otherwise returns `undefined`.
 */
async function foldFurther(
  work: AggregateInWork,
  saved: SavedFold,
  {
    unfolded,
    context,
    pause,
  }: {
    readonly unfolded: readonly RecordedEvent[];
    readonly context: FoldContext;
    readonly pause: () => Promise<void>;
  },
): Promise<Folded | undefined> {
  if (!isRemembered(work)) return resumeFold(saved, unfolded, context);
  const folded = await goOn(saved, unfolded, { context, pause });
  if (folded || !saved.view) return folded;
  const events = [...(work.history ?? []), ...work.fresh];
  const whole = await foldAllInSlices(events, { context, pause, isForMemory: true });
  return differenceOf(saved, whole, pause);
}

/** Returns the context of a fold that shares no dispute with other purchases. */
export const unsharedContext = ({ policy }: TransitionOptions['settings']): FoldContext => ({
  policy,
  sharedPayments: new Map(),
});

/**
 * Folds all events of an aggregate from the beginning. Returns `undefined` if the number of published transitions of a subject is not
 * known.
 */
export async function foldWhole(
  work: AggregateInWork,
  { context, pause, ...options }: TransitionOptions & { readonly context: FoldContext },
): Promise<Step | undefined> {
  const events = [...(work.history ?? []), ...work.fresh];
  const whole =
    events.length <= SHORT
      ? foldAll(events, context, { isForMemory: isRemembered(work) })
      : await foldAllInSlices(events, { context, pause, isForMemory: isRemembered(work) });
  // If no event has an effect any more (after a replay), there is no last event: what was published is withdrawn with the current time.
  const folded =
    events.length > 0
      ? whole
      : { ...whole, last: { at: options.settings.now().toISOString(), eventKey: '' } };
  const found = await findTransitions(work, folded, { pause, ...options });
  if (!found) return undefined;
  await takeRows(work, folded, pause);
  return { folded, found };
}

/** Whether all of its events are in memory. */
const isRemembered = ({ isStored, last }: AggregateInWork): boolean => !isStored || last !== undefined;

/** Up to this number of events, a fold is so short that it needs no pause. */
const SHORT = 250;
