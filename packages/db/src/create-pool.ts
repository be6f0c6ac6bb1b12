import { Socket } from 'node:net';
import pg from 'pg';

/** How soon an idle connection whose server has vanished is noticed, milliseconds: as long again, in the kernel's probes. */
export const KEEP_ALIVE_MS = 10_000;

/**
 * A pool that no broken connection can end the process with. `pg` emits `error` on a connection that breaks while it is handed from
 * the pool to its user, when neither of them listens; the query that comes next fails by itself.
 *
 * @param onIdleError told when a connection breaks that nobody uses; the pool replaces it
 */
export function createPool(
  { answerTimeoutMs, ...config }: pg.PoolConfig & { readonly answerTimeoutMs?: number | undefined },
  onIdleError: (error: Error) => void,
): pg.Pool {
  const pool = new pg.Pool({
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    ...(answerTimeoutMs !== undefined && { stream: () => impatientSocket(answerTimeoutMs) }),
    ...config,
  });
  pool.on('error', onIdleError);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Breaks when nothing has come or gone for so long. A server that vanishes with its machine closes no connection, and the kernel goes
 * on sending to it for a quarter of an hour. `query_timeout` would fail the query and put the dead connection back into the pool.
 */
function impatientSocket(ms: number): Socket {
  const socket = new Socket();
  return socket.setTimeout(ms, () => socket.destroy(new Error(`no answer from Postgres within ${ms} ms`)));
}
