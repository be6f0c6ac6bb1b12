import type { z } from 'zod';
import { canonicalise } from '../contract/canonicalise.ts';
import { UnusableEventError } from '../contract/errors.ts';
import { ownEntry } from '../contract/own-entry.ts';
import { parseBody } from '../contract/parse-body.ts';
import type { AuthenticDelivery, Normalised } from '../contract/provider.ts';
import { fromDate, fromIsoText } from '../contract/timestamps.ts';
import { IGNORED } from './event-types.ts';
import type { EventHandler } from './events/event-handler.ts';
import { handlers } from './events/index.ts';
import { Envelope } from './schema.ts';

/** What a PayPal event means. @throws {UnusableEventError} naming the field by its path from the body's root */
export function normalise({ body, signedAt }: AuthenticDelivery): Normalised {
  const envelope = parseBody(Envelope, body);
  const type = envelope.event_type;
  const occurredAt = timeOf(envelope.create_time) ?? fromDate(signedAt);
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

  const { facts, warnings = [] } = handle({
    occurredAt,
    generation: generationOf(envelope),
    resource: envelope.resource,
  });
  return { outcome: 'events', type, occurredAt, events: canonicalise(facts), warnings };
}

const timeOf = (text: unknown) => (typeof text === 'string' ? fromIsoText(text) : undefined);

/** The version is absent for v1 resources, and one event type may come with either (`Agreement` v1, `subscription` v2). */
const generationOf = ({ resource_version: version, resource_type }: z.output<typeof Envelope>): 1 | 2 =>
  version ? (version.startsWith('1.') ? 1 : 2) : resource_type === 'subscription' ? 2 : 1;
