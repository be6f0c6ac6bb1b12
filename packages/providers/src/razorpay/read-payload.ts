import { z } from 'zod';
import { checkShape } from '../contract/index.ts';

type Entities = Readonly<Record<string, { readonly entity: Readonly<Record<string, unknown>> } | undefined>>;

const RawEntities = z
  .record(z.string(), z.object({ entity: z.record(z.string(), z.unknown()) }).catch({ entity: {} }))
  .catch({});

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
  const given = RawEntities.parse(body.payload);
  const warnings = Object.entries(payload).flatMap(([name, read]) =>
    Object.keys(read?.entity ?? {})
      .filter((field) => isGiven(given[name]?.entity[field]) && read?.entity[field] === undefined)
      .map((field) => `payload.${name}.entity.${field} is not of its form and was left out`),
  );
  return { payload, warnings };
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
