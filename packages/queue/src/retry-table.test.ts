import { describe, expect, it } from 'vitest';
import { MAX_ATTEMPTS, RETRY_DELAYS_MS, retryDelayMs } from './retry-table.ts';

const HOUR = 3_600_000;
const total = (random: number) =>
  RETRY_DELAYS_MS.map((_, index) => retryDelayMs(index + 1, random)).reduce((sum, delay) => sum + delay, 0);

describe('the retry table', () => {
  it('takes longer than a day, even with the shortest jitter', () => {
    expect(total(0)).toBeGreaterThan(24 * HOUR);
    expect(total(0.5)).toBe(2_047_000 + 54 * 1_800_000);
  });

  it('starts at one second, doubles, and ends at half an hour', () => {
    expect(RETRY_DELAYS_MS.slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
    expect(RETRY_DELAYS_MS.at(-1)).toBe(1_800_000);
  });

  it('changes each wait by up to a tenth in both directions', () => {
    expect(retryDelayMs(2, 0)).toBe(1800);
    expect(retryDelayMs(2, 0.5)).toBe(2000);
    expect(retryDelayMs(2, 0.999999)).toBe(2200);
  });

  it('has one more attempt than waits, and no wait after the last attempt', () => {
    expect(MAX_ATTEMPTS).toBe(66);
    expect(retryDelayMs(65, 0.5)).toBe(1_800_000);
    expect(retryDelayMs(66, 0.5)).toBe(-1);
  });
});
