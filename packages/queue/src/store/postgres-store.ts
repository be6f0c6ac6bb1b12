import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresBackend, DEFAULT_SCHEMA, Queue, Worker } from 'bullmq';
import type { Pool } from 'pg';
import { auditPostgres } from '../durability/audit.ts';
import { provePostgresWrite } from '../refusal/write-proof.ts';
import { addInSets } from './in-sets.ts';
import { bullPool, createPool } from './postgres-connection.ts';
import type { QueueTarget } from '../queue-url.ts';
import { postgresRefusalStore } from './refusal-store.ts';
import { removeFinishedInPostgres } from './remove-finished.ts';
import { finishedIdsInPostgres } from './finished-ids.ts';
import { postgresCacheStore } from './shared-cache-store.ts';
import type { Store, StoreOptions } from './store.ts';
import { traceAdd } from './tracing.ts';
import { troubledInPostgres } from './troubled-jobs.ts';
import { withoutPayload } from '../without-payload.ts';

/** How long connections may take to close, milliseconds. */
const GOODBYE_MS = 1000;

export function openPostgresStore(
  { connectionString }: Extract<QueueTarget, { backend: 'postgres' }>,
  { queueName, timeoutMs, maxConnections, isReader = false, telemetry, onError }: StoreOptions,
): Store {
  let closed: Promise<void> | undefined;
  // The pool ends before its connections do, so their last errors are not connection losses.
  const report = (error: Error) => {
    if (!closed) onError(withoutPayload(error));
  };
  const pool = createPool(connectionString, { max: maxConnections, timeoutMs });
  pool.on('error', report);
  // The pool listens only to idle connections. A connection in use reports the error to its query, but its `error` event would also end the
  // process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const addInSet = addInSets(timeoutMs);
  const bull = { connection: bullPool(pool, report), ...(telemetry && { telemetry }) };
  const ofQueue = { ...bull, ...(isReader && { skipMetasUpdate: true, skipVersionCheck: true }) };

  return {
    ready: async () => undefined, // the pool connects on demand, and rejects if it cannot connect
    isReady: () => true,
    ping: () => pool.query('SELECT 1'),
    proveWrite: ({ thorough }) => provePostgresWrite(pool, { queueName, thorough }),
    connection: async () => pool,
    audit: () => auditPostgres(pool),
    about: async () => {
      const { rows } = await pool.query<{ version: string; time: Date }>(
        "SELECT current_setting('server_version') AS version, clock_timestamp() AS time",
      );
      const [row] = rows;
      if (!row) throw new Error('the server answered nothing');
      return row;
    },
    createQueue: (name = queueName) => new Queue(name, ofQueue, createPostgresBackend),
    add: (queue, job) =>
      traceAdd({ queue, queueName, job, isTraced: telemetry !== undefined }, (added) =>
        addInSet(queue, added),
      ),
    createWorker: (process, options) =>
      new Worker(queueName, process, { ...options, ...bull }, createPostgresBackend),
    removeFinished: (state, jobIds) => removeFinishedInPostgres(pool, queueName, state, jobIds),
    finishedIds: (state, range) => finishedIdsInPostgres(pool, queueName, state, range),
    cache: postgresCacheStore(pool),
    refusals: postgresRefusalStore(pool),
    troubledJobs: troubledInPostgres(pool),
    reset: () => undefined, // the pool closes a connection whose query timed out
    sweep: (now) => sweepDeduplication(pool, now),
    close: () => (closed ??= Promise.race([pool.end(), sleep(GOODBYE_MS, undefined, { ref: false })])),
  };
}

const BATCH = 1000;

/**
 * Deletes the deduplication keys whose time to live has ended. Redis does so by itself. On Postgres, BullMQ 6.7 overwrites an expired key
 * when the same key comes again, and otherwise keeps it for ever.
 *
 * @returns the number of deleted keys
 */
export async function sweepDeduplication(pool: Pick<Pool, 'query'>, now: Date): Promise<number> {
  // Batches skip rows that an enqueue has locked, so that no delivery waits for the sweep.
  const { rowCount } = await pool.query(
    `DELETE FROM ${DEFAULT_SCHEMA}.dedup WHERE (queue, dedup_id) IN (
       SELECT queue, dedup_id FROM ${DEFAULT_SCHEMA}.dedup
       WHERE expire_at_ms <= $1 LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`,
    [now.getTime()],
  );
  const deleted = rowCount ?? 0;
  return deleted < BATCH ? deleted : deleted + (await sweepDeduplication(pool, now));
}
