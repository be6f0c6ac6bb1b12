import { expect, it } from 'vitest';
import { ASK_AGAIN_AFTER_MS, askAgainAfter } from './ask-again.ts';

const HOUR = 3_600_000;

it('the intervals between questions grow over one to two days', () => {
  expect(ASK_AGAIN_AFTER_MS).toEqual(ASK_AGAIN_AFTER_MS.toSorted((a, b) => a - b));
  const total = ASK_AGAIN_AFTER_MS.reduce((sum, delay) => sum + delay, 0);
  expect(total).toBeGreaterThan(24 * HOUR);
  expect(total).toBeLessThanOrEqual(48 * HOUR);
});

it('the first question comes after half a minute, while the customer may still be paying', () => {
  expect(askAgainAfter(0)).toBe(30_000);
});

it('there is no question after the last one', () => {
  expect(askAgainAfter(8)).toBe(24 * HOUR);
  expect(askAgainAfter(9)).toBeUndefined();
});
