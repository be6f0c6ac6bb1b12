import { Prisma } from '@payspool/db';
import { FOLD_VERSION } from '../fold/fold.ts';
import { disputePart } from '../fold/references.ts';
import type { Rows } from '../fold/rows.ts';
import type { Owner } from './lock-references.ts';

/** Whose rows they are, and which purchase's or subscription's. */
export interface Target extends Owner {
  readonly aggregateId: bigint;
}

/** The fold's rows as Prisma writes them: with the bookkeeping columns, times as dates, amounts as digits. */
export function wantedRows({ provider, account, aggregateId }: Target, rows: Rows) {
  const common = { provider, account, aggregateId };
  const folded = { ...common, foldVersion: FOLD_VERSION };
  return {
    payments: rows.payments.map((row) => ({
      ...row,
      ...common,
      amountMinor: digits(row.amountMinor),
      refundedMinor: row.refundedMinor.toString(),
      chargedBackMinor: row.chargedBackMinor.toString(),
      occurredAt: new Date(row.occurredAt),
    })),
    refunds: rows.refunds.map((row) => ({ ...row, ...common, ...amountAndTime(row) })),
    disputes: rows.disputes.map((row) => ({ ...row, ...common, ...amountAndTime(row) })),
    orders: rows.orders.map((row) => ({
      ...row,
      ...folded,
      amountMinor: digits(row.amountMinor),
      paidMinor: row.paidMinor.toString(),
      refundedMinor: row.refundedMinor.toString(),
      chargedBackMinor: row.chargedBackMinor.toString(),
      createdAt: new Date(row.createdAt),
      updatedAt: new Date(row.updatedAt),
    })),
    subscriptions: rows.subscriptions.map((row) => ({
      ...row,
      ...folded,
      quantity: row.quantity === null ? null : BigInt(row.quantity),
      items: row.items === null ? Prisma.DbNull : (row.items as unknown as Prisma.InputJsonArray),
      currentPeriodStart: date(row.currentPeriodStart),
      currentPeriodEnd: date(row.currentPeriodEnd),
      cancelAt: date(row.cancelAt),
      canceledAt: date(row.canceledAt),
      trialEnd: date(row.trialEnd),
      startsAt: date(row.startsAt),
      collectionResumesAt: date(row.collectionResumesAt),
      paidPeriodStart: date(row.paidPeriodStart),
      paidUntil: date(row.paidUntil),
      validUntil: date(row.validUntil),
      createdAt: new Date(row.createdAt),
      updatedAt: new Date(row.updatedAt),
    })),
    changes: rows.changes.map((row) => ({ ...row, ...common, at: new Date(row.at) })),
  };
}
export type WantedRows = ReturnType<typeof wantedRows>;
export type TableName = keyof WantedRows;

/** The last columns of each table's natural key, as text: what names a row within its account. */
export const keyOf: { readonly [Table in TableName]: (row: WantedRows[Table][number]) => string } = {
  payments: ({ paymentRef }) => paymentRef,
  refunds: ({ refundRef }) => refundRef,
  disputes: ({ disputeRef, transactionRef }) =>
    disputePart({ disputeRef, transactionRef: transactionRef || undefined }),
  orders: ({ orderRef }) => orderRef,
  subscriptions: ({ subscriptionRef }) => subscriptionRef,
  changes: ({ kind, ref, sequence }) => `${kind} ${ref} ${sequence}`,
};

const amountAndTime = (row: { readonly amountMinor: bigint | null; readonly occurredAt: string }) => ({
  amountMinor: digits(row.amountMinor),
  occurredAt: new Date(row.occurredAt),
});
const digits = (minor: bigint | null): string | null => minor?.toString() ?? null;
const date = (time: string | null): Date | null => (time === null ? null : new Date(time));
