import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The parts of a JSON schema that matter for versions. */
export interface StoredSchema {
  readonly [keyword: string]: unknown;
}

/** A schema of stored JSON in one canonical form: without descriptions, and sorted where the order has no meaning. */
export const storedSchema = (schema: z.ZodType): StoredSchema =>
  inOneSpelling(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })) as StoredSchema;

const WITHOUT_MEANING: ReadonlySet<string> = new Set(['$schema', 'description', 'title']);
const SETS: ReadonlySet<string> = new Set(['required', 'enum', 'type']);

function inOneSpelling(value: unknown, keyword?: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => inOneSpelling(item));
    if (keyword === undefined || !SETS.has(keyword)) return items;
    return items.toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  // The keys below `properties` are names of fields, which may be any text.
  const isKeyword = keyword !== 'properties';
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isKeyword || !WITHOUT_MEANING.has(key))
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, held]) => [key, inOneSpelling(held, isKeyword ? key : undefined)]),
  );
}

/** 16 hexadecimal digits of SHA-256. */
export const fingerprint = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);

export const schemaFingerprint = (schema: z.ZodType): string =>
  fingerprint(JSON.stringify(storedSchema(schema)));
