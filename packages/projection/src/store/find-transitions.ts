import type { Topic, TransitionSubject } from '@payspool/events';
import type { Folded } from '../fold/fold.ts';
import { prepare, type Prepared, prepareInSlices, type Transition } from '../publish/prepare.ts';
import { allPublished, rewrite, subjectKey, publishedAround } from '../publish/published-index.ts';
import type { PublishedState, PublishedSubject } from '../publish/published-state.ts';
import { PUBLISHED_VERSION } from '../publish/published-upgrades.ts';
import { type AggregateInWork, everythingPublished } from './aggregate-in-work.ts';
import type { PublishedCounts } from './load-aggregates.ts';
import { nameOf } from './lock-references.ts';
import type { ProjectionSettings } from './settings.ts';

export interface TransitionOptions {
  readonly settings: ProjectionSettings;
  /** Nothing is published now; the next event of the same purchase or subscription publishes it. */
  readonly silently?: boolean;
  /** Publishing may wait for the merchant's own id: another event of the purchase may bring it. */
  readonly mayWait?: boolean;
  /** What the outbox has already of things that the aggregate may know nothing about. */
  readonly published: PublishedCounts;
  /** Awaited between slices of long work. */
  readonly pause: () => Promise<void>;
  /** Whether `published` has the counts of everything that a whole fold may publish. */
  readonly isCounted?: boolean;
}

/** What is published, and how many transitions are due but not published yet. */
export interface FoundTransitions {
  readonly transitions: readonly Transition[];
  readonly due: number;
}

/**
 * Says what is new about an aggregate, or waits a while for the merchant's own id, and keeps in `work` what will have been published then.
 *
 * @returns `undefined` when a fold that went on from a saved one cannot tell: everything has to be folded
 */
export async function findTransitions(
  work: AggregateInWork,
  folded: Folded,
  { settings, silently = false, mayWait = false, published, pause, isCounted = true }: TransitionOptions,
): Promise<FoundTransitions | undefined> {
  const now = settings.now();
  const news = await newsOf(work, folded, {
    published,
    now,
    isCounted: isCounted && folded.isWhole,
    pause,
  });
  if (!news) return undefined;
  const { transitions } = news;
  if (silently) {
    // With something due the next event folds all of them again: what is published then has its own time and cause.
    work.saved = transitions.length > 0 ? undefined : folded.saved;
    // What would be published now is not put off until another event comes: there may never be one.
    if (transitions.length === 0 || !isPending(work, now)) work.dueAt = nextEnd(folded, now);
    return { transitions: [], due: transitions.length };
  }
  const waitsUntil = waitFor(work, folded, { now, settings, mayWait });
  if (transitions.length > 0 && waitsUntil && waitsUntil > now) {
    // Without a saved fold the next event, or the end of the wait, folds all of them again: what is published then has its own time and cause.
    work.saved = undefined;
    work.heldUntil = waitsUntil;
    work.dueAt = waitsUntil;
    return { transitions: [], due: transitions.length };
  }
  work.saved = folded.saved;
  keepPublished(work, news);
  work.dueAt = nextEnd(folded, now);
  return { transitions, due: transitions.length };
}

/** The transitions to publish, the published state after them, and the compared part of the one before. */
interface News extends Prepared {
  readonly compared: PublishedState;
}

/** Compares with what was published, also of things that the aggregate knows nothing about and the outbox does. */
async function newsOf(
  work: AggregateInWork,
  folded: Folded,
  {
    published,
    now,
    isCounted,
    pause,
  }: Pick<TransitionOptions, 'published' | 'pause'> & { readonly now: Date; readonly isCounted: boolean },
): Promise<News | undefined> {
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
  // Of what no event of this set names nobody has looked into the outbox.
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

async function compare(work: AggregateInWork, folded: Folded, at: Slices): Promise<News | undefined> {
  const { publishedIndex } = work;
  if (!publishedIndex || folded.isWhole || publishedIndex.old > 0)
    return comparedWith(everythingPublished(work), folded, at);
  const news = await comparedWith(publishedAround(publishedIndex, folded), folded, at);
  // What is withdrawn may have gone into something that this event does not touch.
  const isAnyGone = news?.transitions.some(
    (transition) => 'movedTo' in transition && !isKnownWhere(transition.subject, folded),
  );
  return isAnyGone ? comparedWith(everythingPublished(work), folded, at) : news;
}

/** An order goes into the order or the subscription that there is, and those are always compared. */
const isKnownWhere = (
  { kind }: Pick<PublishedSubject, 'kind'>,
  { rows: { orders, subscriptions } }: Folded,
): boolean => (kind === 'order' || kind === 'subscription') && orders.length + subscriptions.length > 0;

async function comparedWith(compared: PublishedState, folded: Folded, at: Slices): Promise<News | undefined> {
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

function keepPublished(work: AggregateInWork, { compared, publishedState }: News): void {
  const { publishedIndex } = work;
  const next = publishedIndex && new Set(publishedState.map(subjectKey));
  if (publishedIndex && next && compared.every((subject) => next.has(subjectKey(subject)))) {
    rewrite(publishedIndex, publishedState);
    return;
  }
  // Nothing is to be known of something any more: what is left is stored anew.
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

/** Until when nothing is published: the merchant's own id is missing, and another event may bring it. A purchase waits once. */
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

/** A wait for the merchant's own id that nobody has ended yet, or something whose time has come. */
const isPending = ({ dueAt, heldUntil }: AggregateInWork, now: Date): boolean =>
  dueAt !== null && (dueAt <= now || dueAt.getTime() === heldUntil?.getTime());

/** When the next access ends, if no event comes before. One that has ended is published already. */
function nextEnd({ rows: { subscriptions } }: Folded, now: Date): Date | null {
  const ends = subscriptions
    .flatMap(({ validUntil }) => validUntil ?? [])
    .filter((end) => end > now.toISOString())
    .toSorted();
  return ends[0] === undefined ? null : new Date(ends[0]);
}
