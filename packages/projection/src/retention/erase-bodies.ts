import { type Database, Prisma } from '@payspool/db';
import { inTransaction } from '../store/transaction.ts';
import { rememberErasedCustomers } from './erased-customers.ts';

/** Which bodies to erase. A body must match all given fields. */
export interface ErasureScope {
  readonly provider?: string | undefined;
  readonly account?: string | undefined;
  /**
   * The provider's ids of customers. They select events that name one of them, and all events of purchases of these customers. An event that
   * could not be applied has no such name; `packages/operations` searches its body.
   */
  readonly customerRefs?: readonly string[] | undefined;
  readonly receivedBefore?: Date | undefined;
  /** Only these rows of `events`. */
  readonly among?: readonly bigint[] | undefined;
}

const BATCH = 1000;

/** Returns how many bodies `eraseBodies` would erase. */
export async function countBodies(db: Database, scope: ErasureScope): Promise<number> {
  const { tables, condition } = selectionOf(scope);
  const [row] = await db.$queryRaw<
    { count: bigint }[]
  >`${tables} SELECT count(*) AS count FROM events WHERE ${condition}`;
  return Number(row?.count ?? 0);
}

/**
 * Erases raw bodies and their headers, in batches. Orders and subscriptions do not change, because they are derived from the canonical
 * events. A customer is remembered, so that no body is stored again. After an abort it stops before the next batch. Returns how many bodies
 * were erased.
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
  await rememberErasedCustomers(db, scope);
  const { tables, condition } = selectionOf(scope);
  // The statement waits for events that are being written, so that it skips none. After a deadlock the transaction runs again.
  const erased = await inTransaction(
    db,
    (tx) => tx.$executeRaw`${tables}
      UPDATE events SET raw_body = NULL, headers = '{}'
      WHERE id IN (SELECT id FROM events WHERE ${condition} ORDER BY received_at, id LIMIT ${BATCH} FOR UPDATE)`,
  );
  // A batch is also empty if another process has just erased all of it.
  return { erased, isDone: erased === 0 && (await countBodies(db, scope)) === 0 };
}

interface Selection {
  /** The tables that the condition uses: empty, or `WITH …`. */
  readonly tables: Prisma.Sql;
  readonly condition: Prisma.Sql;
}

function selectionOf({ provider, account, customerRefs, receivedBefore, among }: ErasureScope): Selection {
  const owner = [
    ...(provider === undefined ? [] : [Prisma.sql`provider = ${provider}`]),
    ...(account === undefined ? [] : [Prisma.sql`account = ${account}`]),
  ];
  const conditions = [
    Prisma.sql`raw_body IS NOT NULL`,
    ...owner,
    ...(receivedBefore === undefined ? [] : [Prisma.sql`received_at < ${receivedBefore}`]),
    ...(among === undefined ? [] : [Prisma.sql`id = ANY(${[...among]}::bigint[])`]),
    ...(customerRefs === undefined ? [] : [OF_CUSTOMERS]),
  ];
  return {
    tables:
      customerRefs === undefined ? Prisma.empty : Prisma.sql`WITH ${eventsOfCustomers(customerRefs, owner)}`,
    condition: Prisma.join(conditions, ' AND '),
  };
}

/** `known`: the events that name one of these customers, and all events of their purchases. One reading of `events` serves all customers. */
export const eventsOfCustomers = (
  customerRefs: readonly string[],
  owner: readonly Prisma.Sql[] = [],
): Prisma.Sql => Prisma.sql`
  refs (ref) AS MATERIALIZED (SELECT unnest(${[...customerRefs]}::text[])),
  named AS MATERIALIZED (
    SELECT id, aggregate_id FROM events
    WHERE ${Prisma.join(
      [
        ...owner,
        Prisma.sql`EXISTS (
      SELECT 1 FROM jsonb_array_elements(canonical) AS fact WHERE fact->>'customerRef' IN (SELECT ref FROM refs))`,
      ],
      ' AND ',
    )}),
  purchases AS MATERIALIZED (
    SELECT aggregate_id FROM named WHERE aggregate_id IS NOT NULL
    UNION SELECT aggregate_id FROM orders WHERE ${Prisma.join([...owner, Prisma.sql`customer_ref IN (SELECT ref FROM refs)`], ' AND ')}
    UNION SELECT aggregate_id FROM subscriptions WHERE ${Prisma.join([...owner, Prisma.sql`customer_ref IN (SELECT ref FROM refs)`], ' AND ')}),
  known AS MATERIALIZED (
    SELECT id, provider, account, event_key, part_of, aggregate_id FROM events
    WHERE id IN (SELECT id FROM named) OR aggregate_id IN (SELECT aggregate_id FROM purchases))`;

/**
 * The known events. For a part it is the row of its delivery, which has the body, and every other delivery that contains the event: a part
 * with a key of its own may come with several deliveries, and belongs to the first one.
 */
const OF_CUSTOMERS = Prisma.sql`(
  id IN (SELECT id FROM known)
  OR (status = 'split' AND (provider, account, event_key) IN (
    SELECT provider, account, part_of FROM known WHERE part_of IS NOT NULL))
  OR (status = 'split' AND EXISTS (
    SELECT 1 FROM known WHERE known.provider = events.provider AND known.account = events.account
      AND position(convert_to('"' || known.event_key || '"', 'UTF8') IN events.raw_body) > 0)))`;
