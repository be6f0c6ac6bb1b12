import type { FoldContext } from '../fold/context.ts';
import { type Folded, foldAll, foldAllInSlices, resumeFold } from '../fold/fold.ts';
import { absorb, type AggregateInWork, begun, stored, survivorOf, takeRows } from './aggregate-in-work.ts';
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
import type { OutboxRow } from './write-set.ts';

/** What a component comes to. */
export interface FoldedComponent {
  /** Every aggregate that any of its events touched, those that were merged into others included. */
  readonly aggregates: readonly AggregateInWork[];
  /** The aggregate of every reference, by the name of the reference. */
  readonly aliases: ReadonlyMap<string, AggregateInWork>;
  /** By the place of the event in the set. */
  readonly published: ReadonlyMap<number, readonly OutboxRow[]>;
}

/** An event says something of a dispute over several purchases: they are looked at together, so it cannot share its transaction. */
export class SharedDisputeError extends Error {
  override readonly name = 'SharedDisputeError';
  /** Of the event in the set. */
  readonly place: number;

  constructor(place: number) {
    super('an event about a dispute over several purchases has a transaction of its own');
    this.place = place;
  }
}

export interface FoldOptions {
  readonly loaded: Loaded;
  /** Of the aggregates of components that asked for them. */
  readonly histories: Histories;
  /** The long aggregates of the set. */
  readonly recalled: ReadonlyMap<bigint, Recalled>;
  readonly settings: TransitionOptions['settings'];
  /** Gives the id of an aggregate that begins with this event. */
  readonly newId: (event: EventOfSet) => bigint;
  /** What a fold is given of other purchases that share a dispute with this one; absent in a set of several events. */
  readonly contextOf: ((work: AggregateInWork) => Promise<FoldContext>) | undefined;
  /** Called between slices of long work. */
  readonly pause: () => Promise<void>;
}

/**
 * Applies the events of one component in memory, one after the other: what is published on the way, and what is merged, is what their
 * own transactions would have published and merged.
 *
 * @returns `undefined` when the history of its aggregates is needed: an event came late, or linked aggregates that were separate
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
    if (row) aggregates.set(id, inWork(row, histories.events.get(id), recalled.get(id)));
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
    const target = first ?? begun(options.newId(event), event.record);
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

/** What a long one may come to be one with has to be read before anything is taken into the fold of the long one. */
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
function inWork(
  row: StoredAggregate,
  history: RecordedEvent[] | undefined,
  recalled: Recalled | undefined,
): AggregateInWork {
  if (!recalled?.isUsed) {
    if (recalled) recalled.isUsed = true;
    return stored(row, history, recalled);
  }
  if (recalled.publishedIndex) restorePublished(recalled.publishedIndex);
  return stored(row, history, { ...recalled, saved: undefined });
}

interface Step {
  readonly folded: Folded;
  readonly found: FoundTransitions;
}

/**
 * Takes one event more into an aggregate: on top of what was folded before where that can be gone on from, from the beginning otherwise.
 * Both give the same rows.
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
  if (work.saved && !work.sharesDispute) {
    const folded = await takeIn(work, work.saved, { unfolded, context: aloneIn(settings), pause });
    const found =
      folded &&
      (await findTransitions(work, folded, { settings, mayWait, published: loaded.published, pause }));
    if (folded && found) {
      takeRows(work, folded);
      return { folded, found };
    }
    // What was saved has been gone on from, and led nowhere.
    work.saved = undefined;
  }
  if (!work.history) return undefined;
  const context = work.sharesDispute && contextOf ? await contextOf(work) : aloneIn(settings);
  const published = new Map([...loaded.published, ...histories.published]);
  const isCounted = work.last === undefined || histories.events.has(work.id);
  return foldWhole(work, { settings, mayWait, published, isCounted, context, pause });
}

/**
 * Takes events into a fold; into one in memory also where they happened long ago: all is folded again then, and what differs is found.
 */
async function takeIn(
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

/** Of a purchase that no dispute links to others. */
export const aloneIn = ({ policy }: TransitionOptions['settings']): FoldContext => ({
  policy,
  sharedPayments: new Map(),
});

/** Folds everything that is known of an aggregate, from the beginning. `undefined`: it is not known how often something was published. */
export async function foldWhole(
  work: AggregateInWork,
  { context, pause, ...options }: TransitionOptions & { readonly context: FoldContext },
): Promise<Step | undefined> {
  const events = [...(work.history ?? []), ...work.fresh];
  const whole =
    events.length <= SHORT
      ? foldAll(events, context, { isForMemory: isRemembered(work) })
      : await foldAllInSlices(events, { context, pause, isForMemory: isRemembered(work) });
  // Of a purchase whose every event lost its meaning there is no last one: what was published of it ends now.
  const folded =
    events.length > 0
      ? whole
      : { ...whole, last: { at: options.settings.now().toISOString(), eventKey: '' } };
  const found = await findTransitions(work, folded, { pause, ...options });
  if (!found) return undefined;
  takeRows(work, folded);
  return { folded, found };
}

/** Whether all of its events are in memory. */
const isRemembered = ({ isStored, last }: AggregateInWork): boolean => !isStored || last !== undefined;

/** Events up to which a fold is not worth a pause. */
const SHORT = 250;
