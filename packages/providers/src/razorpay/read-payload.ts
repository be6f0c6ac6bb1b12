import { isRecord } from '@payspool/events';
import type { z } from 'zod';
import { checkShape } from '../contract/index.ts';

type Entities = Readonly<Record<string, { readonly entity: Readonly<Record<string, unknown>> } | undefined>>;

/**
 * Reads the entities of an event.
 *
 * @returns the entities, and one warning for each invalid field that was left out, with its path and never its value
 *
 * @throws {UnusableEventError} with the name of the field, if a deciding field is invalid
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
