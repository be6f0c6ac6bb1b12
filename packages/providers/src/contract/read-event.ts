import { type EventFacts, canonicalEvent, type CanonicalEvent } from '@payspool/events';
import { z } from 'zod';
import type { Mode } from './delivery.ts';
import { UnusableEventError } from './errors.ts';
import type { NamedMerchant, NormalisedWhole } from './provider.ts';

/** What the envelope of an event says, before the content is read. */
export interface EventHead {
  /** The provider's own event type. */
  readonly type: string;
  /** In the canonical format; absent if neither body nor signature has a time. */
  readonly occurredAt?: string | undefined;
  readonly mode?: Mode | undefined;
  readonly merchant?: NamedMerchant | undefined;
}

/** Facts in canonical terms, and warnings about unknown statuses or invalid fields; warnings contain only ids, types and paths. */
export interface ReadFacts {
  readonly facts: readonly EventFacts[];
  readonly warnings?: readonly string[];
}

/** The result of a handler: facts, or the reason why there are none. */
export type EventReading = ReadFacts | { readonly ignored: string };

/** Combines the facts of several objects of one event, in their order. */
export const together = (...read: readonly (ReadFacts | undefined)[]) => ({
  facts: read.flatMap((one) => one?.facts ?? []),
  warnings: read.flatMap((one) => one?.warnings ?? []),
});

/**
 * Reads one event with the handler of its type. An event of another merchant, or of a type without a handler, is ignored. Its
 * content is not read, so that no content can make it fail.
 *
 * @throws {UnusableEventError} with the path of the field
 */
export function readEvent<Handler>({
  head,
  handlers,
  ignored,
  timePath,
  read,
}: {
  readonly head: EventHead;
  readonly handlers: Readonly<Record<string, Handler>>;
  /** Known types that change nothing, each with the reason that is recorded. */
  readonly ignored: Readonly<Record<string, string>>;
  /** The path of the time in the body, for the error about an event without one. */
  readonly timePath: string;
  readonly read: (handler: Handler, occurredAt: string) => EventReading;
}): NormalisedWhole {
  const { type, occurredAt, merchant } = head;
  const ignore = (reason: string): NormalisedWhole => ({ outcome: 'ignored', reason, ...head });
  if (merchant?.is === 'other') return ignore(`an event of the account ${merchant.ref}`);
  const handler = ownEntry(handlers, type);
  if (handler === undefined) return ignore(ownEntry(ignored, type) ?? 'unknown event type');
  if (occurredAt === undefined)
    throw new UnusableEventError('schema_violation', { path: timePath, message: 'not a time' });
  const reading = read(handler, occurredAt);
  if ('ignored' in reading) return ignore(reading.ignored);
  const { facts, warnings = [] } = reading;
  if (facts.length === 0) return ignore(warnings[0] ?? 'nothing to record');
  return { outcome: 'events', events: canonicalise(facts), warnings: bounded(warnings), ...head };
}

/** Maximum number of warnings, for bodies with many invalid fields. */
const MOST_WARNINGS = 20;
const bounded = (warnings: readonly string[]): readonly string[] =>
  warnings.length <= MOST_WARNINGS
    ? warnings
    : [...warnings.slice(0, MOST_WARNINGS), `and ${warnings.length - MOST_WARNINGS} more`];

/**
 * Turns the facts that a handler read into canonical events.
 *
 * @throws {UnusableEventError} `schema_violation`, with the canonical field that a fact does not match (an id with a control character)
 */
export const canonicalise = (facts: readonly EventFacts[]): CanonicalEvent[] => facts.map(toCanonical);

function toCanonical(facts: EventFacts): CanonicalEvent {
  try {
    return canonicalEvent(facts);
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    const [issue] = cause.issues;
    throw new UnusableEventError('schema_violation', {
      path: issue?.path.map(String).join('.') ?? '',
      message: issue?.message ?? 'does not match the canonical schema',
      cause,
    });
  }
}

/** The entry of a table for a key from outside. Only the table's own keys count, so `__proto__` has no entry. */
export const ownEntry = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;
