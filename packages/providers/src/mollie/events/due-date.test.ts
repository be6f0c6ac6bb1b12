import { describe, expect, it } from 'vitest';
import { dueAfter } from './due-date.ts';

describe('the date of the next payment', () => {
  it.each([
    ['2026-01-15', '1 month', '2026-01-15T04:10:00.000Z', '2026-02-15T04:10:00.000Z'],
    ['2026-01-15', '1 month', '2026-01-17T04:10:00.000Z', '2026-02-15T04:10:00.000Z'],
    ['2026-01-31', '1 month', '2026-02-28T00:00:00.000Z', '2026-03-31T00:00:00.000Z'],
    ['2027-11-30', '3 months', '2027-11-30T00:00:00.000Z', '2028-02-29T00:00:00.000Z'],
    ['2026-01-31', '12 months', '2027-01-31T09:00:00.000Z', '2028-01-31T09:00:00.000Z'],
    ['2026-03-01', '14 days', '2026-03-15T23:59:59.000Z', '2026-03-29T23:59:59.000Z'],
    ['2026-03-01', '1 day', '2026-03-01T00:00:00.000Z', '2026-03-02T00:00:00.000Z'],
    ['2026-03-01', '2 weeks', '2026-03-20T10:00:00.000Z', '2026-03-29T10:00:00.000Z'],
    // A payment before the start pays until the start.
    ['2026-05-01', '1 month', '2026-03-20T10:00:00.000Z', '2026-05-01T10:00:00.000Z'],
  ])('from %s every %s, after %s, is %s', (startDate, interval, paidFrom, expected) => {
    expect(dueAfter({ startDate, interval, paidFrom })).toBe(expected);
  });

  it.each([
    ['2026-01-15', undefined],
    ['2026-01-15', '0 days'],
    ['2026-01-15', 'monthly'],
    ['2026-01-15', '1 months ago'],
    [undefined, '1 month'],
    ['15-01-2026', '1 month'],
  ])('from %s every %s is not known', (startDate, interval) => {
    expect(dueAfter({ startDate, interval, paidFrom: '2026-01-15T00:00:00.000Z' })).toBeUndefined();
  });
});
