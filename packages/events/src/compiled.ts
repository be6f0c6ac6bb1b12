import { z } from 'zod';

const known = new WeakMap<z.ZodType, { readonly fast: z.ZodType | undefined }>();

/**
 * The schema with code that zod generates for it (zod.dev/compile): for what is parsed at every event. It accepts what the schema accepts,
 * with the same result; what the generated code does not accept goes through the schema itself, whose errors are reported.
 *
 * To generate the code takes some milliseconds: it is done when a schema is asked for a second time, and kept as long as the schema. So one
 * that a command uses once is not compiled, and neither is one that is made anew for each event. Where code cannot be generated
 * (`--disallow-code-generation-from-strings`) it is the schema itself.
 */
export function compiled<Schema extends z.ZodType>(schema: Schema): Schema {
  const found = known.get(schema);
  if (found?.fast) return found.fast as Schema;
  const fast = found && z.compile(schema);
  known.set(schema, { fast });
  return fast ?? schema;
}
