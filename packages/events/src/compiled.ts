import { z } from 'zod';

const known = new WeakMap<z.ZodType, { readonly fast: z.ZodType | undefined }>();

/**
 * The schema with code that zod generates for it (zod.dev/compile), for data that is parsed at every event. It accepts the same
 * values with the same result. A value that the generated code does not accept goes through the schema itself, whose errors are
 * reported.
 *
 * Generating the code takes some milliseconds. It happens at the second use of a schema, and the code is kept as long as the
 * schema. So a schema that a command uses once is not compiled, and neither is one that is created for each event. If code cannot
 * be generated (`--disallow-code-generation-from-strings`), the schema itself is used.
 */
export function compiled<Schema extends z.ZodType>(schema: Schema): Schema {
  const found = known.get(schema);
  if (found?.fast) return found.fast as Schema;
  const fast = found && z.compile(schema);
  known.set(schema, { fast });
  return fast ?? schema;
}
