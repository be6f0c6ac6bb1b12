import { canonicalise, ownEntry } from '../contract/read-event.ts';
import { UnusableEventError } from '../contract/errors.ts';
import { parseBody } from '../contract/parse-body.ts';
import type { AuthenticDelivery, Normalised } from '../contract/provider.ts';
import { fromDate, fromIsoText } from '../contract/timestamps.ts';
import { IGNORED } from './ignored-types.ts';
import type { EventHandler } from './events/event-handler.ts';
import { handlers } from './events/index.ts';
import { isOwn, type MerchantSettings, namedMerchant } from './merchant.ts';
import { Envelope } from './schema.ts';

/** Reads a PayPal event. @throws {UnusableEventError} with the path of the field from the body's root */
export function normalise({ body, signedAt }: AuthenticDelivery, settings: MerchantSettings): Normalised {
  const { event_type: type, create_time, resource } = parseBody(Envelope, body);
  const occurredAt = timeOf(create_time) ?? fromDate(signedAt);
  const handle = ownEntry<EventHandler>(handlers, type);
  if (!handle)
    return {
      outcome: 'ignored',
      type,
      occurredAt,
      reason: ownEntry<string>(IGNORED, type) ?? 'unknown event type',
    };
  if (!occurredAt)
    throw new UnusableEventError('schema_violation', { path: 'create_time', message: 'not a time' });

  const reading = handle({ occurredAt, resource, isOurs: (merchantId) => isOwn(merchantId, settings) });
  const about = { type, occurredAt, merchant: namedMerchant(resource, settings) };
  const { warnings = [] } = reading;
  if ('facts' in reading)
    return { outcome: 'events', events: canonicalise(reading.facts), warnings, ...about };
  const parts = reading.parts.map(({ key, facts }, index) => ({
    key,
    outcome: 'events' as const,
    events: canonicalise(facts),
    // They concern the whole delivery and are reported once.
    warnings: index === 0 ? warnings : [],
  }));
  return { outcome: 'split', parts, ...about };
}

const timeOf = (text: unknown) => (typeof text === 'string' ? fromIsoText(text) : undefined);
