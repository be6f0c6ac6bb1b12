import { Prisma } from '@payspool/db';

/** One table's part of a purchase or subscription: how its rows are named and changed. */
export interface Table<Row> {
  /** The last column of the natural key; the others are the same for all rows. */
  readonly keyOf: (row: Row) => string;
  readonly create: (rows: Row[]) => Promise<unknown>;
  readonly update: (row: Row) => Promise<unknown>;
  readonly remove: (keys: string[]) => Promise<unknown>;
}

/**
 * Turns the rows that are there into the rows that are wanted, by key, and leaves those that are equal untouched.
 * `present` are rows as Prisma returns them, with at least the wanted columns.
 */
export async function replaceRows<Row extends object>(
  present: readonly object[],
  wanted: readonly Row[],
  { keyOf, create, update, remove }: Table<Row>,
): Promise<void> {
  const left = new Map(present.map((row) => [keyOf(row as Row), row]));
  const missing: Row[] = [];
  for (const row of wanted) {
    const there = left.get(keyOf(row));
    left.delete(keyOf(row));
    if (!there) missing.push(row);
    else if (!isSame(there, row)) await update(row);
  }
  if (left.size > 0) await remove([...left.keys()]);
  if (missing.length > 0) await create(missing);
}

const isSame = (there: object, wanted: object): boolean => differingColumns(there, wanted).length === 0;

/** Columns whose value is not the wanted one, with both as text. */
export const differingColumns = (
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

/** Values as text, alike whether Prisma read them or the fold made them. */
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
