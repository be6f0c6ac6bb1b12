import type { z } from 'zod';

/** The facts about a field that the documentation shows. */
export interface FieldFacts {
  readonly description: string;
  readonly secret: boolean;
  readonly optional: boolean;
  /** The default value; `undefined` for none. */
  readonly fallback: unknown;
}

interface Wrapper {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly out?: z.ZodType;
  readonly defaultValue?: unknown;
}

/** Reads a zod field through its wrappers: the outermost description counts, and the field is a secret if any wrapper says so. */
export function describeField(schema: z.ZodType): FieldFacts {
  const meta = schema.meta();
  const definition = schema.def as unknown as Wrapper;
  const inner = definition.innerType ?? (definition.type === 'pipe' ? definition.out : undefined);
  const below = inner
    ? describeField(inner)
    : { description: '', secret: false, optional: false, fallback: undefined };
  const fallback = definition.type === 'default' ? definition.defaultValue : below.fallback;
  return {
    description: meta?.description ?? below.description,
    secret: meta?.['secret'] === true || below.secret,
    optional:
      ['optional', 'default', 'nullable'].includes(definition.type) ||
      below.optional ||
      fallback !== undefined,
    fallback,
  };
}
