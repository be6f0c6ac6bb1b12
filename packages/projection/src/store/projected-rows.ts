import { FOLD_VERSION } from '../fold/fold.ts';
import type { Rows } from '../fold/rows.ts';
import type { Owner } from './lock-references.ts';

/** The aggregate that rows belong to, with its provider and account. */
export interface Target extends Owner {
  readonly aggregateId: bigint;
}

/** A table that other services read. */
export type ProjectedTable = keyof Rows;

/** A row with its amounts as strings of digits, because they can exceed the range of a JSON number. */
type Stored<Row> = {
  readonly [Column in keyof Row]: Row[Column] extends bigint | null ? string | null : Row[Column];
};
type Kept = Owner & { readonly aggregateId: string; readonly foldVersion?: number };

/** The rows of the fold with the columns that the store adds. */
export type ProjectedRows = {
  readonly [Table in ProjectedTable]: readonly (Stored<Rows[Table][number]> & Kept)[];
};

/** Turns rows of the fold into rows of the tables. Orders and subscriptions also get the version of the fold. */
export function projectedRows(
  { provider, account, aggregateId: id }: Target,
  { orders, payments, refunds, disputes, subscriptions, changes }: Rows,
): ProjectedRows {
  const aggregateId = String(id);
  return {
    orders: orders.map((row) => ({
      provider,
      account,
      aggregateId,
      foldVersion: FOLD_VERSION,
      ...row,
      amountMinor: digits(row.amountMinor),
      paidMinor: String(row.paidMinor),
      refundedMinor: String(row.refundedMinor),
      chargedBackMinor: String(row.chargedBackMinor),
    })),
    payments: payments.map((row) => ({
      provider,
      account,
      aggregateId,
      ...row,
      amountMinor: digits(row.amountMinor),
      refundedMinor: String(row.refundedMinor),
      chargedBackMinor: String(row.chargedBackMinor),
    })),
    refunds: refunds.map((row) => ({
      provider,
      account,
      aggregateId,
      ...row,
      amountMinor: digits(row.amountMinor),
    })),
    disputes: disputes.map((row) => ({
      provider,
      account,
      aggregateId,
      ...row,
      amountMinor: digits(row.amountMinor),
    })),
    subscriptions: subscriptions.map((row) => ({
      provider,
      account,
      aggregateId,
      foldVersion: FOLD_VERSION,
      ...row,
    })),
    changes: changes.map((row) => ({ provider, account, aggregateId, ...row })),
  };
}

const digits = (minor: bigint | null): string | null => (minor === null ? null : String(minor));
