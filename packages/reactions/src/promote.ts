import type { Database } from '@payspool/db';

/**
 * Makes ready what waits with nothing unfinished before it, of these purchases and subscriptions or of all. To be called after whatever may
 * have freed it is committed: of two that free one another's way the later one sees both.
 *
 * @returns how many became ready
 */
export async function promote(db: Database, aggregateIds: readonly bigint[]): Promise<number> {
  if (aggregateIds.length === 0) return 0;
  return db.$executeRaw`
    UPDATE reactions SET status = 'ready'
    WHERE status = 'waiting' AND aggregate_id = ANY(${aggregateIds}::bigint[]) AND NOT EXISTS (
      SELECT 1 FROM reactions AS earlier
      WHERE earlier.aggregate_id = reactions.aggregate_id AND earlier.consumer = reactions.consumer
        AND earlier.outbox_id < reactions.outbox_id AND earlier.status IN ('waiting', 'ready', 'queued'))`;
}

/** The same for all: for what a crash between two statements, or a merge of two purchases, left behind. */
export async function promoteAll(db: Database): Promise<number> {
  await db.$executeRaw`
    UPDATE outbox SET delivered_at = now()
    WHERE delivered_at IS NULL AND dispatched_at IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM reactions WHERE outbox_id = outbox.id AND status IN ('waiting', 'ready', 'queued'))`;
  return db.$executeRaw`
    UPDATE reactions SET status = 'ready'
    WHERE status = 'waiting' AND NOT EXISTS (
      SELECT 1 FROM reactions AS earlier
      WHERE earlier.aggregate_id = reactions.aggregate_id AND earlier.consumer = reactions.consumer
        AND earlier.outbox_id < reactions.outbox_id AND earlier.status IN ('waiting', 'ready', 'queued'))`;
}
