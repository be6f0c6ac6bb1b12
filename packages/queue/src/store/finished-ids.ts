import { DEFAULT_SCHEMA } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { FinishedState } from './store.ts';

/** A part of the finished jobs of a state, by the time at which they finished. Jobs of one time have an order too. */
export interface FinishedRange {
  readonly start: number;
  readonly limit: number;
  readonly oldestFirst: boolean;
}

/** @param queueKey prefix of the queue's keys: `{payspool}:deliveries:` */
export function finishedIdsInRedis(
  client: Redis | Cluster,
  queueKey: string,
  state: FinishedState,
  { start, limit, oldestFirst }: FinishedRange,
): Promise<string[]> {
  const range = [`${queueKey}${state}`, start, start + limit - 1] as const;
  return oldestFirst ? client.zrange(...range) : client.zrevrange(...range);
}

/** BullMQ's own `getRanges` does not order jobs of one millisecond, so that the parts of a list may overlap and leave jobs out. */
export async function finishedIdsInPostgres(
  pool: Pick<Pool, 'query'>,
  queueName: string,
  state: FinishedState,
  { start, limit, oldestFirst }: FinishedRange,
): Promise<string[]> {
  const direction = oldestFirst ? 'ASC' : 'DESC';
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM ${DEFAULT_SCHEMA}.job WHERE queue = $1 AND state = $2::${DEFAULT_SCHEMA}.job_state
     ORDER BY finished_at_ms ${direction}, id ${direction} OFFSET $3 LIMIT $4`,
    [queueName, state, start, limit],
  );
  return rows.map(({ id }) => id);
}
