import {
  canonicalise,
  ownEntry,
  parseLosslessBody,
  readJson,
  UnusableEventError,
  type AuthenticDelivery,
  type NormalisedWhole,
} from '../contract/index.ts';
import { isRecord, missingFields, nameOf, eventTime } from './envelope.ts';
import { handlers, type EventHandler } from './payment.ts';
import { Envelope } from './schema.ts';

/**
 * The body of another sender is ignored, regardless of its content. A generic payment envelope must be valid.
 *
 * @throws {UnusableEventError} with the name of the field
 */
export function normalise({ body, signedAt }: AuthenticDelivery): NormalisedWhole {
  const json = readJson(body);
  if (!isRecord(json)) return { outcome: 'ignored', type: '', reason: foreign('it is not an object') };
  const type = nameOf(json, isHandled);
  const missing = missingFields(json);
  const occurredAt = eventTime(json['timestamp'], signedAt);
  const ignored = (reason: string) => ({ outcome: 'ignored', type: type ?? '', occurredAt, reason }) as const;
  const handler = type === undefined ? undefined : ownEntry<EventHandler>(handlers, type);
  if (type !== undefined && !handler) return ignored('unknown event type');
  if (missing.length > 0) return ignored(foreign(`${missing.join(', ')} missing`));
  if (!type || !handler)
    throw new UnusableEventError('schema_violation', { path: 'event', message: 'the event type is missing' });
  if (!occurredAt)
    throw new UnusableEventError('schema_violation', { path: 'timestamp', message: 'not a time' });
  const { facts, warnings } = handler(parseLosslessBody(Envelope, body), occurredAt);
  return { outcome: 'events', type, occurredAt, events: canonicalise(facts), warnings };
}

const isHandled = (name: string): boolean => Object.hasOwn(handlers, name);

const foreign = (difference: string): string =>
  `not the generic payment envelope (event, timestamp, data.paymentId, data.amount, data.currency): ${difference}`;
