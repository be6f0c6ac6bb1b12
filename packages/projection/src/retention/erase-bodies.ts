import { type Database, Prisma } from '@payspool/db';
import { inTransaction } from '../store/transaction.ts';
import { rememberErasedCustomer } from './erased-customers.ts';

/** Which bodies to erase. A body must match all given fields. */
export interface ErasureScope {
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
  /** The provider's id of a customer. It selects events that name the customer, and all events of aggregates with such an event. */
  readonly customerRef?: string | undefined;
  readonly receivedBefore?: Date | undefined;
}

const BATCH = 1000;

/** Returns how many bodies `eraseBodies` would erase. */
export async function countBodies(db: Database, scope: ErasureScope): Promise<number> {
  const [row] = await db.$queryRaw<
    { count: bigint }[]
  >`SELECT count(*) AS count FROM events WHERE ${within(scope)}`;
  return Number(row?.count ?? 0);
}

/**
 * Erases raw bodies and their headers, in batches. Orders and subscriptions do not change, because they are derived from the canonical
 * events. A customer is remembered, so that no body is read from an API again. After an abort it stops before the next batch. Returns how
 * many bodies were erased.
 */
export async function eraseBodies(db: Database, scope: ErasureScope, signal?: AbortSignal): Promise<number> {
  let total = 0;
  for (;;) {
    if (signal?.aborted) return total;
    const { erased, isDone } = await eraseBatch(db, scope);
    total += erased;
    if (isDone) return total;
  }
}

/** Erases one batch as `eraseBodies` does. */
export async function eraseBatch(
  db: Database,
  scope: ErasureScope,
): Promise<{ readonly erased: number; readonly isDone: boolean }> {
  await rememberErasedCustomer(db, scope);
  // The statement waits for events that are being written, so that it skips none. After a deadlock the transaction runs again.
  const erased = await inTransaction(
    db,
    (tx) => tx.$executeRaw`
      UPDATE events SET raw_body = NULL, headers = '{}'
      WHERE id IN (SELECT id FROM events WHERE ${within(scope)} ORDER BY received_at, id LIMIT ${BATCH} FOR UPDATE)`,
  );
  // A batch is also empty if another process has just erased all of it.
  return { erased, isDone: erased === 0 && (await countBodies(db, scope)) === 0 };
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

/**
 * Selects the events of a customer. For a part it selects the row of its delivery, which has the body, and every other delivery that
 * contains the event: a part with a key of its own may come with several deliveries, and belongs to the first one.
 */
function ofCustomer(customerRef: string): Prisma.Sql {
  const named = JSON.stringify([{ customerRef }]);
  const purchases = Prisma.sql`SELECT aggregate_id FROM events WHERE canonical @> ${named}::jsonb`;
  return Prisma.sql`(
    canonical @> ${named}::jsonb
    OR (status <> 'applied' AND position(convert_to(${customerRef}, 'UTF8') IN raw_body) > 0)
    OR aggregate_id IN (${purchases})
    OR (status = 'split' AND (provider, account, event_key) IN (
      SELECT provider, account, part_of FROM events
      WHERE part_of IS NOT NULL AND (canonical @> ${named}::jsonb OR aggregate_id IN (${purchases}))))
    OR (status = 'split' AND EXISTS (
      SELECT 1 FROM json_array_elements((
        SELECT json_agg(json_build_array(provider, account, event_key)) FROM events
        WHERE canonical @> ${named}::jsonb OR aggregate_id IN (${purchases}))) AS known
      WHERE known->>0 = events.provider AND known->>1 = events.account
        AND position(convert_to('"' || (known->>2) || '"', 'UTF8') IN events.raw_body) > 0)))`;
}
