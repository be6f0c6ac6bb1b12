import { Socket } from 'node:net';
import pg from 'pg';
import { CONNECT_TIMEOUT_MS } from './connect-timeout.ts';
import { type LocalSettings, prepareSession, SessionClient } from './session-client.ts';
import { type SessionSettings, sessionSettings } from './session-settings.ts';

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
    ...(answerTimeoutMs !== undefined && { stream: () => impatientSocket(answerTimeoutMs) }),
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
function impatientSocket(ms: number): Socket {
  const socket = new Socket();
  return socket.setTimeout(ms, () => socket.destroy(new Error(`no answer from Postgres within ${ms} ms`)));
}
