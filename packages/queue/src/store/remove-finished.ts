import { DEFAULT_SCHEMA } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { FinishedState } from './store.ts';

/**
 * Removes the keys that BullMQ 6.7 keeps for a job with neither parent nor children (removeJobKeys.lua,
 * removeDeduplicationKeyIfNeededOnRemoval.lua). As in reprocessJob-9.lua, the script that takes the id out of the state's set owns the job.
 */
const REMOVE_IN_REDIS = `
  local removed = 0
  for _, id in ipairs(ARGV) do
    if redis.call('ZREM', KEYS[1], id) == 1 then
      local job = KEYS[2] .. id
      local deduplication = redis.call('HGET', job, 'deid')
      if deduplication and redis.call('GET', KEYS[2] .. 'de:' .. deduplication) == id then
        redis.call('DEL', KEYS[2] .. 'de:' .. deduplication)
      end
      redis.call('DEL', job, job .. ':logs', job .. ':dependencies', job .. ':processed', job .. ':failed', job .. ':unsuccessful')
      removed = removed + 1
    end
  end
  return removed`;

/** @param queueKey prefix of the queue's keys: `{payspool}:deliveries:` */
export async function removeFinishedInRedis(
  client: Redis | Cluster,
  queueKey: string,
  state: FinishedState,
  jobIds: readonly string[],
): Promise<number> {
  return Number(await client.eval(REMOVE_IN_REDIS, 2, `${queueKey}${state}`, queueKey, ...jobIds));
}

/** BullMQ's own `remove`, on rows that are locked in their state: its `reprocess_job` waits for the same lock. */
export async function removeFinishedInPostgres(
  pool: Pick<Pool, 'query'>,
  queueName: string,
  state: FinishedState,
  jobIds: readonly string[],
): Promise<number> {
  const { rowCount } = await pool.query(
    `WITH held AS MATERIALIZED (
       SELECT queue, id FROM ${DEFAULT_SCHEMA}.job
       WHERE queue = $1 AND state = $2::${DEFAULT_SCHEMA}.job_state AND id = ANY($3)
       ORDER BY id FOR UPDATE)
     SELECT ${DEFAULT_SCHEMA}.remove(queue, id, false) FROM held`,
    [queueName, state, jobIds],
  );
  return rowCount ?? 0;
}
