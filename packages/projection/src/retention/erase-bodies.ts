import { type Database, Prisma } from '@payspool/db';
import { inTransaction } from '../store/transaction.ts';

/** Whose bodies: of a customer, of a time of receipt, or of both. */
export interface ErasureScope {
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
  /** The provider's id of the customer: every event that names it, and every event of the purchases and subscriptions that do. */
  readonly customerRef?: string | undefined;
  readonly receivedBefore?: Date | undefined;
}

const BATCH = 1000;

/** How many bodies `eraseBodies` would erase. */
export async function countBodies(db: Database, scope: ErasureScope): Promise<number> {
  const [row] = await db.$queryRaw<
    { count: bigint }[]
  >`SELECT count(*) AS count FROM events WHERE ${within(scope)}`;
  return Number(row?.count ?? 0);
}

/**
 * Erases raw bodies and the headers that came with them, a batch at a time. Orders and subscriptions stay as they are: they are
 * derived from the canonical events. Returns how many were erased; an abort ends it between two batches.
 */
export async function eraseBodies(db: Database, scope: ErasureScope, signal?: AbortSignal): Promise<number> {
  let erased = 0;
  for (;;) {
    if (signal?.aborted) return erased;
    // Waits for events that are being written: none may be passed over. In a transaction of its own, which is run again after a deadlock.
    const batch = await inTransaction(
      db,
      (tx) => tx.$executeRaw`
        UPDATE events SET raw_body = NULL, headers = '{}'
        WHERE id IN (SELECT id FROM events WHERE ${within(scope)} ORDER BY received_at, id LIMIT ${BATCH} FOR UPDATE)`,
    );
    erased += batch;
    // A batch comes to nothing also where somebody else has just erased all of it.
    if (batch === 0 && (await countBodies(db, scope)) === 0) return erased;
  }
}

function within({ provider, account, customerRef, receivedBefore }: ErasureScope): Prisma.Sql {
  const conditions = [
    Prisma.sql`raw_body IS NOT NULL`,
    ...(provider === undefined ? [] : [Prisma.sql`provider = ${provider}`]),
    ...(account === undefined ? [] : [Prisma.sql`account = ${account}`]),
    ...(receivedBefore === undefined ? [] : [Prisma.sql`received_at < ${receivedBefore}`]),
    ...(customerRef === undefined ? [] : [ofCustomer(customerRef)]),
  ];
  return Prisma.join(conditions, ' AND ');
}

/** The body of a part is its delivery's. */
function ofCustomer(customerRef: string): Prisma.Sql {
  const named = JSON.stringify([{ customerRef }]);
  const purchases = Prisma.sql`SELECT aggregate_id FROM events WHERE canonical @> ${named}::jsonb`;
  return Prisma.sql`(
    canonical @> ${named}::jsonb
    OR (status <> 'applied' AND position(convert_to(${customerRef}, 'UTF8') IN raw_body) > 0)
    OR aggregate_id IN (${purchases})
    OR (status = 'split' AND (provider, account, event_key) IN (
      SELECT provider, account, part_of FROM events
      WHERE part_of IS NOT NULL AND (canonical @> ${named}::jsonb OR aggregate_id IN (${purchases})))))`;
}
