import pg from 'pg';

/**
 * A pool that no broken connection can end the process with. `pg` emits `error` on a connection that breaks while it is handed from
 * the pool to its user, when neither of them listens; the query that comes next fails by itself.
 *
 * @param onIdleError told when a connection breaks that nobody uses; the pool replaces it
 */
export function createPool(config: pg.PoolConfig, onIdleError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool(config);
  pool.on('error', onIdleError);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
