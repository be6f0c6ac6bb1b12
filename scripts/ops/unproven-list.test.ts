import { expect, it } from 'vitest';
import { readSource } from '../source-files.ts';

const HEADING = '## What unproven requests can use up\n';

/** The rows of the list in docs/deploy.md: each resource, and the files that its last cell links to. */
async function readList() {
  const page = await readSource('docs/deploy.md');
  const [, section = ''] = page.split(HEADING);
  const rows = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).map((row) => {
    const cells = row.split('|').map((cell) => cell.trim());
    const tests = [...(cells[4] ?? '').matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file]) => file ?? '');
    return { what: cells[1] ?? '', bound: cells[2] ?? '', tests };
  });
}

it('every resource that an unverified request can use is limited, and the linked tests exist', async () => {
  const list = await readList();
  expect(list.length).toBeGreaterThanOrEqual(18);
  for (const { what, bound, tests } of list) {
    expect(bound, what).not.toBe('');
    expect(tests, what).not.toEqual([]);
    for (const test of tests) {
      expect(test, what).toMatch(/\.test\.ts$/);
      expect(await readSource(test), what).toMatch(/\bit(\.each|\.skipIf)?\(/);
    }
  }
});
