import type pg from 'pg';
import { CONNECT_TIMEOUT_MS } from './connect-timeout.ts';
import { createPool } from './create-pool.ts';
import { DatabaseUnreachableError } from './errors.ts';

/**
 * A pool of exactly one connection, which is made at once and kept until `end()`, so that session locks and settings apply to all
 * its queries. Do not use it through a pooler in transaction mode, where other clients would get these settings.
 *
 * @throws {DatabaseUnreachableError}
 */
export async function openSession(url: string): Promise<pg.Pool> {
  let pool: pg.Pool | undefined;
  try {
    pool = createPool(
      {
        connectionString: url,
        application_name: 'payspool migrate',
        max: 1,
        idleTimeoutMillis: 0,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      },
      () => undefined, // if the connection is lost between two statements, the next one fails
    );
    await pool.query('SELECT 1');
    return pool;
  } catch (error) {
    await pool?.end();
    throw unreachable(url, error);
  }
}

function unreachable(url: string, error: unknown): DatabaseUnreachableError {
  const address = addressOf(url);
  // Any part of a URL that cannot be parsed may be a part of the password, even in the driver's own message.
  if (!address) return new DatabaseUnreachableError(MALFORMED);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = REASONS[code] ?? (code || 'no answer in time, or the connection was closed');
  return new DatabaseUnreachableError(`cannot connect to Postgres at ${address}: ${reason}`, {
    cause: error,
  });
}

function addressOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, port, pathname, username } = new URL(url);
  // An unescaped `/` or `#` in the password ends the address early; the `@` then comes after it.
  if (url.includes('@') && !username) return undefined;
  return `${hostname}:${port || '5432'}${pathname}`;
}

const MALFORMED =
  'cannot connect to Postgres: not a URL of the form postgres://user:password@host:5432/name (characters such as / @ # in the password must be percent-encoded)';

/** By the code of Node's socket error, or of Postgres (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection closed by the other side',
  EAI_AGAIN: 'host name not found',
  ENOTFOUND: 'host name not found',
  ETIMEDOUT: 'no answer in time',
  '28000': 'user or password refused',
  '28P01': 'user or password refused',
  '3D000': 'no such database',
  '53300': 'too many connections',
  '57P03': 'the server is starting up or shutting down',
};
