import { createHash } from 'node:crypto';
import type { CanonicalEvent } from '@payspool/events';
import { type Reference, referencesOf } from '../fold/references.ts';
import { endpointAccountOf, type EventRecord, type EventResult } from './event-record.ts';
import { nameOf } from './lock-references.ts';
import { sharedDisputeLocks } from './shared-disputes.ts';

/** One event of a set, with the result of reading it. */
export interface Delivered {
  readonly record: EventRecord;
  readonly result: EventResult;
  /** The result of `locksOf`, if the caller has it already. */
  readonly locks?: readonly string[] | undefined;
}

/** One event of a set with its place, its canonical events and its locks. */
export interface EventOfSet extends Delivered {
  readonly place: number;
  readonly events: readonly CanonicalEvent[];
  /** If there are none, the event changes only its own row. */
  readonly references: readonly Reference[];
  readonly locks: readonly string[];
  /** The delivery id and the hash of the body that it stands for; absent if the event has no delivery id of its own. */
  readonly binding: { readonly ref: string; readonly bodySha256: string } | undefined;
  /** The account of the endpoint that received it. */
  readonly deliveredTo: string;
}

/** Returns the names of the advisory locks that an event needs. Two events that share a name are not written at the same time. */
export const locksOf = ({ record, result }: Delivered): readonly string[] => {
  const events = eventsOf(result);
  return [...referencesIn(events), ...sharedDisputeLocks(events)].map((reference) =>
    nameOf(record, reference),
  );
};

const eventsOf = (result: EventResult): readonly CanonicalEvent[] =>
  result.status === 'applied' ? result.events : [];

const referencesIn = (events: readonly CanonicalEvent[]): Reference[] => [
  ...new Map(
    events.flatMap(referencesOf).map((reference) => [`${reference.kind} ${reference.ref}`, reference]),
  ).values(),
];

/** Derives canonical events, references, locks and the delivery id of an event at a place of its set. */
export function eventOfSet(delivered: Delivered, place: number): EventOfSet {
  const { record, result, locks = locksOf(delivered) } = delivered;
  const events = eventsOf(result);
  const { deliveryRef: ref, rawBody } = record;
  return {
    record,
    result,
    place,
    events,
    references: referencesIn(events),
    locks,
    binding:
      // For a delivery of several parts, `bindDeliveryRef` has stored the id before the first part.
      ref === undefined || rawBody === null || result.status !== 'applied'
        ? undefined
        : { ref, bodySha256: createHash('sha256').update(rawBody).digest('hex') },
    deliveredTo: endpointAccountOf(record.account),
  };
}
