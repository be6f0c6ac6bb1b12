import { isRecord } from '@payspool/events';
import {
  type EventReading,
  fromUnixSeconds,
  type OrdinaryEvent,
  UnusableEventError,
} from '../../contract/index.ts';
import type { EventHandler } from '../read-payload.ts';
import type { RazorpaySettings } from '../settings.ts';

/** An entity that the API returned. */
export interface Observed {
  readonly entity: Readonly<Record<string, unknown>>;
  /** Its path in the observation: `answer`, `answer.items.0`. */
  readonly path: string;
  /** When the API was asked. */
  readonly askedAt: string;
  readonly settings: RazorpaySettings;
}

/** @throws {UnusableEventError} if the API returned something else in its place */
export function entityAt(value: unknown, { path }: Pick<Observed, 'path'>): Observed['entity'] {
  if (isRecord(value)) return value;
  throw new UnusableEventError('schema_violation', { path, message: 'expected an object' });
}

/** The entities of a collection (`{"entity":"collection","count":…,"items":[…]}`), each with its path. */
export function itemsOf(
  collection: unknown,
  { path: at, askedAt, settings }: Omit<Observed, 'entity'>,
): Observed[] {
  const items = isRecord(collection) ? collection['items'] : undefined;
  const path = `${at}.items`;
  if (!Array.isArray(items))
    throw new UnusableEventError('schema_violation', { path, message: 'expected a list' });
  return items.map((item: unknown, index) => {
    const place = { path: `${path}.${index}` };
    return { entity: entityAt(item, place), ...place, askedAt, settings };
  });
}

/** A time of the entity. */
export const timeOf = ({ entity }: Pick<Observed, 'entity'>, field: string): string | undefined => {
  const seconds = entity[field];
  return typeof seconds === 'number' && seconds > 0 ? fromUnixSeconds(seconds) : undefined;
};

/** The status of the entity, if it is a text. */
export const statusOf = ({ entity }: Pick<Observed, 'entity'>): string | undefined =>
  typeof entity['status'] === 'string' ? entity['status'] : undefined;

/** The part of an event that says when it was, and of which type. */
type EventHead = Pick<OrdinaryEvent<RazorpaySettings>, 'type' | 'occurredAt'>;

/**
 * Reads an entity as a delivery with this entity alone is read: it has the same form in both (razorpay/markdown-docs api/…/entity.md,
 * webhooks/…). Errors and warnings name the path in the observation.
 */
export function readAsDelivered(
  name: string,
  { entity, path, settings }: Observed,
  { handler, ...head }: EventHead & { readonly handler: EventHandler },
): EventReading {
  const delivered = `payload.${name}.entity`;
  try {
    const body = { payload: { [name]: { entity } } };
    const reading = handler({ ...head, body, headers: {}, settings });
    if ('ignored' in reading) return reading;
    return {
      facts: reading.facts,
      warnings: (reading.warnings ?? []).map((warning) => warning.replace(delivered, path)),
    };
  } catch (cause) {
    if (!(cause instanceof UnusableEventError) || !cause.path.startsWith(delivered)) throw cause;
    throw new UnusableEventError(cause.code, {
      path: cause.path.replace(delivered, path),
      message: cause.message.slice(`${cause.path}: `.length),
      cause,
    });
  }
}
