import type { Transaction } from '@payspool/db';
import type { ProjectedTable } from '../store/projected-rows.ts';

export type StoredRow = { readonly aggregateId: bigint } & Readonly<Record<string, unknown>>;

/** The live rows of several purchases and subscriptions, by table, in an order that is the same each time. */
export async function storedRows(
  tx: Transaction,
  ids: readonly bigint[],
): Promise<Record<ProjectedTable, StoredRow[]>> {
  const where = { aggregateId: { in: [...ids] } };
  return {
    payments: await tx.payment.findMany({ where, orderBy: { paymentRef: 'asc' } }),
    refunds: await tx.refund.findMany({ where, orderBy: { refundRef: 'asc' } }),
    disputes: await tx.dispute.findMany({ where, orderBy: { disputeRef: 'asc' } }),
    orders: await tx.order.findMany({ where, orderBy: { orderRef: 'asc' } }),
    subscriptions: await tx.subscription.findMany({ where, orderBy: { subscriptionRef: 'asc' } }),
    changes: await tx.change.findMany({
      where,
      orderBy: [{ kind: 'asc' }, { ref: 'asc' }, { sequence: 'asc' }],
    }),
  };
}
