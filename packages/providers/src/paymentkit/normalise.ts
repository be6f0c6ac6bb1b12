import {
  canonicalise,
  checkShape,
  ownEntry,
  UnusableEventError,
  type AuthenticDelivery,
  type NormalisedWhole,
} from '../contract/index.ts';
import { Envelope, eventType, modeOf, occurredAt, subjectOf } from './envelope.ts';
import { IGNORED } from './event-types.ts';
import type { EventHandler } from './events/handler.ts';
import { handlers } from './events/index.ts';
import type { PaymentKitSettings } from './settings.ts';
import { signedValue } from './signed-body.ts';

export function normalise(
  delivery: Pick<AuthenticDelivery, 'body' | 'signedAt'>,
  settings: Pick<PaymentKitSettings, 'currencies'>,
): NormalisedWhole {
  const body = readEnvelope(delivery.body);
  const type = eventType(body);
  const subject = subjectOf(body);
  const time = occurredAt(body, subject, delivery.signedAt);
  const about = { type, occurredAt: time, mode: modeOf(body, subject) };
  const handler = ownEntry<EventHandler>(handlers, type);
  if (!handler)
    return { ...about, outcome: 'ignored', reason: ownEntry<string>(IGNORED, type) ?? 'unknown event type' };
  if (!subject)
    throw new UnusableEventError('schema_violation', { path: 'data.object', message: 'expected an object' });
  if (!time) throw new UnusableEventError('schema_violation', { path: 'created_at', message: 'no time' });
  const meaning = handler({ type, occurredAt: time, subject, settings });
  if ('ignored' in meaning) return { ...about, outcome: 'ignored', reason: meaning.ignored };
  const { events, warnings = [] } = meaning;
  if (events.length === 0)
    return { ...about, outcome: 'ignored', reason: warnings[0] ?? 'nothing to record' };
  return { ...about, outcome: 'events', events: canonicalise(events), warnings };
}

/** Only the signed content is read, so that every spelling of one signed body has the same meaning. */
const readEnvelope = (body: Buffer): Envelope => checkShape(Envelope, signedValue(body));
