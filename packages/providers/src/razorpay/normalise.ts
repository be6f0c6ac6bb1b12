import {
  canonicalise,
  ownEntry,
  parseBody,
  UnusableEventError,
  type AuthenticDelivery,
  type Normalised,
} from '../contract/index.ts';
import { IGNORED } from './event-types.ts';
import type { EventHandler } from './events/handler.ts';
import { handlers } from './events/index.ts';
import { occurredAt } from './occurred-at.ts';
import { Envelope } from './schema.ts';

/** Razorpay's bodies do not say whether they are live or test: the account's mode holds. */
export function normalise(delivery: Pick<AuthenticDelivery, 'body' | 'signedAt'>): Normalised {
  const body = parseBody(Envelope, delivery.body);
  const type = body.event;
  const time = occurredAt(body, delivery.signedAt);
  const handler = ownEntry<EventHandler>(handlers, type);
  if (!handler) {
    const reason = ownEntry<string>(IGNORED, type) ?? 'unknown event type';
    return { outcome: 'ignored', type, occurredAt: time, reason };
  }
  if (!time) throw new UnusableEventError('schema_violation', { path: 'created_at', message: 'no time' });
  const { events, warnings = [] } = handler({ type, occurredAt: time, body });
  if (events.length === 0) {
    return { outcome: 'ignored', type, occurredAt: time, reason: warnings[0] ?? 'nothing to record' };
  }
  return { outcome: 'events', type, occurredAt: time, events: canonicalise(events), warnings };
}
