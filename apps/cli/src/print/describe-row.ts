import type { RowDifference } from '@payspool/projection';

/** How a command names the two sides of a difference. */
interface DifferenceWords {
  readonly before: string;
  readonly after: string;
  /** The row does not exist, but should. */
  readonly missing: string;
  /** The row exists, but should not. */
  readonly unexpected: string;
}

/** One row that differs, in a line: `orders cs_1: status is "refunded", events say "paid"`. */
export function describeRow(row: RowDifference, words: DifferenceWords): string {
  const name = `${row.table} ${row.key}`;
  if (row.kind === 'missing') return `${name}: ${words.missing}`;
  if (row.kind === 'unexpected') return `${name}: ${words.unexpected}`;
  const columns = row.columns.map(
    ({ column, stored, derived }) => `${column} ${words.before} ${stored}, ${words.after} ${derived}`,
  );
  return `${name}: ${columns.join('; ')}`;
}
