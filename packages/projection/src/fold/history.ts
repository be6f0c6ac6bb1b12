import type { CanonicalEvent } from '@payspool/events';

/** A canonical event together with the delivery that it came in: what a fold reads. */
export interface RecordedEvent {
  /** Key of the delivery, unique within the account. */
  readonly eventKey: string;
  /** Place among the canonical events of its delivery. */
  readonly index: number;
  readonly event: CanonicalEvent;
}

/** An event in its place among those of its time. */
export interface OrderedEvent {
  readonly recorded: RecordedEvent;
  /** Its rank where ranks and keys order the events of its time; its number from 0 where previous values order them. */
  readonly changePlace: number;
}

/**
 * Cuts a history into instants: events of one time of occurrence, earliest first, each instant in its order of rank, event
 * key and place in the delivery. Together with the previous values (`instant.ts`) this order is total, and depends on nothing
 * but the events: never on arrival, and not on how often one is passed.
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

/** The order of the history, where no previous values say otherwise. */
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

/** By code unit, which for the printable ASCII of keys and times is by byte; never by locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
