import { ConnectionClosedError, DEFAULT_SCHEMA, type PgPool } from 'bullmq';
import pg from 'pg';
import { codeOf, withoutPayload } from '../without-payload.ts';

/** How long a transaction in which nothing is asked may hold what it has locked, milliseconds. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/**
 * What the queue's sessions rely on, whatever the defaults of server, database and role are, as command-line options of the server: its
 * URL is always direct. BullMQ counts milliseconds and knows no zone; the rest it takes as a server has it that nobody has configured.
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-OPTIONS
 */
const SESSION: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  DateStyle: 'ISO,MDY',
  client_encoding: 'UTF8',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read\\ committed',
  lock_timeout: '0',
  idle_session_timeout: '0',
};

/** The URL of a session that has these settings, behind those that it asks for itself. */
export function withSettings(connectionString: string, settings: Readonly<Record<string, string>>): string {
  const url = new URL(connectionString);
  const flags = Object.entries({ ...SESSION, ...settings }).map(([name, value]) => `-c ${name}=${value}`);
  url.searchParams.set('options', [url.searchParams.get('options'), ...flags].filter(Boolean).join(' '));
  return url.href;
}

/** A pool whose every connection looks for names in BullMQ's schema. */
export function createPool(
  connectionString: string,
  { max, timeoutMs }: { max: number; timeoutMs: number },
): pg.Pool {
  return new pg.Pool({
    connectionString: withSettings(connectionString, { search_path: DEFAULT_SCHEMA }),
    max,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: timeoutMs,
    // The client gives up, and so does the server: what nobody waits for must not go on and commit much later.
    query_timeout: timeoutMs,
    statement_timeout: timeoutMs,
    idle_in_transaction_session_timeout: Math.max(timeoutMs, IDLE_IN_TRANSACTION_MS),
  });
}

/**
 * The pool as BullMQ sees it. BullMQ 6.7 adds listeners to a pool that it never removes, and counts nothing but
 * `ECONNREFUSED` as a lost connection: after any other it asks again at once, hundreds of times a second, and does not
 * try again to say that a job is done, which then runs twice.
 */
export function bullPool(
  pool: pg.Pool,
  onLost: (error: Error) => void,
): PgPool & { options: { keepAlive: true } } {
  const patiently = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (!isConnectionLoss(error)) throw error;
      const lost = withoutPayload(error);
      onLost(lost);
      throw new ConnectionClosedError(lost.message, lost);
    }
  };
  const bull = {
    options: { keepAlive: true as const },
    connect: () => patiently(pool.connect()),
    query: (text: string, params?: readonly unknown[]) => patiently(pool.query(text, params && [...params])),
    end: () => pool.end(),
    on: () => bull,
    removeAllListeners: () => bull,
  };
  return bull;
}

const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** SQLSTATE classes 08 (connection exception), 53 (too many connections, out of resources), 57P (shutdown, starting up). */
const CONNECTION_STATES = /^(08|53|57P)/;

/** `pg` gives its own errors of this kind no code. */
const CONNECTION_MESSAGES = /^Connection terminated|timeout expired|^timeout exceeded|^Query read timeout/;

function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return CONNECTION_CODES.has(code) || CONNECTION_STATES.test(code);
  return error instanceof Error && CONNECTION_MESSAGES.test(error.message);
}
