import { describe, expect, it } from 'vitest';
import { addLength, lengthOf } from './period-length.ts';

const day = (text: string) => `${text}T10:00:00.000Z`;

describe('the length of a period', () => {
  it.each([
    ['2026-01-15', '2026-02-15', { months: 1 }],
    ['2026-01-31', '2026-02-28', { months: 1 }],
    ['2024-01-31', '2024-02-29', { months: 1 }],
    ['2026-02-28', '2026-03-28', { months: 1 }],
    ['2026-01-15', '2027-01-15', { months: 12 }],
    ['2026-01-01', '2026-01-08', { ms: 7 * 86_400_000 }],
    ['2026-01-01', '2026-01-31', { ms: 30 * 86_400_000 }],
  ])('from %s to %s', (start, end, length) => {
    expect(lengthOf({ start: day(start), end: day(end) })).toEqual(length);
  });

  it('is counted in months by the day, at any hour: a provider bills at ten and the payment was made at noon', () => {
    expect(lengthOf({ start: '2026-01-15T12:34:56.000Z', end: day('2026-02-15') })).toEqual({ months: 1 });
  });

  it('is undefined if the end is not after the start', () => {
    expect(lengthOf({ start: day('2026-01-15'), end: day('2026-01-15') })).toBeUndefined();
    expect(lengthOf({ start: day('2026-01-15'), end: day('2026-01-14') })).toBeUndefined();
  });
});

describe('a start plus a length', () => {
  it.each([
    ['2026-01-31', { months: 1 }, '2026-02-28'],
    ['2026-12-15', { months: 1 }, '2027-01-15'],
    ['2024-02-29', { months: 12 }, '2025-02-28'],
    ['2026-01-01', { ms: 86_400_000 }, '2026-01-02'],
  ])('from %s', (start, length, end) => {
    expect(addLength(day(start), length)).toBe(day(end));
  });

  it('is undefined beyond the year 9999', () => {
    expect(addLength(day('9999-12-15'), { months: 1 })).toBeUndefined();
    expect(addLength(day('9999-12-15'), { ms: Number.MAX_SAFE_INTEGER })).toBeUndefined();
  });
});
