import { createHash } from 'node:crypto';
import type { CanonicalEvent } from '@payspool/events';
import { type Reference, referencesOf } from '../fold/references.ts';
import { endpointAccountOf, type EventRecord, type EventResult } from './event-record.ts';
import { nameOf } from './lock-references.ts';
import { sharedDisputeLocks } from './shared-disputes.ts';

/** One event of a set, with what came of it. */
export interface Delivered {
  readonly record: EventRecord;
  readonly result: EventResult;
  /** The result of `locksOf`, if the caller has it already. */
  readonly locks?: readonly string[] | undefined;
}

/** The same with its place in the set, and with what it means to orders and subscriptions. */
export interface EventOfSet extends Delivered {
  readonly place: number;
  readonly events: readonly CanonicalEvent[];
  /** Empty: it has no effects but its own row. */
  readonly references: readonly Reference[];
  readonly locks: readonly string[];
  /** What its delivery id stands for, where it has one. */
  readonly binding: { readonly ref: string; readonly bodySha256: string } | undefined;
  /** The account that it was delivered to. */
  readonly deliveredTo: string;
}

/** The names of the advisory locks that the event needs. Two events with a name in common cannot be written at the same time. */
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
      // Of a delivery of several parts the id was bound before the first of them.
      ref === undefined || rawBody === null || result.status !== 'applied'
        ? undefined
        : { ref, bodySha256: createHash('sha256').update(rawBody).digest('hex') },
    deliveredTo: endpointAccountOf(record.account),
  };
}
