import type { z } from 'zod';

/** A field of a schema as documentation tells it. */
export interface FieldFacts {
  readonly description: string;
  readonly secret: boolean;
  readonly optional: boolean;
  /** Value when it is not given; `undefined` for none. */
  readonly fallback: unknown;
}

interface Wrapper {
  readonly type: string;
  readonly innerType?: z.ZodType;
  readonly out?: z.ZodType;
  readonly defaultValue?: unknown;
}

/** Reads a zod field through its wrappers: the outermost description counts, a secret is one wherever it says so. */
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
