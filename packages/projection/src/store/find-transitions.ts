import type { Topic, TransitionSubject } from '@payspool/events';
import type { Folded } from '../fold/fold.ts';
import { prepare, type Prepared, prepareInSlices } from '../publish/prepare.ts';
import type { Transition } from '../publish/transition.ts';
import { allPublished, rewrite, subjectKey, publishedAround } from '../publish/published-index.ts';
import type { PublishedState, PublishedSubject } from '../publish/published-state.ts';
import { PUBLISHED_VERSION } from '../publish/published-upgrades.ts';
import { type AggregateInWork, everythingPublished } from './aggregate-in-work.ts';
import type { PublishedCounts } from './load-aggregates.ts';
import { nameOf } from './lock-references.ts';
import type { ProjectionSettings } from './settings.ts';

export interface TransitionOptions {
  readonly settings: ProjectionSettings;
  /** Publishes nothing now. The next event of the same aggregate publishes the transitions. */
  readonly silently?: boolean;
  /**
   * Whether the last event belongs to an import of history. Nothing is published of it. What was never published takes its current state as
   * if it had been published, so that the next event publishes only what is new. What was published before stays as it is: its news is
   * published with the next event.
   */
  readonly isImported?: boolean;
  /** Whether publishing may wait for the merchant's own id, because another event of the purchase may contain it. */
  readonly mayWait?: boolean;
  /** The number of transitions per topic in the outbox, for the subjects that the set names. */
  readonly published: PublishedCounts;
  /** Awaited between slices of long work. */
  readonly pause: () => Promise<void>;
  /** Whether `published` has the counts of every subject that a fold of all events may publish. */
  readonly isCounted?: boolean;
}

/** The transitions to publish now, and the number of transitions that are due, published or not. */
export interface FoundTransitions {
  readonly transitions: readonly Transition[];
  readonly due: number;
}

/**
 * Returns the transitions to publish and notes the new published state in `work`. Returns none while it waits for the merchant's own id.
 * Writes nothing.
 *
 * @returns `undefined` if the fold continued from a saved one and does not know enough: then all events must be folded
 */
export async function findTransitions(
  work: AggregateInWork,
  folded: Folded,
  {
    settings,
    silently = false,
    isImported = false,
    mayWait = false,
    published,
    pause,
    isCounted = true,
  }: TransitionOptions,
): Promise<FoundTransitions | undefined> {
  const now = settings.now();
  const comparison = await compareWithOutbox(work, folded, {
    published,
    now,
    isCounted: isCounted && folded.isWhole,
    pause,
  });
  if (!comparison) return undefined;
  const { transitions } = comparison;
  // A purchase that waits to be published does so in full when the wait ends.
  const isAbsorbed = isImported && !isPending(work, now);
  if (isAbsorbed) await keepPublished(work, absorbed(comparison), pause);
  if (silently || isImported) {
    const due = isAbsorbed
      ? transitions.filter(({ subject }) => isAnnounced(comparison, subject))
      : transitions;
    // If something is due, the next event folds all events again, so that each transition has its own time and event.
    work.saved = due.length > 0 ? undefined : folded.saved;
    // If the time of `dueAt` has come, or publishing waits, `dueAt` stays: there may never be another event.
    if (due.length === 0 || !isPending(work, now)) work.dueAt = nextEnd(folded, now);
    return { transitions: [], due: due.length };
  }
  const waitsUntil = waitFor(work, folded, { now, settings, mayWait });
  if (transitions.length > 0 && waitsUntil && waitsUntil > now) {
    // Without a saved fold, the next event or the end of the wait folds all events again, so that each transition has its own time and event.
    work.saved = undefined;
    work.heldUntil = waitsUntil;
    work.dueAt = waitsUntil;
    return { transitions: [], due: transitions.length };
  }
  work.saved = folded.saved;
  await keepPublished(work, comparison, pause);
  work.dueAt = nextEnd(folded, now);
  return { transitions, due: transitions.length };
}

/** The transitions to publish, the published state after them, and the part of the earlier state that was compared. */
interface Comparison extends Prepared {
  readonly compared: PublishedState;
}

/** The published state after an import: the current values of what was never published, and the earlier state of everything else. */
function absorbed(comparison: Comparison): Comparison {
  const before = new Map(comparison.compared.map((subject) => [subjectKey(subject), subject]));
  const publishedState = comparison.publishedState.map((subject) => {
    const known = before.get(subjectKey(subject));
    if (known?.isPublished) return known;
    return { ...subject, isPublished: false, counts: known?.counts ?? {} };
  });
  return { ...comparison, publishedState };
}

/** Whether a subject was published before. */
const isAnnounced = ({ compared }: Comparison, { kind, ref }: TransitionSubject): boolean =>
  compared.some((known) => known.isPublished && known.kind === kind && known.ref === ref);

/** Compares the fold with the published state, and with the outbox for subjects that the published state does not have. */
async function compareWithOutbox(
  work: AggregateInWork,
  folded: Folded,
  {
    published,
    now,
    isCounted,
    pause,
  }: Pick<TransitionOptions, 'published' | 'pause'> & { readonly now: Date; readonly isCounted: boolean },
): Promise<Comparison | undefined> {
  const { isStored, provider, account } = work;
  const at = now.toISOString();
  const first = await compare(work, folded, { now: at, pause });
  if (!first) return undefined;
  const { compared } = first;
  const unknown = first.transitions
    .map(({ subject }) => subject)
    .filter((subject) => !isKnown(work, subject));
  if (unknown.length === 0) return first;
  const counts = (subject: (typeof unknown)[number]) => published.get(nameOf({ provider, account }, subject));
  // The outbox was read only for subjects that the events of this set name.
  if (isStored && !isCounted && unknown.some((subject) => !counts(subject))) return undefined;
  const recalled = recallPublished(unknown, counts);
  if (recalled.length === 0) return first;
  const again = await prepareFor([...compared, ...recalled], folded, { now: at, pause });
  return again && { compared, ...again };
}

interface Slices {
  readonly now: string;
  readonly pause: () => Promise<void>;
}

async function compare(work: AggregateInWork, folded: Folded, at: Slices): Promise<Comparison | undefined> {
  const { publishedIndex } = work;
  // The published state of a payment is indexed by the name that the payment had.
  if (!publishedIndex || folded.mayRename || publishedIndex.old > 0)
    return comparedWith(everythingPublished(work), folded, at);
  const comparison = await comparedWith(publishedAround(publishedIndex, folded), folded, at);
  // A withdrawn subject may have moved to a subject that this event did not change.
  const isAnyGone = comparison?.transitions.some(
    (transition) => 'movedTo' in transition && !isKnownWhere(transition.subject, folded),
  );
  return isAnyGone ? comparedWith(everythingPublished(work), folded, at) : comparison;
}

/**
 * Whether the destination of a withdrawn subject was compared. An order moves to the current order or subscription, which are always
 * compared.
 */
const isKnownWhere = (
  { kind }: Pick<PublishedSubject, 'kind'>,
  { rows: { orders, subscriptions } }: Folded,
): boolean => (kind === 'order' || kind === 'subscription') && orders.length + subscriptions.length > 0;

async function comparedWith(
  compared: PublishedState,
  folded: Folded,
  at: Slices,
): Promise<Comparison | undefined> {
  const prepared = await prepareFor(compared, folded, at);
  return prepared && { compared, ...prepared };
}

/** From this number of payments on, the comparison is cut into slices. */
const MANY = 500;

const prepareFor = async (
  publishedState: PublishedState,
  folded: Folded,
  { now, pause }: Slices,
): Promise<Prepared | undefined> =>
  folded.rows.payments.length < MANY
    ? prepare(publishedState, folded, now)
    : prepareInSlices(publishedState, folded, { now, pause });

const isKnown = (
  { publishedState, publishedIndex }: AggregateInWork,
  { kind, ref }: Pick<PublishedSubject, 'kind' | 'ref'>,
): boolean =>
  publishedIndex
    ? publishedIndex.subjects.has(subjectKey({ kind, ref }))
    : publishedState.some((known) => known.kind === kind && known.ref === ref);

async function keepPublished(
  work: AggregateInWork,
  { compared, publishedState }: Comparison,
  pause: () => Promise<void>,
): Promise<void> {
  const { publishedIndex } = work;
  const next = publishedIndex && new Set(publishedState.map(subjectKey));
  if (publishedIndex && next && compared.every((subject) => next.has(subjectKey(subject)))) {
    await rewrite(publishedIndex, publishedState, pause);
    return;
  }
  // A compared subject has no published state any more, so the whole published state is stored anew.
  const others = publishedIndex
    ? allPublished(publishedIndex).filter((subject) => !compared.includes(subject))
    : [];
  work.publishedIndex = undefined;
  work.publishedState = [...publishedState, ...others];
}

/**
 * Returns the published state of subjects that the outbox has transitions of and the aggregate does not know, with the number of those
 * transitions: the aggregate was stored anew, or was merged. Counting continues there, because the outbox refuses a number that is taken.
 */
const recallPublished = (
  subjects: readonly TransitionSubject[],
  countsOf: (subject: TransitionSubject) => Partial<Readonly<Record<Topic, number>>> | undefined,
): PublishedSubject[] =>
  subjects.flatMap(({ kind, ref }) => {
    const counts = countsOf({ kind, ref });
    if (!counts || Object.keys(counts).length === 0) return [];
    return [
      { kind, ref, currentRef: ref, isPublished: false, version: PUBLISHED_VERSION, values: {}, counts },
    ];
  });

/** Returns until when publishing waits for the merchant's own id, or `undefined` if it does not wait. A purchase waits once. */
function waitFor(
  { heldUntil }: AggregateInWork,
  { rows: { orders, subscriptions } }: Folded,
  {
    now,
    settings,
    mayWait,
  }: { readonly now: Date; readonly settings: ProjectionSettings; readonly mayWait: boolean },
): Date | undefined {
  if ([...orders, ...subscriptions].some(({ merchantRef }) => merchantRef !== null)) return undefined;
  if (heldUntil) return heldUntil;
  return mayWait && settings.merchantRefGraceMs > 0
    ? new Date(now.getTime() + settings.merchantRefGraceMs)
    : undefined;
}

/** Whether `dueAt` has come, or is the end of a wait for the merchant's own id. */
const isPending = ({ dueAt, heldUntil }: AggregateInWork, now: Date): boolean =>
  dueAt !== null && (dueAt <= now || dueAt.getTime() === heldUntil?.getTime());

/** Returns when the next access ends, if no event comes before. An access that has ended is published already. */
function nextEnd({ rows: { subscriptions } }: Folded, now: Date): Date | null {
  const ends = subscriptions
    .flatMap(({ validUntil }) => validUntil ?? [])
    .filter((end) => end > now.toISOString())
    .toSorted();
  return ends[0] === undefined ? null : new Date(ends[0]);
}
