import { isRecord } from '@payspool/events';
import type { z } from 'zod';
import { checkShape } from '../contract/index.ts';

type Entities = Readonly<Record<string, { readonly entity: Readonly<Record<string, unknown>> } | undefined>>;

/**
 * Reads the entities of an event.
 *
 * @returns them, and a line for each field that was given in another form and therefore left out: its path, never its value
 * @throws {UnusableEventError} naming the field, when one that decides is not of its form
 */
export function readPayload<Payload extends Entities>(
  schema: z.ZodType<{ payload: Payload }>,
  body: { readonly payload?: unknown },
): { readonly payload: Payload; readonly warnings: readonly string[] } {
  const { payload } = checkShape(schema, body);
  const warnings = Object.entries(payload).flatMap(([name, read]) =>
    Object.keys(read?.entity ?? {})
      .filter((field) => read?.entity[field] === undefined && isGiven(body.payload, [name, 'entity', field]))
      .map((field) => `payload.${name}.entity.${field} has an invalid form and was left out`),
  );
  return { payload, warnings };
}

function isGiven(payload: unknown, path: readonly string[]): boolean {
  let value = payload;
  for (const step of path) value = isRecord(value) ? value[step] : undefined;
  return value !== undefined && value !== null && value !== '';
}
