import { createHash } from 'node:crypto';
import type { CanonicalEvent } from '@payspool/events';
import { type Reference, referencesOf } from '../fold/references.ts';
import { endpointAccountOf } from './endpoint-account.ts';
import type { EventRecord, EventResult } from './event-record.ts';

/** One event of a set, with what came of it. */
export interface Delivered {
  readonly record: EventRecord;
  readonly result: EventResult;
}

/** The same with its place in the set, and with what it means to orders and subscriptions. */
export interface PlacedEvent extends Delivered {
  readonly place: number;
  readonly events: readonly CanonicalEvent[];
  /** Empty: it has no effects but its own row. */
  readonly references: readonly Reference[];
  /** What its transmission id stands for, where it has one. */
  readonly transmission: { readonly ref: string; readonly bodySha256: string } | undefined;
  /** The account that it was delivered to. */
  readonly deliveredTo: string;
}

export function placed({ record, result }: Delivered, place: number): PlacedEvent {
  const events = result.status === 'applied' ? result.events : [];
  const { transmissionRef: ref, rawBody } = record;
  return {
    record,
    result,
    place,
    events,
    references: distinct(events.flatMap(referencesOf)),
    transmission:
      // Of a delivery of several parts the id was bound before the first of them.
      ref === undefined || rawBody === null || result.status !== 'applied'
        ? undefined
        : { ref, bodySha256: createHash('sha256').update(rawBody).digest('hex') },
    deliveredTo: endpointAccountOf(record.account),
  };
}

const distinct = (references: readonly Reference[]): Reference[] => [
  ...new Map(references.map((reference) => [`${reference.kind} ${reference.ref}`, reference])).values(),
];
