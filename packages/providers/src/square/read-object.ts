import { isRecord } from '@payspool/events';
import type { z } from 'zod';
import {
  checkShape,
  leftOut,
  type OrdinaryHandler,
  type ReadFacts,
  unreadFields,
} from '../contract/index.ts';

/** What a handler knows besides the object. */
export interface About {
  /** The type of the event. */
  readonly type: string;
  readonly occurredAt: string;
}

/**
 * A handler for the events about one kind of object, which is in `data.object.<name>`. An optional field that is invalid is left out,
 * with a warning.
 *
 * @throws {UnusableEventError} with the path of a deciding field that is invalid
 */
export const about =
  <Schema extends z.ZodType<Readonly<Record<string, unknown>>>>(
    name: string,
    schema: Schema,
    read: (object: z.output<Schema>, event: About) => ReadFacts,
  ): OrdinaryHandler<unknown> =>
  ({ type, body, occurredAt }) => {
    const given = objectIn(body, name);
    const object = checkShape(schema, given, ['data', 'object', name]);
    const unread = unreadFields(given, object).map((field) => leftOut(`data.object.${name}.${field}`));
    const { facts, warnings = [] } = read(object, { type, occurredAt });
    return { facts, warnings: [...unread, ...warnings] };
  };

function objectIn({ data }: Readonly<Record<string, unknown>>, name: string): unknown {
  const wrapper = isRecord(data) ? data.object : undefined;
  return isRecord(wrapper) && Object.hasOwn(wrapper, name) ? wrapper[name] : undefined;
}
