import type { StoredSchema } from './stored-schema.ts';

/** The kind of sample: with every field, or only with the required ones and null wherever that is allowed. */
export type Fullness = 'full' | 'bare';

/**
 * A generated JSON value of a schema, always the same.
 *
 * @param words the topic or event type and its halves: if a list of values contains one of them, it is used
 */
export function sampleOf(
  schema: StoredSchema,
  { fullness, words, field = 'value' }: { fullness: Fullness; words: readonly string[]; field?: string },
): unknown {
  const inner = (part: unknown, name: string) =>
    sampleOf(part as StoredSchema, { fullness, words, field: name });
  if ('const' in schema) return schema['const'];
  const choices = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(choices)) {
    const isNull = (choice: StoredSchema) => choice['type'] === 'null';
    if (fullness === 'bare' && choices.some(isNull)) return null;
    return inner(
      choices.find((choice: StoredSchema) => !isNull(choice)),
      field,
    );
  }
  if (Array.isArray(schema['enum'])) return choose(schema['enum'], words);
  const types = [schema['type']].flat();
  if (fullness === 'bare' && types.includes('null')) return null;
  switch (types.find((type) => type !== 'null')) {
    case 'object':
      return sampleObject(schema, fullness, inner);
    case 'array':
      return Array.from({ length: Math.max(1, Number(schema['minItems'] ?? 0)) }, (_, index) =>
        inner(schema['items'], `${field}_${index + 1}`),
      );
    case 'boolean':
      return fullness === 'full';
    case 'integer':
    case 'number':
      return 2;
    case 'string':
      return sampleText(schema, field);
    default:
      throw new Error(`no sample can be generated for ${field}: ${JSON.stringify(schema)}`);
  }
}

function sampleObject(
  { properties, required = [], additionalProperties }: StoredSchema,
  fullness: Fullness,
  inner: (part: unknown, field: string) => unknown,
): object {
  if (properties === undefined) return { 'x-made-up': inner(additionalProperties, 'header') };
  const fields = Object.entries(properties as object).filter(
    ([name]) => fullness === 'full' || (required as string[]).includes(name),
  );
  return Object.fromEntries(fields.map(([name, part]) => [name, inner(part, name)]));
}

/** Statuses with which most fields are known, and the encoding of nearly all bodies. */
const USUAL: readonly unknown[] = ['paid', 'succeeded', 'active', 'granted', 'utf8'];
const choose = (values: readonly unknown[], words: readonly unknown[]): unknown =>
  values.find((value) => words.includes(value)) ?? values.find((value) => USUAL.includes(value)) ?? values[0];

function sampleText({ format, pattern }: StoredSchema, field: string): string {
  if (format === 'date-time') return '2026-03-02T09:14:07.120Z';
  if (field === 'currency') return 'EUR';
  return typeof pattern === 'string' && pattern.includes('\\d') ? '4900' : `${field}_1`;
}
