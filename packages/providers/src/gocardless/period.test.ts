import { expect, it } from 'vitest';
import { periodOf } from './period.ts';

const subscription = (interval: number | undefined, unit: string | undefined) => ({
  id: 'SB1',
  interval,
  interval_unit: unit,
  metadata: undefined,
});

it.each([
  ['2026-03-04', 1, 'weekly', '2026-03-11'],
  ['2026-03-04', 2, 'weekly', '2026-03-18'],
  ['2026-03-04', 1, 'monthly', '2026-04-04'],
  ['2026-01-31', 1, 'monthly', '2026-02-28'],
  ['2027-12-31', 2, 'monthly', '2028-02-29'],
  ['2026-03-04', 3, 'monthly', '2026-06-04'],
  ['2028-02-29', 1, 'yearly', '2029-02-28'],
])('a payment of %s, every %i %s, pays until %s', (start, interval, unit, end) => {
  expect(periodOf(start, subscription(interval, unit))).toEqual({
    start: `${start}T00:00:00.000Z`,
    end: `${end}T00:00:00.000Z`,
  });
});

it.each([
  ['an unknown unit', 1, 'daily'],
  ['a unit that every object has', 1, '__proto__'],
  ['no interval', undefined, 'monthly'],
  ['no unit', 1, undefined],
])('a period of %s has no end', (_, interval, unit) => {
  expect(periodOf('2026-03-04', subscription(interval, unit))).toEqual({ start: '2026-03-04T00:00:00.000Z' });
});

it.each([undefined, '', '2026-13-40', 'soon', '2026-03-04T00:00:00Z'])(
  'there is no period without a charge date: %j',
  (chargeDate) => {
    expect(periodOf(chargeDate, subscription(1, 'monthly'))).toBeUndefined();
  },
);
