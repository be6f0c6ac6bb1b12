import { ConnectionClosedError, DEFAULT_SCHEMA, type PgPool } from 'bullmq';
import pg from 'pg';
import { codeOf, withoutPayload } from '../without-payload.ts';

/** A pool whose every connection looks for names in BullMQ's schema. */
export function createPool(
  connectionString: string,
  { max, timeoutMs }: { max: number; timeoutMs: number },
): pg.Pool {
  const url = new URL(connectionString);
  const options = [url.searchParams.get('options'), `-c search_path=${DEFAULT_SCHEMA}`];
  url.searchParams.set('options', options.filter(Boolean).join(' '));
  return new pg.Pool({
    connectionString: url.href,
    max,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: timeoutMs,
    // The client gives up, and so does the server: what nobody waits for must not go on and commit much later.
    query_timeout: timeoutMs,
    statement_timeout: timeoutMs,
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
