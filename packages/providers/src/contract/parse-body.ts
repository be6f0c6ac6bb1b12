import { createHash } from 'node:crypto';
import { compiled } from '@payspool/events';
import { parse as parseLossless } from 'lossless-json';
import type { z } from 'zod';
import { UnusableEventError } from './errors.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a body against the provider's schema.
 *
 * @throws {UnusableEventError} `not_json`, or `schema_violation` with the path of the field
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: Buffer): z.output<Schema> {
  return checkShape(schema, readJson(body));
}

/**
 * JSON whose numbers keep their text as `LosslessNumber` (`.value`): for providers that send decimal amounts.
 *
 * @throws {UnusableEventError} as `parseBody`, and `duplicate_key` if a key of an object has two values, because the right one is not known
 */
export function parseLosslessBody<Schema extends z.ZodType>(schema: Schema, body: Buffer): z.output<Schema> {
  return checkShape(schema, readLosslessJson(body));
}

/** The same body before a schema has read it. */
export const readLosslessJson = (body: Buffer): unknown => readJson(body, parseUnambiguous);

/** @throws {UnusableEventError} `schema_violation` with the path of the first invalid field; `at` is the path of the value in the body */
export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  at: readonly string[] = [],
): z.output<Schema> {
  const result = compiled(schema).safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new UnusableEventError('schema_violation', {
    path: [...at, ...(issue?.path ?? [])].map(String).join('.'),
    message: issue?.message ?? 'not of the expected shape',
    cause: result.error,
  });
}

/** The body as JSON, or `undefined`: for `identify`, which must not throw. */
export function peekJson(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value = readJson(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const parseUnambiguous = (text: string): unknown =>
  parseLossless(text, undefined, {
    onDuplicateKey: ({ key }) => {
      throw new UnusableEventError('duplicate_key', {
        message: `the key ${JSON.stringify(key.slice(0, MAX_KEY))} appears twice, with two values`,
      });
    },
  });

/** Maximum length of a key in an error. */
const MAX_KEY = 60;

/**
 * The body as JSON, for a body whose parts are read by several schemas.
 *
 * @throws {UnusableEventError} `not_json`
 */
export function readJson(body: Buffer, parse: (text: string) => unknown = JSON.parse): unknown {
  try {
    return parse(utf8.decode(body));
  } catch (cause) {
    if (cause instanceof UnusableEventError) throw cause;
    // The parser's own message quotes the input, which may be personal data.
    throw new UnusableEventError('not_json', { message: 'the body is not valid UTF-8 JSON', cause });
  }
}

const PRINTABLE = /^[\x21-\x7e]{1,200}$/;

/** The key of an event without a signed id: a hash of its bytes, the same on every attempt. */
export const bodyKey = (body: Buffer): string => `sha256:${createHash('sha256').update(body).digest('hex')}`;

/** The provider's signed id if it can be a key (1–200 printable ASCII characters), otherwise the body's hash. */
export const idKey = (id: unknown, body: Buffer): string =>
  typeof id === 'string' && PRINTABLE.test(id) ? id : bodyKey(body);

/**
 * The event key from the id in a signed header. If the id is too long to be a key, the key is its hash and not that of the body, because
 * two events may have the same body.
 */
export const headerKey = (id: string | undefined, body: Buffer): string =>
  id ? idKey(id, Buffer.from(id, 'utf8')) : bodyKey(body);
