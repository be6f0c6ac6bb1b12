import { differingColumns } from '../store/replace-rows.ts';
import { keyOf, type TableName, type WantedRows } from '../store/wanted-rows.ts';
import type { StoredRow } from './stored-rows.ts';

/** One row that is not what its events say. */
export interface RowDifference {
  readonly table: TableName;
  /** What names the row within its account. */
  readonly key: string;
  readonly kind: 'missing' | 'unexpected' | 'different';
  /** For `different`: each column with what is stored and what the events say, as text. */
  readonly columns: readonly { readonly column: string; readonly stored: string; readonly derived: string }[];
}

/** Compares the live rows of one purchase or subscription with what the fold makes of its events. */
export function compareRows(
  stored: Readonly<Record<TableName, readonly StoredRow[]>>,
  derived: WantedRows,
): RowDifference[] {
  return (Object.keys(derived) as TableName[]).flatMap((table) =>
    compareTable(table, stored[table], derived[table]),
  );
}

function compareTable(
  table: TableName,
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
