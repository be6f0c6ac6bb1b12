import { type Personal, PLACES } from '../../packages/inspect/src/storage/places.ts';

const WORDS: Readonly<Record<Personal, string>> = {
  yes: '**yes**',
  ids: 'ids of customers',
  staff: 'of the people who operate Payspool',
  no: 'no',
};

/** What is stored where and for how long. The columns have the width that the formatter gives them. */
export function renderPlaces(): string[] {
  const rows = PLACES.map(({ name, content, personal, kept, setting }) => {
    const days = setting ? `\`${setting.name}\`, ${setting.days} days by default; ` : '';
    return [`\`${name}\``, content, WORDS[personal], `${days}${kept}`];
  });
  const table = [['place', 'content', 'personal', 'kept'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[], fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...others] = table;
  return ['', line(head), line(['', '', '', ''], '-'), ...others.map((row) => line(row)), ''];
}
