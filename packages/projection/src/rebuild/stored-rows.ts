import type { Transaction } from '@payspool/db';
import type { TableName } from '../store/wanted-rows.ts';

export type StoredRow = { readonly aggregateId: bigint } & Readonly<Record<string, unknown>>;

/** The live rows of several purchases and subscriptions, by table. */
export async function storedRows(
  tx: Transaction,
  ids: readonly bigint[],
): Promise<Record<TableName, StoredRow[]>> {
  const where = { aggregateId: { in: [...ids] } };
  return {
    payments: await tx.payment.findMany({ where }),
    refunds: await tx.refund.findMany({ where }),
    disputes: await tx.dispute.findMany({ where }),
    orders: await tx.order.findMany({ where }),
    subscriptions: await tx.subscription.findMany({ where }),
    changes: await tx.change.findMany({ where }),
  };
}
