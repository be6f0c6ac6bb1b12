import { describe, expect, it } from 'vitest';
import { median, quantile, spread } from './statistics.ts';

describe('statistics', () => {
  it('the median is the middle value, in any order', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  it('a quantile is interpolated between neighbours', () => {
    expect(quantile([10, 20, 30, 40, 50], 0.99)).toBeCloseTo(49.6);
    expect(quantile([7], 0.99)).toBe(7);
  });

  it('the spread is the distance between the rounds, as a share of their median', () => {
    expect(spread([90, 100, 120])).toBeCloseTo(0.3);
    expect(spread([100])).toBe(0);
  });
});
