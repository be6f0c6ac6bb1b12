import { describe, expect, it } from 'vitest';
import { startOfDay } from './dates.ts';

describe('the start of a day', () => {
  it.each([
    ['UTC', '2026-03-02', '2026-03-02T00:00:00.000Z'],
    ['America/Los_Angeles', '2026-03-02', '2026-03-02T08:00:00.000Z'],
    ['America/Los_Angeles', '2026-04-02', '2026-04-02T07:00:00.000Z'],
    // The clocks change during these days.
    ['America/Los_Angeles', '2026-03-08', '2026-03-08T08:00:00.000Z'],
    ['America/Los_Angeles', '2026-03-09', '2026-03-09T07:00:00.000Z'],
    ['Australia/Sydney', '2026-10-04', '2026-10-03T14:00:00.000Z'],
    ['Australia/Sydney', '2026-10-05', '2026-10-04T13:00:00.000Z'],
    ['Asia/Kolkata', '2026-01-01', '2025-12-31T18:30:00.000Z'],
    ['Nowhere/Else', '2026-03-02', '2026-03-02T00:00:00.000Z'],
    [undefined, '2026-03-02', '2026-03-02T00:00:00.000Z'],
  ])('in %s on %s is %s', (timeZone, day, start) => {
    expect(startOfDay(day, { timeZone })).toBe(start);
  });

  it('may be some days later, across months and clock changes', () => {
    const zone = { timeZone: 'America/Los_Angeles', daysLater: 1 };
    expect(startOfDay('2026-02-28', zone)).toBe('2026-03-01T08:00:00.000Z');
    expect(startOfDay('2026-03-08', zone)).toBe('2026-03-09T07:00:00.000Z');
  });

  it.each([
    undefined,
    null,
    '',
    '2026-02-30',
    '2026-13-01',
    '2026-3-2',
    '2026-03-02T00:00:00Z',
    '1969-12-31',
  ])('does not exist for %j', (day) => {
    expect(startOfDay(day)).toBeUndefined();
  });
});
