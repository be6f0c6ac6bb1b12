/** `0.12`, `3.4`, `27`; `—` if there is no value. */
function ratio(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return '—';
  if (value < 1) return value.toFixed(2);
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}

export const times = (value: number | undefined): string =>
  ratio(value) === '—' ? '—' : `${ratio(value)} ×`;

/** `85 %`; below one percent `0.4 %`. */
export function percent(share: number | undefined): string {
  if (share === undefined || !Number.isFinite(share)) return '—';
  const hundredths = share * 100;
  return `${hundredths > 0 && hundredths < 1 ? hundredths.toFixed(1) : hundredths.toFixed(0)} %`;
}

/** A Markdown table; the first column is left-aligned, the others are right-aligned. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}
