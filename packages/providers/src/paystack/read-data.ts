import { isRecord } from '@payspool/events';
import type { z } from 'zod';
import {
  checkShape,
  type EventReading,
  leftOut,
  type OrdinaryHandler,
  unreadFields,
} from '../contract/index.ts';
import { isAbsent } from './schema.ts';

/** What a handler knows besides `data`. */
export interface About {
  /** The type of the event. */
  readonly type: string;
  readonly occurredAt: string;
}

/**
 * A handler of events whose `data` has this shape. An optional field that is invalid is left out, with a warning.
 *
 * @throws {UnusableEventError} with the path of a deciding field that is invalid
 */
export const about =
  <Schema extends z.ZodType<Readonly<Record<string, unknown>>>>(
    schema: Schema,
    read: (data: z.output<Schema>, event: About) => EventReading,
  ): OrdinaryHandler<unknown> =>
  ({ type, body: { data: given }, occurredAt }) => {
    const data = checkShape(schema, given, ['data']);
    const reading = read(data, { type, occurredAt });
    if ('ignored' in reading) return reading;
    const unread = unreadFields(given, data)
      .filter((field) => isRecord(given) && !isAbsent(given[field]))
      .map((field) => leftOut(`data.${field}`));
    return { facts: reading.facts, warnings: [...unread, ...(reading.warnings ?? [])] };
  };
