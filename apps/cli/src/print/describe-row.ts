import type { RowDifference } from '@payspool/projection';

/** One row that differs, in a line: `orders cs_1: status is "refunded", events say "paid"`. */
export function describeRow(
  row: RowDifference,
  words: { readonly before: string; readonly after: string },
): string {
  const name = `${row.table} ${row.key}`;
  if (row.kind === 'missing') return `${name}: ${words.before} not there, ${words.after} it is`;
  if (row.kind === 'unexpected') return `${name}: ${words.before} there, ${words.after} it is not`;
  const columns = row.columns.map(
    ({ column, stored, derived }) => `${column} ${words.before} ${stored}, ${words.after} ${derived}`,
  );
  return `${name}: ${columns.join('; ')}`;
}
