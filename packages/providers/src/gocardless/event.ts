import { isRecord } from '@payspool/events';
import { checkShape, fromIsoText } from '../contract/index.ts';
import type { Asked } from './events/given.ts';
import { Envelope, LINKS } from './schema.ts';

/** The events of a delivery; `undefined` if the body has no list of them. */
export const eventsIn = (json: unknown): readonly unknown[] | undefined =>
  isRecord(json) && Array.isArray(json['events']) ? (json['events'] as readonly unknown[]) : undefined;

/** @throws {UnusableEventError} with the path of the field */
export function headOf(event: unknown) {
  const { id, created_at: createdAt, resource_type: resource, action } = checkShape(Envelope, event);
  return { id, type: `${resource}.${action}`, occurredAt: fromIsoText(createdAt) };
}

/** The id of a linked object, fit for a path. @throws {UnusableEventError} if the event has none */
export const linkOf = (event: unknown, link: Asked['link']): string => checkShape(LINKS[link], event);
