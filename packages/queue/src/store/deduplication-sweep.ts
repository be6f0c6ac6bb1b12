import { DEFAULT_SCHEMA } from 'bullmq';
import type { Pool } from 'pg';

const BATCH = 1000;

/**
 * Deletes the deduplication keys whose time to live has ended. Redis does so by itself; on Postgres BullMQ 6.7 overwrites an
 * expired key when the same one comes back, and keeps it for ever when it does not.
 *
 * @returns how many were deleted
 */
export async function sweepDeduplication(pool: Pick<Pool, 'query'>, now: Date): Promise<number> {
  // In batches that skip what an enqueue holds, so that no delivery waits for the sweep.
  const { rowCount } = await pool.query(
    `DELETE FROM ${DEFAULT_SCHEMA}.dedup WHERE (queue, dedup_id) IN (
       SELECT queue, dedup_id FROM ${DEFAULT_SCHEMA}.dedup
       WHERE expire_at_ms <= $1 LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`,
    [now.getTime()],
  );
  const deleted = rowCount ?? 0;
  return deleted < BATCH ? deleted : deleted + (await sweepDeduplication(pool, now));
}
