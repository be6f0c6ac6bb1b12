import { type Database, Prisma } from '@payspool/db';

/**
 * Makes ready what waits with nothing unfinished before it, of these purchases and subscriptions or of all. To be called after whatever may
 * have freed it is committed: of two that free one another's way the later one sees both.
 *
 * @returns how many became ready
 */
export async function promote(db: Database, aggregateIds: readonly bigint[]): Promise<number> {
  if (aggregateIds.length === 0) return 0;
  return promoteWhere(db, Prisma.sql`reactions.aggregate_id = ANY(${aggregateIds}::bigint[])`);
}

/** The same for all: for what a crash between two statements, or a merge of two purchases, left behind. */
export async function promoteAll(db: Database): Promise<number> {
  await db.$executeRaw`
    UPDATE outbox SET delivered_at = now()
    WHERE id = ANY(ARRAY(
      SELECT id FROM outbox AS finished
      WHERE delivered_at IS NULL AND dispatched_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM reactions WHERE outbox_id = finished.id AND status IN ('waiting', 'ready', 'queued'))
      FOR UPDATE SKIP LOCKED))`;
  return promoteWhere(db, Prisma.sql`true`);
}

/** Waits for nobody: two that lock the same rows in another order would. What somebody else holds is his to promote, or the next sweep's. */
const promoteWhere = (db: Database, condition: Prisma.Sql): Promise<number> =>
  db.$executeRaw`
    WITH free AS MATERIALIZED (
      SELECT outbox_id, consumer FROM reactions
      WHERE status = 'waiting' AND ${condition} AND NOT EXISTS (
        SELECT 1 FROM reactions AS earlier
        WHERE earlier.aggregate_id = reactions.aggregate_id AND earlier.consumer = reactions.consumer
          AND earlier.outbox_id < reactions.outbox_id AND earlier.status IN ('waiting', 'ready', 'queued'))
      FOR UPDATE OF reactions SKIP LOCKED
    )
    UPDATE reactions SET status = 'ready' FROM free
    WHERE reactions.outbox_id = free.outbox_id AND reactions.consumer = free.consumer`;
