import { compareChanges } from '../src/fold/changes.ts';
import { compareText } from '../src/fold/history.ts';
import type { Database } from '@payspool/db';
import type {
  ChangeRow,
  DisputeRow,
  OrderRow,
  PaymentRow,
  RefundRow,
  Rows,
  SubscriptionRow,
} from '../src/index.ts';

interface Owner {
  readonly provider: string;
  readonly account: string;
}

/** Everything that the tables hold of one account, in the fold's own spelling: what two projections are compared by. */
export async function readRows(db: Database, { provider, account }: Owner): Promise<Rows> {
  const where = { provider, account };
  const [orders, payments, refunds, disputes, subscriptions, changes] = await Promise.all([
    db.order.findMany({ where, orderBy: { orderRef: 'asc' } }),
    db.payment.findMany({ where, orderBy: { paymentRef: 'asc' } }),
    db.refund.findMany({ where, orderBy: [{ occurredAt: 'asc' }, { refundRef: 'asc' }] }),
    db.dispute.findMany({
      where,
      orderBy: [{ occurredAt: 'asc' }, { disputeRef: 'asc' }, { transactionRef: 'asc' }],
    }),
    db.subscription.findMany({ where, orderBy: { subscriptionRef: 'asc' } }),
    db.change.findMany({ where }),
  ]);
  return {
    orders: orders.map((row) => spelled(row) as OrderRow),
    payments: payments.map((row) => spelled(row) as PaymentRow),
    refunds: refunds.map((row) => spelled(row) as RefundRow),
    disputes: disputes.map((row) => spelled(row) as DisputeRow),
    subscriptions: subscriptions.map((row) => spelled(row) as SubscriptionRow),
    changes: changes
      .map((row) => spelled(row) as ChangeRow)
      .toSorted((a, b) => compareText(a.kind, b.kind) || compareText(a.ref, b.ref) || compareChanges(a, b)),
  };
}

const BOOKKEEPING = new Set(['provider', 'account', 'aggregateId', 'foldVersion']);

/** Amounts as `bigint`, quantities as numbers, times as text, without the columns that are the store's own. */
function spelled(row: object): unknown {
  const columns = Object.entries(row).filter(([column]) => !BOOKKEEPING.has(column));
  return Object.fromEntries(
    columns.map(([column, value]) => {
      if (value instanceof Date) return [column, value.toISOString()];
      if (column === 'quantity') return [column, value === null ? null : Number(value)];
      return [column, column.endsWith('Minor') && value !== null ? BigInt(String(value)) : value];
    }),
  );
}

/** Rows of the internal tables, to find what was left behind. */
export async function countInternals(db: Database, { provider, account }: Owner) {
  const where = { provider, account };
  const [aggregates, aliases, events] = await Promise.all([
    db.aggregate.findMany({ where, include: { _count: { select: { events: true, aliases: true } } } }),
    db.alias.count({ where }),
    db.event.count({ where }),
  ]);
  return {
    aggregates: aggregates.length,
    withoutEvents: aggregates.filter(({ _count }) => _count.events === 0).length,
    withoutAliases: aggregates.filter(({ _count }) => _count.aliases === 0).length,
    aliases,
    events,
  };
}
