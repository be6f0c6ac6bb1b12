import type { Transaction } from '@payspool/db';
import type { Folded } from '../fold/fold.ts';
import type { Rows } from '../fold/rows.ts';
import { replaceRows } from './replace-rows.ts';
import { keyOf, type TableName, type Target, type WantedRows, wantedRows } from './wanted-rows.ts';

/** Makes the tables hold exactly `rows` for one purchase or subscription, touching only rows that differ. */
export async function writeRows(tx: Transaction, target: Target, rows: Rows): Promise<void> {
  const wanted = wantedRows(target, rows);
  await writeCurrent(tx, target, { wanted, mayHold: () => true, mayRemove: true });
  await writeHistory(tx, target, wanted);
}

/**
 * The same where `rows` are only those that may have changed, and `rows.changes` those from a certain event on. Of a new one (`isNew`) no table
 * holds anything.
 */
export async function appendRows(
  tx: Transaction,
  target: Target,
  { rows, gone, isNew }: Pick<Folded, 'rows' | 'gone'> & { readonly isNew: boolean },
): Promise<void> {
  const wanted = wantedRows(target, rows);
  const { provider, account, aggregateId } = target;
  if (gone.payments.length > 0)
    await tx.payment.deleteMany({
      where: { provider, account, aggregateId, paymentRef: { in: [...gone.payments] } },
    });
  await writeCurrent(tx, target, {
    wanted,
    mayHold: (table) => !isNew && wanted[table].length > 0,
    mayRemove: false,
  });
  for (const { kind, ref, after } of gone.changes)
    await tx.change.deleteMany({
      where: { provider, account, aggregateId, kind, ref, sequence: { gt: after } },
    });
  for (const { kind, ref, sequence } of isNew ? [] : firstOfEach(rows.changes))
    await tx.change.deleteMany({
      where: { provider, account, aggregateId, kind, ref, sequence: { gte: sequence } },
    });
  if (wanted.changes.length > 0) await tx.change.createMany({ data: wanted.changes });
}

/** The first change of each order and subscription: all later ones are there, too. */
const firstOfEach = (changes: Rows['changes']): Rows['changes'] => [
  ...new Map(changes.toReversed().map((change) => [`${change.kind} ${change.ref}`, change])).values(),
];

async function writeCurrent(
  tx: Transaction,
  { provider, account, aggregateId }: Target,
  {
    wanted,
    mayHold,
    mayRemove,
  }: {
    readonly wanted: WantedRows;
    readonly mayHold: (table: TableName) => boolean;
    readonly mayRemove: boolean;
  },
): Promise<void> {
  const where = { aggregateId };
  const owner = { provider, account };
  const present = <Row extends object>(table: TableName, rows: Row[]): Row[] => {
    if (mayRemove) return rows;
    const nameOf = keyOf[table] as (row: object) => string;
    const names = new Set(wanted[table].map(nameOf));
    return rows.filter((row) => names.has(nameOf(row)));
  };

  await replaceRows(
    mayHold('payments') ? present('payments', await tx.payment.findMany({ where })) : [],
    wanted.payments,
    {
      keyOf: keyOf.payments,
      create: (data) => tx.payment.createMany({ data }),
      update: (data) =>
        tx.payment.update({
          where: { provider_account_paymentRef: { ...owner, paymentRef: data.paymentRef } },
          data,
        }),
      remove: (refs) => tx.payment.deleteMany({ where: { ...owner, paymentRef: { in: refs } } }),
    },
  );
  await replaceRows(
    mayHold('refunds') ? present('refunds', await tx.refund.findMany({ where })) : [],
    wanted.refunds,
    {
      keyOf: keyOf.refunds,
      create: (data) => tx.refund.createMany({ data }),
      update: (data) =>
        tx.refund.update({
          where: { provider_account_refundRef: { ...owner, refundRef: data.refundRef } },
          data,
        }),
      remove: (refs) => tx.refund.deleteMany({ where: { ...owner, refundRef: { in: refs } } }),
    },
  );
  await replaceRows(
    mayHold('disputes') ? present('disputes', await tx.dispute.findMany({ where })) : [],
    wanted.disputes,
    {
      keyOf: keyOf.disputes,
      create: (data) => tx.dispute.createMany({ data }),
      update: (data) =>
        tx.dispute.update({
          where: {
            provider_account_disputeRef_transactionRef: {
              ...owner,
              disputeRef: data.disputeRef,
              transactionRef: data.transactionRef,
            },
          },
          data,
        }),
      remove: (keys) =>
        tx.$executeRaw`
        DELETE FROM disputes WHERE aggregate_id = ${aggregateId}
          AND CASE transaction_ref WHEN '' THEN dispute_ref ELSE dispute_ref || '/' || transaction_ref END = ANY(${keys}::text[])`,
    },
  );
  await replaceRows(
    mayHold('orders') ? present('orders', await tx.order.findMany({ where })) : [],
    wanted.orders,
    {
      keyOf: keyOf.orders,
      create: (data) => tx.order.createMany({ data }),
      update: (data) =>
        tx.order.update({
          where: { provider_account_orderRef: { ...owner, orderRef: data.orderRef } },
          data,
        }),
      remove: (refs) => tx.order.deleteMany({ where: { ...owner, orderRef: { in: refs } } }),
    },
  );
  await replaceRows(
    mayHold('subscriptions') ? present('subscriptions', await tx.subscription.findMany({ where })) : [],
    wanted.subscriptions,
    {
      keyOf: keyOf.subscriptions,
      create: (data) => tx.subscription.createMany({ data }),
      update: (data) =>
        tx.subscription.update({
          where: { provider_account_subscriptionRef: { ...owner, subscriptionRef: data.subscriptionRef } },
          data,
        }),
      remove: (refs) => tx.subscription.deleteMany({ where: { ...owner, subscriptionRef: { in: refs } } }),
    },
  );
}

async function writeHistory(
  tx: Transaction,
  { provider, account, aggregateId }: Target,
  wanted: WantedRows,
): Promise<void> {
  const owner = { provider, account };
  await replaceRows(await tx.change.findMany({ where: { aggregateId } }), wanted.changes, {
    keyOf: keyOf.changes,
    create: (data) => tx.change.createMany({ data }),
    update: ({ kind, ref, sequence, ...data }) =>
      tx.change.update({
        where: { provider_account_kind_ref_sequence: { ...owner, kind, ref, sequence } },
        data,
      }),
    remove: (keys) =>
      tx.$executeRaw`
        DELETE FROM changes
        WHERE aggregate_id = ${aggregateId} AND kind || ' ' || ref || ' ' || sequence = ANY(${keys}::text[])`,
  });
}
