import {
  canonicalise,
  ownEntry,
  parseBody,
  UnusableEventError,
  type AuthenticDelivery,
  type NormalisedWhole,
} from '../contract/index.ts';
import { IGNORED } from './event-types.ts';
import type { EventHandler } from './events/handler.ts';
import { handlers } from './events/index.ts';
import { merchantOf } from './merchant.ts';
import { occurredAt } from './occurred-at.ts';
import { Envelope } from './schema.ts';
import type { RazorpaySettings } from './settings.ts';

/**
 * Razorpay's bodies do not state live or test, so the account's mode applies. An absent setting has its default.
 *
 * @throws {UnusableEventError} with the name of the field
 */
export function normalise(
  delivery: Pick<AuthenticDelivery, 'body' | 'signedAt'>,
  settings: Partial<RazorpaySettings> = {},
): NormalisedWhole {
  const body = parseBody(Envelope, delivery.body);
  const type = body.event;
  const time = occurredAt(body, delivery.signedAt);
  const merchant = merchantOf(body.account_id, settings);
  const about = { type, occurredAt: time, merchant };
  const handler = ownEntry<EventHandler>(handlers, type);
  if (!handler) {
    const reason = ownEntry<string>(IGNORED, type) ?? 'unknown event type';
    return { outcome: 'ignored', ...about, reason };
  }
  // The content of another merchant's event is not read: whatever its form is, it must not fail here.
  if (merchant?.is === 'other') return { outcome: 'ignored', ...about, reason: "another merchant's event" };
  if (!time) throw new UnusableEventError('schema_violation', { path: 'created_at', message: 'no time' });
  const { futureStart = 'scheduled' } = settings;
  const { events, warnings = [] } = handler({ type, occurredAt: time, body, futureStart });
  if (events.length === 0) {
    return { outcome: 'ignored', ...about, reason: warnings[0] ?? 'nothing to record' };
  }
  return { outcome: 'events', ...about, events: canonicalise(events), warnings };
}
