import { expect, it } from 'vitest';
import { followUpAfter } from './follow-up-rows.ts';

const HOUR_MS = 3_600_000;

it('asks after an hour, then after 6 hours, a day, three days, and then weekly', () => {
  const hours = [0, 1, 2, 3, 4, 5, 50].map((asked) => followUpAfter(asked) / HOUR_MS);
  expect(hours).toEqual([1, 6, 24, 72, 168, 168, 168]);
});
