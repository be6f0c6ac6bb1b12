import { ConnectionClosedError, DEFAULT_SCHEMA, type PgPool } from 'bullmq';
import pg from 'pg';
import { codeOf, withoutPayload } from '../without-payload.ts';

/** Maximum time that an idle transaction may hold its locks, milliseconds. */
const IDLE_IN_TRANSACTION_MS = 30_000;

/**
 * The settings that the queue's sessions rely on, independent of the defaults of server, database and role. They are sent as command-line
 * options of the server, which works because the queue's URL always leads to the server directly. BullMQ counts milliseconds and does not
 * depend on the time zone; the other values are the defaults of an unconfigured server.
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

/** Adds these settings to a URL, after the settings that the URL has itself. */
export function withSettings(connectionString: string, settings: Readonly<Record<string, string>>): string {
  const url = new URL(connectionString);
  const flags = Object.entries({ ...SESSION, ...settings }).map(([name, value]) => `-c ${name}=${value}`);
  url.searchParams.set('options', [url.searchParams.get('options'), ...flags].filter(Boolean).join(' '));
  return url.href;
}

/** Creates a pool whose connections all look up names in BullMQ's schema. */
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
    // Client and server both have the time limit. Otherwise an abandoned statement could go on and commit much later.
    query_timeout: timeoutMs,
    statement_timeout: timeoutMs,
    idle_in_transaction_session_timeout: Math.max(timeoutMs, IDLE_IN_TRANSACTION_MS),
  });
}

/**
 * Adapts the pool for BullMQ. BullMQ 6.7 adds listeners to a pool and never removes them. It treats only `ECONNREFUSED` as a lost
 * connection. After any other connection error it retries at once, hundreds of times a second. It also does not retry the completion of a
 * job, which then runs twice.
 */
export function bullPool(
  pool: pg.Pool,
  onLost: (error: Error) => void,
): PgPool & { options: { keepAlive: true } } {
  const retryable = async <T>(work: Promise<T>): Promise<T> => {
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
    connect: () => retryable(pool.connect()),
    query: (text: string, params?: readonly unknown[]) => retryable(pool.query(text, params && [...params])),
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

/** Connection errors that `pg` throws itself have no code. */
const CONNECTION_MESSAGES = /^Connection terminated|timeout expired|^timeout exceeded|^Query read timeout/;

function isConnectionLoss(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return CONNECTION_CODES.has(code) || CONNECTION_STATES.test(code);
  return error instanceof Error && CONNECTION_MESSAGES.test(error.message);
}
