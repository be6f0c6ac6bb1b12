import { FOLD_VERSION } from '../fold/fold.ts';
import type { Rows } from '../fold/rows.ts';
import type { Owner } from './lock-references.ts';

/** Whose rows they are, and which purchase's or subscription's. */
export interface Target extends Owner {
  readonly aggregateId: bigint;
}

/** A table that other services read. */
export type ProjectedTable = keyof Rows;

type Kept = Target & { readonly foldVersion?: number };
/** The fold's rows with the columns that are the store's own. */
export type ProjectedRows = {
  readonly [Table in ProjectedTable]: readonly (Rows[Table][number] & Kept)[];
};

/** Rows as the tables keep them. Of orders and subscriptions they say which version of the fold made them. */
export function projectedRows(
  { provider, account, aggregateId }: Target,
  { orders, payments, refunds, disputes, subscriptions, changes }: Rows,
): ProjectedRows {
  const kept = { provider, account, aggregateId };
  const folded = { ...kept, foldVersion: FOLD_VERSION };
  return {
    orders: orders.map((row) => ({ ...row, ...folded })),
    payments: payments.map((row) => ({ ...row, ...kept })),
    refunds: refunds.map((row) => ({ ...row, ...kept })),
    disputes: disputes.map((row) => ({ ...row, ...kept })),
    subscriptions: subscriptions.map((row) => ({ ...row, ...folded })),
    changes: changes.map((row) => ({ ...row, ...kept })),
  };
}
