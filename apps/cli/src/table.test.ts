import { expect, it } from 'vitest';
import { tableLines } from './table.ts';

it('a table has its columns one below the other, and no spaces at the end', () => {
  expect(
    tableLines(
      ['ID', 'STATUS', 'WHY'],
      [
        ['evt_1', 'ok', ''],
        ['é', 'failed', 'late'],
      ],
    ),
  ).toEqual(['ID     STATUS  WHY', 'evt_1  ok', 'é      failed  late']);
});
