import { type Database, Prisma } from '@payspool/db';
import { IS_FIRST, statusOf } from './turns.ts';

/**
 * Makes the waiting reactions of these purchases and subscriptions ready that have no unfinished reaction before them. Call it
 * after the transaction that may have freed them has committed, so that the later of two such transactions sees both.
 *
 * @returns the number of reactions that became ready
 */
export async function promote(db: Database, aggregateIds: readonly bigint[]): Promise<number> {
  if (aggregateIds.length === 0) return 0;
  return promoteWhere(db, waitsIn(aggregateIds), Prisma.empty);
}

/** The same after reactions have ended. A transition is delivered when its last reaction has ended. */
export const promoteAfter = (
  db: Database,
  ended: readonly { readonly outboxId: bigint; readonly aggregateId: bigint }[],
): Promise<number> =>
  promoteWhere(
    db,
    waitsIn(distinct(ended.map(({ aggregateId }) => aggregateId))),
    delivered(Prisma.sql`finished.id = ANY(${distinct(ended.map(({ outboxId }) => outboxId))}::bigint[])`),
  );

const waitsIn = (aggregateIds: readonly bigint[]): Prisma.Sql => Prisma.sql`
  reactions.aggregate_id = ANY(${aggregateIds}::bigint[]) AND ${statusOf('reactions')} = 'waiting'`;

const distinct = (ids: readonly bigint[]): bigint[] => [...new Set(ids)];

/** The same for all purchases: for reactions that a crash between two statements, or a merge of two purchases, left waiting. */
export const promoteAll = (db: Database): Promise<number> =>
  promoteWhere(
    db,
    Prisma.sql`reactions.status = 'waiting'`,
    delivered(Prisma.sql`finished.dispatched_at IS NOT NULL`),
  );

/**
 * Does not wait for locks, because two transactions that lock the same rows in different orders would block each other. Rows that
 * another transaction has locked are promoted by it or by the next sweep.
 */
const promoteWhere = (db: Database, waits: Prisma.Sql, before: Prisma.Sql): Promise<number> =>
  db.$executeRaw`
    WITH ${before} free AS MATERIALIZED (
      SELECT outbox_id, consumer FROM reactions
      WHERE ${waits} AND ${IS_FIRST}
      FOR UPDATE OF reactions SKIP LOCKED
    )
    UPDATE reactions SET status = 'ready' FROM free
    WHERE reactions.outbox_id = free.outbox_id AND reactions.consumer = free.consumer`;

/** Marks transitions that every consumer has finished. */
const delivered = (condition: Prisma.Sql): Prisma.Sql => Prisma.sql`
    delivered AS (
      UPDATE outbox SET delivered_at = now()
      WHERE id = ANY(ARRAY(
        SELECT id FROM outbox AS finished
        WHERE ${condition} AND delivered_at IS NULL AND NOT EXISTS (
          SELECT 1 FROM reactions WHERE outbox_id = finished.id AND ${statusOf('reactions')} IN ('waiting', 'ready', 'queued'))
        FOR UPDATE SKIP LOCKED))
    ),`;
