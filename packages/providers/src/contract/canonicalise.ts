import { canonicalEvent, type CanonicalEvent, type EventFacts } from '@payspool/events';
import { z } from 'zod';
import { UnusableEventError } from './errors.ts';

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
