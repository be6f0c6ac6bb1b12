import { z } from 'zod';
import {
  canonicalise,
  ownEntry,
  checkShape,
  fromDate,
  fromUnixSeconds,
  parseBody,
  UnusableEventError,
  type AuthenticDelivery,
  type Normalised,
  type NormalisedWhole,
} from '../contract/index.ts';
import { IGNORED } from './event-types.ts';
import { handlers } from './events/index.ts';
import { partsOf } from './parts.ts';
import { Envelope } from './schema.ts';

/** @throws {UnusableEventError} naming the field */
export function normalise({ body, signedAt }: AuthenticDelivery): Normalised {
  const json = parseBody(z.unknown(), body);
  const { kind: type, at } = checkShape(Envelope, json);
  if (type !== 'charge_batch') return readEvent(json, signedAt);
  const occurredAt = fromUnixSeconds(at) ?? fromDate(signedAt);
  return { outcome: 'split', type, occurredAt, parts: partsOf(json, (event) => readEvent(event, signedAt)) };
}

function readEvent(json: unknown, signedAt: Date | undefined): NormalisedWhole {
  const { kind: type, at } = checkShape(Envelope, json);
  const occurredAt = fromUnixSeconds(at) ?? fromDate(signedAt);
  const handler = ownEntry(handlers, type);
  if (!handler) {
    return { outcome: 'ignored', type, occurredAt, reason: ownEntry(IGNORED, type) ?? 'unknown event type' };
  }
  if (!occurredAt) throw new UnusableEventError('schema_violation', { path: 'at', message: 'not a time' });
  const events = canonicalise(handler(json, occurredAt));
  return { outcome: 'events', type, occurredAt, events, warnings: [] };
}
