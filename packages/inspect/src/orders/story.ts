import { type CanonicalEvent, parseEvents } from '@payspool/events';
import type { Change } from '../meaning/index.ts';
import { grouped } from './grouped.ts';
import { type Unchanged, whyUnchanged } from './why-unchanged.ts';

/** A row of `events` without its body. */
interface StoryEvent {
  /** The order of recording. */
  readonly id: bigint;
  readonly provider: string;
  readonly account: string;
  readonly eventKey: string;
  /** The provider's own event type. */
  readonly type: string;
  readonly source: 'delivery' | 'refetched' | 'observed';
  readonly status: 'applied' | 'ignored' | 'failed' | 'split';
  readonly mode: string | null;
  readonly occurredAt: Date | null;
  readonly receivedAt: Date;
  readonly appliedAt: Date | null;
  readonly error: string | null;
  readonly partOf: string | null;
}

/** A row of `outbox` with its reactions. */
export interface StoryTransition {
  readonly id: bigint;
  readonly topic: string;
  readonly subjectKind: string;
  readonly subjectRef: string;
  readonly occurrence: number;
  readonly eventKey: string;
  readonly createdAt: Date;
  /** Null until its reactions are written. */
  readonly dispatchedAt: Date | null;
  /** Null until every consumer has finished. */
  readonly deliveredAt: Date | null;
  readonly reactions: readonly StoryReaction[];
}

export interface StoryReaction {
  readonly consumer: string;
  readonly status: 'waiting' | 'ready' | 'queued' | 'succeeded' | 'failed' | 'skipped';
  readonly attempts: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly error: string | null;
}

/** One event of an order or subscription: what it meant, what it changed, and what was published of it. */
export interface StoryEntry {
  readonly event: StoryEvent;
  /** When it happened, by the provider's clock; when it was received, if that is not known. */
  readonly at: Date;
  readonly canonical: readonly CanonicalEvent[];
  readonly changes: readonly Change[];
  /** Why it changed no order or subscription; `undefined` if it changed one. */
  readonly unchanged: Unchanged | undefined;
  readonly transitions: readonly StoryTransition[];
  /** How much later it was received than it happened, in milliseconds; negative if the clocks differ. */
  readonly delayMs: number;
  /** Events of this page that happened later and were received before it. */
  readonly overtakenBy: number;
}

/** A row of the statement of events. */
export interface StoredEvent extends StoryEvent {
  readonly at: Date;
  readonly total: bigint;
  /** As `events.canonical` has it. */
  readonly canonical: unknown;
}

/** The entries of one page, in the provider's order of time. */
export function storyOf({
  events,
  changes,
  transitions,
}: {
  readonly events: readonly StoredEvent[];
  readonly changes: readonly Change[];
  readonly transitions: readonly StoryTransition[];
}): StoryEntry[] {
  const changesOf = grouped(changes, ({ eventKey }) => eventKey);
  const transitionsOf = grouped(transitions, ({ eventKey }) => eventKey);
  const read = events
    .map(({ at, total: _total, canonical, ...event }) => ({
      event,
      at,
      canonical: readCanonical(canonical),
      changes: changesOf.get(event.eventKey) ?? [],
      transitions: transitionsOf.get(event.eventKey) ?? [],
    }))
    .toSorted(byProvidersTime);
  let earliest: Date | undefined;
  const overtakenBy = read
    .toReversed()
    .map(({ event }, place, all) => {
      const isOvertaken = earliest !== undefined && earliest < event.receivedAt;
      if (!earliest || event.receivedAt < earliest) earliest = event.receivedAt;
      return isOvertaken
        ? all.slice(0, place).filter((later) => later.event.receivedAt < event.receivedAt).length
        : 0;
    })
    .toReversed();
  return read.map((entry, place) => ({
    ...entry,
    unchanged: entry.changes.length > 0 ? undefined : whyUnchanged(entry, read.slice(0, place)),
    delayMs: entry.event.receivedAt.getTime() - entry.at.getTime(),
    overtakenBy: overtakenBy[place] ?? 0,
  }));
}

/** Canonical events of a later release cannot be read here; the rest of the page can. */
function readCanonical(stored: unknown): CanonicalEvent[] {
  try {
    return parseEvents(stored);
  } catch {
    return [];
  }
}

type Ordered = Pick<StoryEntry, 'event' | 'at' | 'canonical' | 'changes'>;

/** As the fold sorts: by time, and within an instant by the place of the last change, or by rank. */
const byProvidersTime = (a: Ordered, b: Ordered): number =>
  a.at.getTime() - b.at.getTime() ||
  placeOf(a) - placeOf(b) ||
  (a.event.eventKey < b.event.eventKey ? -1 : a.event.eventKey > b.event.eventKey ? 1 : 0);

const placeOf = ({ changes, canonical }: Ordered): number =>
  changes.at(-1)?.place ?? canonical.at(-1)?.rank ?? Number.MAX_SAFE_INTEGER;
