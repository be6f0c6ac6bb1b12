import { RETIRED_TERMS } from '../vocabulary/retired-terms.ts';

/** The table of the glossary: each retired term, and the term that replaces it. Its columns have the width that the formatter gives them. */
export function renderRetiredTerms(): string[] {
  const rows = RETIRED_TERMS.map(({ term, use, isOrdinary }) => [
    term,
    use,
    isOrdinary ? 'in names' : 'everywhere',
  ]);
  const table = [['retired', 'use', 'found'], ...rows];
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...others] = table;
  return ['', line(head), line(['', '', ''], '-'), ...others.map((row) => line(row)), ''];
}
