import type { Transaction } from '@payspool/db';
import { FOLD_VERSION } from '../fold/fold.ts';
import type { ChangeRow, DisputeRow, OrderRow, PaymentRow, RefundRow, Rows, SubscriptionRow } from '../fold/rows.ts';
import type { Owner } from './lock-references.ts';
import { replaceRows } from './replace-rows.ts';

interface Target extends Owner {
  readonly aggregateId: bigint;
}

/** Makes the tables hold exactly `rows` for one purchase or subscription. */
export async function writeRows(tx: Transaction, target: Target, rows: Rows): Promise<void> {
  await writePayments(tx, target, rows.payments);
  await writeRefunds(tx, target, rows.refunds);
  await writeDisputes(tx, target, rows.disputes);
  await writeOrders(tx, target, rows.orders);
  await writeSubscriptions(tx, target, rows.subscriptions);
  await writeChanges(tx, target, rows.changes);
}

async function writeOrders(tx: Transaction, { provider, account, aggregateId }: Target, rows: readonly OrderRow[]) {
  const wanted = rows.map((row) => ({
    ...row,
    provider,
    account,
    aggregateId,
    foldVersion: FOLD_VERSION,
    amountMinor: decimal(row.amountMinor),
    paidMinor: row.paidMinor.toString(),
    refundedMinor: row.refundedMinor.toString(),
    chargedBackMinor: row.chargedBackMinor.toString(),
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  }));
  await replaceRows(await tx.order.findMany({ where: { aggregateId } }), wanted, {
    keyOf: ({ orderRef }) => orderRef,
    create: (data) => tx.order.createMany({ data }),
    update: (data) =>
      tx.order.update({ where: { provider_account_orderRef: { provider, account, orderRef: data.orderRef } }, data }),
    remove: (refs) => tx.order.deleteMany({ where: { provider, account, orderRef: { in: refs } } }),
  });
}

async function writePayments(tx: Transaction, { provider, account, aggregateId }: Target, rows: readonly PaymentRow[]) {
  const wanted = rows.map((row) => ({
    ...row,
    provider,
    account,
    aggregateId,
    amountMinor: decimal(row.amountMinor),
    refundedMinor: row.refundedMinor.toString(),
    occurredAt: new Date(row.occurredAt),
  }));
  await replaceRows(await tx.payment.findMany({ where: { aggregateId } }), wanted, {
    keyOf: ({ paymentRef }) => paymentRef,
    create: (data) => tx.payment.createMany({ data }),
    update: (data) =>
      tx.payment.update({
        where: { provider_account_paymentRef: { provider, account, paymentRef: data.paymentRef } },
        data,
      }),
    remove: (refs) => tx.payment.deleteMany({ where: { provider, account, paymentRef: { in: refs } } }),
  });
}

async function writeRefunds(tx: Transaction, { provider, account, aggregateId }: Target, rows: readonly RefundRow[]) {
  const wanted = rows.map((row) => ({
    ...row,
    provider,
    account,
    aggregateId,
    amountMinor: decimal(row.amountMinor),
    occurredAt: new Date(row.occurredAt),
  }));
  await replaceRows(await tx.refund.findMany({ where: { aggregateId } }), wanted, {
    keyOf: ({ refundRef }) => refundRef,
    create: (data) => tx.refund.createMany({ data }),
    update: (data) =>
      tx.refund.update({ where: { provider_account_refundRef: { provider, account, refundRef: data.refundRef } }, data }),
    remove: (refs) => tx.refund.deleteMany({ where: { provider, account, refundRef: { in: refs } } }),
  });
}

async function writeDisputes(tx: Transaction, { provider, account, aggregateId }: Target, rows: readonly DisputeRow[]) {
  const wanted = rows.map((row) => ({
    ...row,
    provider,
    account,
    aggregateId,
    amountMinor: decimal(row.amountMinor),
    occurredAt: new Date(row.occurredAt),
  }));
  await replaceRows(await tx.dispute.findMany({ where: { aggregateId } }), wanted, {
    keyOf: ({ disputeRef }) => disputeRef,
    create: (data) => tx.dispute.createMany({ data }),
    update: (data) =>
      tx.dispute.update({
        where: { provider_account_disputeRef: { provider, account, disputeRef: data.disputeRef } },
        data,
      }),
    remove: (refs) => tx.dispute.deleteMany({ where: { provider, account, disputeRef: { in: refs } } }),
  });
}

async function writeSubscriptions(
  tx: Transaction,
  { provider, account, aggregateId }: Target,
  rows: readonly SubscriptionRow[],
) {
  const wanted = rows.map((row) => ({
    ...row,
    provider,
    account,
    aggregateId,
    foldVersion: FOLD_VERSION,
    currentPeriodStart: moment(row.currentPeriodStart),
    currentPeriodEnd: moment(row.currentPeriodEnd),
    cancelAt: moment(row.cancelAt),
    canceledAt: moment(row.canceledAt),
    trialEnd: moment(row.trialEnd),
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  }));
  await replaceRows(await tx.subscription.findMany({ where: { aggregateId } }), wanted, {
    keyOf: ({ subscriptionRef }) => subscriptionRef,
    create: (data) => tx.subscription.createMany({ data }),
    update: (data) =>
      tx.subscription.update({
        where: { provider_account_subscriptionRef: { provider, account, subscriptionRef: data.subscriptionRef } },
        data,
      }),
    remove: (refs) => tx.subscription.deleteMany({ where: { provider, account, subscriptionRef: { in: refs } } }),
  });
}

/** The whole history is derived again with every event; what stays as it was is left alone. */
async function writeChanges(tx: Transaction, { provider, account, aggregateId }: Target, rows: readonly ChangeRow[]) {
  const wanted = rows.map((row) => ({ ...row, provider, account, aggregateId, at: new Date(row.at) }));
  const keyOf = ({ kind, ref, sequence }: ChangeRow | (typeof wanted)[number]) => `${kind} ${ref} ${sequence}`;
  const present = await tx.change.findMany({ where: { aggregateId } });
  await replaceRows(present, wanted, {
    keyOf,
    create: (data) => tx.change.createMany({ data }),
    update: ({ kind, ref, sequence, ...data }) =>
      tx.change.update({
        where: { provider_account_kind_ref_sequence: { provider, account, kind, ref, sequence } },
        data,
      }),
    remove: (keys) =>
      tx.change.deleteMany({
        where: {
          OR: present
            .filter(({ kind, ref, sequence }) => keys.includes(`${kind} ${ref} ${sequence}`))
            .map(({ kind, ref, sequence }) => ({ provider, account, kind, ref, sequence })),
        },
      }),
  });
}

const decimal = (minor: bigint | null): string | null => minor?.toString() ?? null;
const moment = (time: string | null): Date | null => (time === null ? null : new Date(time));
