import type { Folded } from '../fold/fold.ts';
import { tell, type Transition } from '../tell/tell.ts';
import type { AggregateInWork } from './aggregate-in-work.ts';
import type { PublishedCounts } from './load-aggregates.ts';
import { nameOf } from './lock-references.ts';
import { recallTold } from '../tell/recall-told.ts';
import type { ProjectionSettings } from './settings.ts';

export interface PublishOptions {
  readonly settings: ProjectionSettings;
  /** Nothing is published now; the next event of the same purchase or subscription publishes it. */
  readonly silently?: boolean;
  /** Publishing may wait for the merchant's own id: another event of the purchase may bring it. */
  readonly mayWait?: boolean;
  /** What the outbox has already of things that the aggregate may know nothing about. */
  readonly published: PublishedCounts;
}

/** What is published, and how many transitions are due but not published yet. */
export interface Publication {
  readonly transitions: readonly Transition[];
  readonly due: number;
}

/**
 * Says what is new about an aggregate, or waits a while for the merchant's own id, and keeps in `work` what will have been published then.
 *
 * @returns `undefined` when a fold that went on from a saved one cannot tell: everything has to be folded
 */
export function publish(
  work: AggregateInWork,
  folded: Folded,
  { settings, silently = false, mayWait = false, published }: PublishOptions,
): Publication | undefined {
  const now = settings.now();
  const news = newsOf(work, folded, { published, now });
  if (!news) return undefined;
  const { transitions, told } = news;
  if (silently) {
    // With something due the next event folds all of them again: what is published then has its own time and cause.
    work.saved = transitions.length > 0 ? undefined : folded.saved;
    // What would be published in a moment is not put off until another event comes: there may never be one.
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
  work.told = told;
  work.dueAt = nextEnd(folded, now);
  return { transitions, due: transitions.length };
}

/** Compares with what was published, also of things that the aggregate knows nothing about and the outbox does. */
function newsOf(
  { told, isStored, provider, account }: AggregateInWork,
  folded: Folded,
  { published, now }: { readonly published: PublishedCounts; readonly now: Date },
) {
  const at = now.toISOString();
  const first = tell(told, folded, at);
  if (!first) return undefined;
  const unknown = first.transitions
    .map(({ subject }) => subject)
    .filter(({ kind, ref }) => !told.some((known) => known.kind === kind && known.ref === ref));
  if (unknown.length === 0) return first;
  const counts = (subject: (typeof unknown)[number]) => published.get(nameOf({ provider, account }, subject));
  // Of what no event of this set names nobody has looked into the outbox.
  if (isStored && !folded.isWhole && unknown.some((subject) => !counts(subject))) return undefined;
  const recalled = recallTold(unknown, counts);
  return recalled.length > 0 ? tell([...told, ...recalled], folded, at) : first;
}

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
