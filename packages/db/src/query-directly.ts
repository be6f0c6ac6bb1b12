import { randomUUID } from 'node:crypto';
import type { SqlQuery } from '@prisma/driver-adapter-utils';
import type { Prisma, PrismaClient } from './generated/client.ts';

/** A value that the driver sends directly. A time must be written as text with its offset. */
type DirectValue = Single | Uint8Array | readonly Single[];
type Single = string | number | bigint | boolean | null;

/** A random prefix, so that no ordinary value equals a key. */
const KEY = `${randomUUID()}:`;
const waiting = new Map<string, { readonly values: readonly unknown[]; readonly isPrepared: boolean }>();
let queries = 0;

/** A query of `queryDirectly`, with its values. */
interface DirectQuery extends SqlQuery {
  readonly isPrepared: boolean;
}

/**
 * Runs a raw query, and passes its values to the adapter unchanged. `$queryRaw` writes them as JSON and reads that again, with bytes in
 * base64, and it keeps the last hundred of its debug messages with their values: it copies a statement of 300 KB five times.
 *
 * A client that keeps plans prepares the statement after a few uses (`prepared-names.ts`). So its plan must suit any values, and its text
 * must not depend on them.
 *
 * @throws {TypeError} for a value that is not a `DirectValue`
 */
export async function queryDirectly<Row>(
  db: Pick<PrismaClient | Prisma.TransactionClient, '$queryRawUnsafe'>,
  { text, values }: Prisma.Sql,
  { isPrepared = true }: { readonly isPrepared?: boolean } = {},
): Promise<Row[]> {
  const wrong = values.findIndex((value) => !isDirect(value));
  if (wrong >= 0) throw new TypeError(`value $${wrong + 1} cannot be sent directly`);
  queries += 1;
  const key = `${KEY}${queries}`;
  waiting.set(key, { values, isPrepared });
  try {
    return await db.$queryRawUnsafe<Row[]>(text, key);
  } finally {
    waiting.delete(key);
  }
}

/** For the adapter: returns the query with the values that `queryDirectly` has stored; other queries are not changed. */
export function withDirectValues(query: SqlQuery): SqlQuery | DirectQuery {
  const [key] = query.args;
  const direct = query.args.length === 1 && typeof key === 'string' ? waiting.get(key) : undefined;
  if (!direct) return query;
  const { values, isPrepared } = direct;
  return {
    isPrepared,
    sql: query.sql,
    args: [...values],
    argTypes: values.map((value) => ({
      scalarType: 'unknown',
      arity: Array.isArray(value) ? 'list' : 'scalar',
    })),
  };
}

/** For the adapter: whether the query may be prepared. */
export const mayBePrepared = (query: SqlQuery | DirectQuery): boolean =>
  'isPrepared' in query && query.isPrepared;

const isDirect = (value: unknown): value is DirectValue =>
  value instanceof Uint8Array || (Array.isArray(value) ? value.every(isSingle) : isSingle(value));

const SINGLE: ReadonlySet<string> = new Set(['string', 'number', 'bigint', 'boolean']);
const isSingle = (value: unknown): boolean => value === null || SINGLE.has(typeof value);
