/** Lines of a table: each column as wide as its longest cell, but the last. The first line names the columns. */
export function tableLines(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [header, ...rows];
  const widths = header.map((_, column) =>
    Math.max(...all.map((row) => Array.from(row[column] ?? '').length)),
  );
  const pad = (text: string, width: number) => text + ' '.repeat(width - Array.from(text).length);
  return all.map((row) =>
    header
      .map((_, column) => pad(row[column] ?? '', widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
