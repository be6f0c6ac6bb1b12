import type { CanonicalEvent } from '@payspool/events';
import { finish, type Sliced } from '../slices.ts';

/** A canonical event with the key of its delivery: the input of a fold. */
export interface RecordedEvent {
  /** Key of the delivery, unique within the account. */
  readonly eventKey: string;
  /** Position among the canonical events of its delivery. */
  readonly index: number;
  readonly event: CanonicalEvent;
}

/** An event of an instant, with the value that orders its changes. */
export interface OrderedEvent {
  readonly recorded: RecordedEvent;
  /**
   * The column `place` of its changes: its rank if ranks and keys order the instant, its position from 0 if previous
   * values do.
   */
  readonly changePlace: number;
}

/**
 * Groups events by time, earliest first. Each instant is sorted by rank, event key and position in the delivery, and has
 * each event once. Together with the previous values (`instant.ts`) this order is total and depends only on the events,
 * never on their arrival.
 */
export const instantsOf = (events: readonly RecordedEvent[]): RecordedEvent[][] =>
  finish(instantsInTurn(events));

/** Does the same as `instantsOf` in slices of some milliseconds. */
export function* instantsInTurn(events: readonly RecordedEvent[]): Sliced<RecordedEvent[][]> {
  const instants: RecordedEvent[][] = [];
  let last: RecordedEvent | undefined;
  let done = 0;
  for (const recorded of yield* sortInTurn(events)) {
    done += 1;
    if (done % SLICE === 0) yield;
    if (last && isSameEvent(last, recorded)) continue;
    if (recorded.event.occurredAt !== last?.event.occurredAt) instants.push([]);
    instants.at(-1)?.push(recorded);
    last = recorded;
  }
  return instants;
}

/** The number of events between two pauses. */
const SLICE = 2000;

/** A merge sort, so that it can pause. Halves that follow each other, as after an arrival in order, are only joined. */
function* sortInTurn(events: readonly RecordedEvent[]): Sliced<RecordedEvent[]> {
  if (events.length <= SLICE) return events.toSorted(compareEvents);
  const middle = events.length >> 1;
  const left = yield* sortInTurn(events.slice(0, middle));
  yield;
  const right = yield* sortInTurn(events.slice(middle));
  const [end, start] = [left.at(-1), right[0]];
  if (end && start && compareEvents(end, start) <= 0) return left.concat(right);
  return yield* mergeInTurn(left, right);
}

function* mergeInTurn(
  left: readonly RecordedEvent[],
  right: readonly RecordedEvent[],
): Sliced<RecordedEvent[]> {
  const merged: RecordedEvent[] = [];
  let [ofLeft, ofRight] = [0, 0];
  for (;;) {
    const [one, other] = [left[ofLeft], right[ofRight]];
    if (one && (!other || compareEvents(one, other) <= 0)) {
      merged.push(one);
      ofLeft += 1;
    } else if (other) {
      merged.push(other);
      ofRight += 1;
    } else return merged;
    if (merged.length % SLICE === 0) yield;
  }
}

/** Orders events by time, rank, event key and position. Within an instant, previous values may require another order. */
export function compareEvents(a: RecordedEvent, b: RecordedEvent): number {
  return (
    compareText(a.event.occurredAt, b.event.occurredAt) ||
    a.event.rank - b.event.rank ||
    compareText(a.eventKey, b.eventKey) ||
    a.index - b.index
  );
}

export const isSameEvent = (a: RecordedEvent, b: RecordedEvent): boolean =>
  a.eventKey === b.eventKey && a.index === b.index;

/** Compares by code unit, never by locale. For the printable ASCII of keys and times this is the order of bytes. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
