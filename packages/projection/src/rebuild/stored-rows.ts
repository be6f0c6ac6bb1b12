import type { Transaction } from '@payspool/db';
import type { ProjectedTable } from '../store/projected-rows.ts';

/** A row as Prisma read it. */
export type StoredRow = { readonly aggregateId: bigint } & Readonly<Record<string, unknown>>;

/** Reads the stored rows of several aggregates, by table, always in the same order. */
export async function storedRows(
  tx: Transaction,
  ids: readonly bigint[],
): Promise<Record<ProjectedTable, StoredRow[]>> {
  const where = { aggregateId: { in: [...ids] } };
  return {
    payments: await inPages((page) =>
      tx.payment.findMany({ where, ...page, orderBy: [{ paymentRef: 'asc' }, OWNER] }),
    ),
    refunds: await inPages((page) =>
      tx.refund.findMany({ where, ...page, orderBy: [{ refundRef: 'asc' }, OWNER] }),
    ),
    disputes: await inPages((page) =>
      tx.dispute.findMany({
        where,
        ...page,
        orderBy: [{ disputeRef: 'asc' }, { transactionRef: 'asc' }, OWNER],
      }),
    ),
    orders: await tx.order.findMany({ where, orderBy: { orderRef: 'asc' } }),
    subscriptions: await tx.subscription.findMany({ where, orderBy: { subscriptionRef: 'asc' } }),
    changes: await inPages((page) =>
      tx.change.findMany({
        where,
        ...page,
        orderBy: [{ kind: 'asc' }, { ref: 'asc' }, { eventKey: 'asc' }, { eventIndex: 'asc' }, OWNER],
      }),
    ),
  };
}

/** Completes the order of the rows: two accounts may have rows with the same reference, and pages need a total order. */
const OWNER = { aggregateId: 'asc' } as const;

/** The number of rows that one statement reads, which limits the time to decode the result. */
const PAGE = 1000;

/** Reads all rows page by page. Expects that the table does not change meanwhile. */
async function inPages<Row>(
  read: (page: { readonly skip: number; readonly take: number }) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const page = await read({ skip: rows.length, take: PAGE });
    rows.push(...page);
    if (page.length < PAGE) return rows;
  }
}
