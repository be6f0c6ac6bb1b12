import { timeText } from './sentence.ts';

/** `2026-01-31T12:00:00Z`: UTC, with milliseconds only if there are some. */
export const exactTime = (time: Date): string => timeText(time.toISOString());

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const;

/** A span of time in its two largest units, rounded down: `3 h 12 min`. */
export function spanText(ms: number): string {
  const first = UNITS.findIndex(([, unit]) => ms >= unit);
  if (first < 0) return '0 s';
  let rest = ms;
  const words = UNITS.slice(first, first + 2).map(([name, unit]) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count > 0 ? `${count} ${name}` : '';
  });
  return words.filter((word) => word !== '').join(' ');
}
