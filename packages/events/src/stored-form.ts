import { z } from 'zod';
import { compiled } from './compiled.ts';

const inCode = new WeakMap<z.ZodType, z.ZodType>();

/**
 * A value as code has it, checked against the schema of its stored form: what the schema decodes, amounts as `bigint`. Keys that the
 * schema does not have are left out. Of a codec its code's side is checked: that side has to refuse all that its stored side refuses.
 *
 * @throws {z.ZodError} naming the field
 */
export function checkInCode<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const known = inCode.get(schema) ?? z.output(schema);
  inCode.set(schema, known);
  return compiled(known).parse(value) as z.output<Schema>;
}

/** The same as JSON keeps it. All that JSON has no form for are amounts: they become their digits. */
export function storedForm(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(storedForm);
  const stored: Record<string, unknown> = {};
  for (const [key, held] of Object.entries(value)) stored[key] = storedForm(held);
  return stored;
}
