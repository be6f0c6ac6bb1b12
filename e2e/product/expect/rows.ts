import type { ExpectedRows } from '@payspool/cli';
import type { Database } from '@payspool/db';

/** One row that differs from the scenario. */
export interface Difference {
  readonly provider: string;
  readonly ref: string;
  readonly problem: string;
}

/** Compares the tables with the hand-written rows of the scenarios: every expected row must match, and no other row may exist. */
export async function differencesFrom(db: Database, expected: ExpectedRows): Promise<Difference[]> {
  const [orders, subscriptions] = await Promise.all([db.order.findMany(), db.subscription.findMany()]);
  return [
    ...compareRows(
      expected.orders.map(({ provider, orderRef: ref, ...columns }) => ({ provider, ref, columns })),
      orders.map((row) => ({
        provider: row.provider,
        ref: row.orderRef,
        columns: {
          status: row.status,
          disputed: row.disputed,
          currency: row.currency,
          amountMinor: row.amountMinor?.toFixed(0),
          paidMinor: row.paidMinor.toFixed(0),
          refundedMinor: row.refundedMinor.toFixed(0),
          chargedBackMinor: row.chargedBackMinor.toFixed(0),
        },
      })),
    ),
    ...compareRows(
      expected.subscriptions.map(({ provider, subscriptionRef: ref, ...columns }) => ({
        provider,
        ref,
        columns,
      })),
      subscriptions.map(({ provider, subscriptionRef: ref, status }) => ({
        provider,
        ref,
        columns: { status },
      })),
    ),
  ];
}

interface Row {
  readonly provider: string;
  readonly ref: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

/** Rows that are missing, wrong, duplicated, or should not exist. */
export function compareRows(expected: readonly Row[], actual: readonly Row[]): Difference[] {
  const keyOf = ({ provider, ref }: Row) => `${provider} ${ref}`;
  const left = new Map(actual.map((row) => [keyOf(row), row]));
  const wrong = expected.flatMap((row) => {
    const there = left.get(keyOf(row));
    left.delete(keyOf(row));
    const { provider, ref } = row;
    if (!there) return [{ provider, ref, problem: 'is missing' }];
    return Object.entries(row.columns).flatMap(([column, value]) =>
      String(there.columns[column]) === String(value)
        ? []
        : [{ provider, ref, problem: `${column} is ${String(there.columns[column])}, not ${String(value)}` }],
    );
  });
  const places = new Map(actual.map((row, place) => [keyOf(row), place]));
  const repeated = actual.filter((row, place) => places.get(keyOf(row)) !== place);
  return [
    ...wrong,
    ...repeated.map(({ provider, ref }) => ({ provider, ref, problem: 'is there twice' })),
    ...[...left.values()].map(({ provider, ref }) => ({ provider, ref, problem: 'should not exist' })),
  ];
}
