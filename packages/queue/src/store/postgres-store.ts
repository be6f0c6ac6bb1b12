import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresBackend, Queue, Worker } from 'bullmq';
import { auditPostgres } from '../durability/postgres-audit.ts';
import { provePostgresWrite } from '../refusal/postgres-proof.ts';
import { addInSets } from './add-in-sets.ts';
import { sweepDeduplication } from './deduplication-sweep.ts';
import { bullPool, createPool } from './postgres-connection.ts';
import type { QueueTarget } from '../url/queue-target.ts';
import { removeFinishedInPostgres } from './remove-finished.ts';
import { postgresCacheStore } from './shared-cache-store.ts';
import type { Store, StoreOptions } from './store.ts';
import { traceAdd } from './trace-add.ts';
import { withoutPayload } from '../without-payload.ts';

/** How long connections may take to close, milliseconds. */
const GOODBYE_MS = 1000;

export function openPostgresStore(
  { connectionString }: Extract<QueueTarget, { backend: 'postgres' }>,
  { queueName, timeoutMs, maxConnections, telemetry, onError }: StoreOptions,
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

  return {
    ready: async () => undefined, // the pool connects on demand, and rejects if it cannot connect
    isReady: () => true,
    ping: () => pool.query('SELECT 1'),
    proveWrite: ({ thorough }) => provePostgresWrite(pool, { queueName, thorough }),
    connection: async () => pool,
    audit: () => auditPostgres(pool),
    createQueue: () => new Queue(queueName, bull, createPostgresBackend),
    add: (queue, job) =>
      traceAdd({ queue, queueName, job, isTraced: telemetry !== undefined }, (added) =>
        addInSet(queue, added),
      ),
    createWorker: (process, options) =>
      new Worker(queueName, process, { ...options, ...bull }, createPostgresBackend),
    removeFinished: (state, jobIds) => removeFinishedInPostgres(pool, queueName, state, jobIds),
    cache: postgresCacheStore(pool),
    reset: () => undefined, // the pool closes a connection whose query timed out
    sweep: (now) => sweepDeduplication(pool, now),
    close: () => (closed ??= Promise.race([pool.end(), sleep(GOODBYE_MS, undefined, { ref: false })])),
  };
}
