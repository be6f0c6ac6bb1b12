import { DEFAULT_SCHEMA } from 'bullmq';
import type { Pool } from 'pg';

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
