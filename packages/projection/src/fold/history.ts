import type { CanonicalEvent } from '@payspool/events';

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
export function instantsOf(events: readonly RecordedEvent[]): RecordedEvent[][] {
  const instants: RecordedEvent[][] = [];
  let last: RecordedEvent | undefined;
  for (const recorded of events.toSorted(compareEvents)) {
    if (last && isSameEvent(last, recorded)) continue;
    if (recorded.event.occurredAt !== last?.event.occurredAt) instants.push([]);
    instants.at(-1)?.push(recorded);
    last = recorded;
  }
  return instants;
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
