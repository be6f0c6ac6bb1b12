import { canonicalEvent, type CanonicalEvent, type EventFacts } from '@payspool/events';
import { z } from 'zod';
import { parseBody, UnusableEventError, type AuthenticDelivery, type Normalised } from '../contract/index.ts';
import { Envelope, eventType, modeOf, occurredAt, subjectOf } from './envelope.ts';
import { IGNORED } from './event-types.ts';
import type { EventHandler } from './events/handler.ts';
import { handlers } from './events/index.ts';
import type { PaymentKitSettings } from './settings.ts';

export function normalise(
  delivery: Pick<AuthenticDelivery, 'body' | 'signedAt'>,
  settings: Pick<PaymentKitSettings, 'currencies'>,
): Normalised {
  const body = parseBody(Envelope, delivery.body);
  const type = eventType(body);
  const subject = subjectOf(body);
  const time = occurredAt(body, subject, delivery.signedAt);
  const about = { type, occurredAt: time, mode: modeOf(body, subject) };
  const handler = own<EventHandler>(handlers, type);
  if (!handler)
    return { ...about, outcome: 'ignored', reason: own<string>(IGNORED, type) ?? 'unknown event type' };
  if (!subject)
    throw new UnusableEventError('schema_violation', { path: 'data.object', message: 'expected an object' });
  if (!time) throw new UnusableEventError('schema_violation', { path: 'created_at', message: 'no time' });
  const meaning = handler({ type, occurredAt: time, subject, settings });
  if ('ignored' in meaning) return { ...about, outcome: 'ignored', reason: meaning.ignored };
  const { events, warnings = [] } = meaning;
  if (events.length === 0)
    return { ...about, outcome: 'ignored', reason: warnings[0] ?? 'nothing to record' };
  return { ...about, outcome: 'events', events: events.map(canonical), warnings };
}

/** A type is the sender's word, `__proto__` included: only the table's own entries count. */
const own = <Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

function canonical(facts: EventFacts): CanonicalEvent {
  try {
    return canonicalEvent(facts);
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    const [issue] = cause.issues;
    throw new UnusableEventError('schema_violation', {
      path: issue?.path.map(String).join('.'),
      message: issue?.message ?? 'not a canonical event',
      cause,
    });
  }
}
