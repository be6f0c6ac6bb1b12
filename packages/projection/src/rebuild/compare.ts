import { Prisma } from '@payspool/db';
import { disputePart } from '../fold/references.ts';
import type { ProjectedRows, ProjectedTable } from '../store/projected-rows.ts';
import type { StoredRow } from './stored-rows.ts';
import { finish, finishInSlices, type Sliced } from '../slices.ts';

/** One row that differs from the result of the fold. */
export interface RowDifference {
  readonly table: ProjectedTable;
  /** Identifies the row within its account. */
  readonly key: string;
  readonly kind: 'missing' | 'unexpected' | 'different';
  /** For `different`: each differing column with the stored and the derived value, as text. */
  readonly columns: readonly { readonly column: string; readonly stored: string; readonly derived: string }[];
}

/** Compares the stored rows of one aggregate with the rows that the fold derives from its events. */
export function compareRows(stored: Stored, derived: ProjectedRows): RowDifference[] {
  return finish(compareInTurn(stored, derived));
}

type Stored = Readonly<Record<ProjectedTable, readonly StoredRow[]>>;

/**
 * Compares the rows of aggregates before and after a replay, in slices of some milliseconds. A row that only belongs to another aggregate
 * now is not different.
 */
export function compareBeforeAndAfter(
  before: Stored,
  after: Stored,
  pause: () => Promise<void>,
): Promise<RowDifference[]> {
  return finishInSlices(compareInTurn(before, after, OURS), pause);
}
const OURS: ReadonlySet<string> = new Set(['aggregateId']);

/** The number of rows between two pauses. */
const SLICE = 100;

function* compareInTurn(
  stored: Stored,
  derived: Readonly<Record<ProjectedTable, readonly object[]>>,
  ignored?: ReadonlySet<string>,
): Sliced<RowDifference[]> {
  const wrong: RowDifference[] = [];
  for (const table of Object.keys(derived) as ProjectedTable[])
    wrong.push(...(yield* compareTable(table, { stored: stored[table], derived: derived[table], ignored })));
  return wrong;
}

function* compareTable(
  table: ProjectedTable,
  {
    stored,
    derived,
    ignored,
  }: {
    readonly stored: readonly object[];
    readonly derived: readonly object[];
    readonly ignored: ReadonlySet<string> | undefined;
  },
): Sliced<RowDifference[]> {
  // The rows of a table and its key function come from the same place; the union of tables hides it from the compiler.
  const nameOf = keyOf[table] as (row: object) => string;
  const left = new Map(stored.map((row) => [nameOf(row), row]));
  const wrong: RowDifference[] = [];
  for (const [at, row] of derived.entries()) {
    if (at % SLICE === SLICE - 1) yield;
    const key = nameOf(row);
    const there = left.get(key);
    left.delete(key);
    if (!there) {
      wrong.push({ table, key, kind: 'missing', columns: [] });
      continue;
    }
    const columns = differingColumns(there, row)
      .filter(({ column }) => !ignored?.has(column))
      .map((pair) => ({ column: snakeCase(pair.column), stored: pair.there, derived: pair.wanted }));
    if (columns.length > 0) wrong.push({ table, key, kind: 'different', columns });
  }
  return [
    ...wrong,
    ...[...left.keys()].map((key): RowDifference => ({ table, key, kind: 'unexpected', columns: [] })),
  ];
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Returns the natural key of a row without provider and account, as text. */
const keyOf: { readonly [Table in ProjectedTable]: (row: ProjectedRows[Table][number]) => string } = {
  payments: ({ paymentRef }) => paymentRef,
  refunds: ({ refundRef }) => refundRef,
  disputes: ({ disputeRef, transactionRef }) =>
    disputePart({ disputeRef, transactionRef: transactionRef || undefined }),
  orders: ({ orderRef }) => orderRef,
  subscriptions: ({ subscriptionRef }) => subscriptionRef,
  changes: ({ kind, ref, eventKey, eventIndex }) => `${kind} ${ref} ${eventKey} ${eventIndex}`,
};

/** Returns the columns whose values differ, with both values as text. */
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

/** Returns a value as text, the same for a value that Prisma read (times as dates, amounts as decimals) and one that the fold derived. */
export function comparable(value: unknown): string {
  if (value === null || value === undefined || value === Prisma.DbNull) return 'null';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Prisma.Decimal) return value.toFixed(0);
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return value.toString();
  return JSON.stringify(typeof value === 'object' ? sorted(value) : value);
}

/** Sorts the keys of an object, because `jsonb` does not keep their order. */
const sorted = (value: object): object =>
  Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
