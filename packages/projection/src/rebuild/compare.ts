import { Prisma } from '@payspool/db';
import { disputePart } from '../fold/references.ts';
import type { ProjectedRows, ProjectedTable } from '../store/projected-rows.ts';
import type { StoredRow } from './stored-rows.ts';

/** One row that is not what its events say. */
export interface RowDifference {
  readonly table: ProjectedTable;
  /** What names the row within its account. */
  readonly key: string;
  readonly kind: 'missing' | 'unexpected' | 'different';
  /** For `different`: each column with what is stored and what the events say, as text. */
  readonly columns: readonly { readonly column: string; readonly stored: string; readonly derived: string }[];
}

/** Compares the live rows of one purchase or subscription with what the fold makes of its events. */
export function compareRows(
  stored: Readonly<Record<ProjectedTable, readonly StoredRow[]>>,
  derived: ProjectedRows,
): RowDifference[] {
  return (Object.keys(derived) as ProjectedTable[]).flatMap((table) =>
    compareTable(table, stored[table], derived[table]),
  );
}

function compareTable(
  table: ProjectedTable,
  stored: readonly object[],
  derived: readonly object[],
): RowDifference[] {
  // The rows of a table and its key function come from the same place; the union of tables hides it from the compiler.
  const nameOf = keyOf[table] as (row: object) => string;
  const left = new Map(stored.map((row) => [nameOf(row), row]));
  const wrong = derived.flatMap((row): RowDifference[] => {
    const key = nameOf(row);
    const there = left.get(key);
    left.delete(key);
    if (!there) return [{ table, key, kind: 'missing', columns: [] }];
    const columns = differingColumns(there, row).map((pair) => ({
      column: snakeCase(pair.column),
      stored: pair.there,
      derived: pair.wanted,
    }));
    return columns.length > 0 ? [{ table, key, kind: 'different', columns }] : [];
  });
  return [
    ...wrong,
    ...[...left.keys()].map((key): RowDifference => ({ table, key, kind: 'unexpected', columns: [] })),
  ];
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The last columns of each table's natural key, as text: what names a row within its account. */
const keyOf: { readonly [Table in ProjectedTable]: (row: ProjectedRows[Table][number]) => string } = {
  payments: ({ paymentRef }) => paymentRef,
  refunds: ({ refundRef }) => refundRef,
  disputes: ({ disputeRef, transactionRef }) =>
    disputePart({ disputeRef, transactionRef: transactionRef || undefined }),
  orders: ({ orderRef }) => orderRef,
  subscriptions: ({ subscriptionRef }) => subscriptionRef,
  changes: ({ kind, ref, sequence }) => `${kind} ${ref} ${sequence}`,
};

/** Columns whose value is not the wanted one, with both as text. */
const differingColumns = (
  there: object,
  wanted: object,
): { column: string; there: string; wanted: string }[] =>
  Object.entries(wanted)
    .map(([column, value]) => ({
      column,
      there: comparable((there as Record<string, unknown>)[column]),
      wanted: comparable(value),
    }))
    .filter((pair) => pair.there !== pair.wanted);

/** Values as text, alike whether Prisma read them (times as dates, amounts as decimals) or the fold made them. */
function comparable(value: unknown): string {
  if (value === null || value === undefined || value === Prisma.DbNull) return 'null';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Prisma.Decimal) return value.toFixed(0);
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return value.toString();
  return JSON.stringify(typeof value === 'object' ? sorted(value) : value);
}

/** `jsonb` gives keys back in an order of its own. */
const sorted = (value: object): object =>
  Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
