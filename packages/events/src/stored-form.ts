import { z } from 'zod';
import { compiled } from './compiled.ts';

const inCode = new WeakMap<z.ZodType, z.ZodType>();

/**
 * Checks a value in code (amounts as `bigint`) against the schema of its stored form. Keys that the schema does not have are left
 * out. Only the code side of a codec is checked, so it must refuse every value that the stored side refuses.
 *
 * @throws {z.ZodError} with the name of the field
 */
export function checkInCode<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const known = inCode.get(schema) ?? z.output(schema);
  inCode.set(schema, known);
  return compiled(known).parse(value) as z.output<Schema>;
}

/** The value as JSON. Only amounts have no form in JSON; they become strings of digits. */
export function storedForm(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(storedForm);
  const stored: Record<string, unknown> = {};
  for (const [key, held] of Object.entries(value)) stored[key] = storedForm(held);
  return stored;
}
