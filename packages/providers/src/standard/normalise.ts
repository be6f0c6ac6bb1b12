import {
  canonicalise,
  ownEntry,
  parseLosslessBody,
  UnusableEventError,
  type AuthenticDelivery,
  type Normalised,
} from '../contract/index.ts';
import { eventTime } from './event-time.ts';
import { handlers } from './events/index.ts';
import type { EventHandler } from './events/payment.ts';
import { Envelope } from './schema.ts';

/** @throws {UnusableEventError} naming the field */
export function normalise({ body, signedAt }: AuthenticDelivery): Normalised {
  const envelope = parseLosslessBody(Envelope, body);
  const type = envelope.event ?? envelope.type;
  if (!type)
    throw new UnusableEventError('schema_violation', { path: 'event', message: 'the event type is missing' });
  const occurredAt = eventTime(envelope.timestamp, signedAt);
  const handler = ownEntry<EventHandler>(handlers, type);
  if (!handler) return { outcome: 'ignored', type, occurredAt, reason: 'unknown event type' };
  if (!occurredAt)
    throw new UnusableEventError('schema_violation', { path: 'timestamp', message: 'not a time' });
  const { facts, warnings } = handler(envelope, occurredAt);
  return { outcome: 'events', type, occurredAt, events: canonicalise(facts), warnings };
}
