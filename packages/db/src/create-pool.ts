import { Socket } from 'node:net';
import pg from 'pg';
import {
  CONNECT_TIMEOUT_MS,
  type LocalSettings,
  prepareSession,
  SessionClient,
  type SessionSettings,
  sessionSettings,
} from './session-client.ts';
import { DatabaseUnreachableError } from './errors.ts';

/** The idle time in milliseconds after which the kernel starts to probe a connection; its probes take about the same time again. */
export const KEEP_ALIVE_MS = 10_000;

export interface PoolOptions extends pg.PoolConfig {
  /** In milliseconds. If Postgres does not answer within this time, the connection is closed. */
  readonly answerTimeoutMs?: number | undefined;
  /** The settings that its sessions need. */
  readonly session?: SessionSettings;
  /** Called for each new connection before its first use, with the settings that a pooler requires in each transaction. */
  readonly onPrepared?: (local: LocalSettings) => void;
}

/**
 * A pool whose broken connections cannot end the process. `pg` emits `error` if a connection breaks between the pool and its
 * user, when neither of them listens; the next query then fails by itself.
 *
 * @param onIdleError called if an unused connection breaks; the pool replaces it
 */
export function createPool(
  { answerTimeoutMs, session = sessionSettings(), onPrepared, ...config }: PoolOptions,
  onIdleError: (error: Error) => void,
): pg.Pool {
  // pg-pool awaits this, although its types do not say so, so that every connection is prepared before its use.
  const awaited: object = {
    onConnect: async (client: pg.ClientBase): Promise<void> => {
      const local = await prepareSession(client, session, CONNECT_TIMEOUT_MS);
      onPrepared?.(local);
    },
  };
  const pool = new pg.Pool({
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    ...(answerTimeoutMs !== undefined && { stream: () => socketWithTimeout(answerTimeoutMs) }),
    ...config,
    Client: SessionClient,
    ...awaited,
  });
  pool.on('error', onIdleError);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Closes a connection that was silent for this time. If a server's machine dies, its connections are not closed, and the kernel
 * keeps sending for a quarter of an hour. `query_timeout` would fail the query, but return the dead connection to the pool.
 */
function socketWithTimeout(ms: number): Socket {
  const socket = new Socket();
  return socket.setTimeout(ms, () => socket.destroy(new Error(`no answer from Postgres within ${ms} ms`)));
}

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

/** The error for a connection that could not be made, or was lost. Its message never contains the password. */
export function unreachable(url: string, error: unknown): DatabaseUnreachableError {
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
