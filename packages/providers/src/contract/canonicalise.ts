import { canonicalEvent, type CanonicalEvent, type EventFacts } from '@payspool/events';
import { z } from 'zod';
import { UnusableEventError } from './errors.ts';

/**
 * Turns what a handler read into canonical events.
 *
 * @throws {UnusableEventError} `schema_violation`, with the canonical field that a fact does not fit (an id with a control character)
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
      message: issue?.message ?? 'not of its canonical form',
      cause,
    });
  }
}
