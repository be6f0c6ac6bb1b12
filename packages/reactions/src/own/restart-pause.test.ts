import { expect, it } from 'vitest';
import { restartPauseMs } from './restart-pause.ts';

it('the pause grows with each end in a row, up to half a minute', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 1000].map(restartPauseMs)).toEqual([
    500, 1000, 2000, 5000, 10_000, 30_000, 30_000, 30_000,
  ]);
});
