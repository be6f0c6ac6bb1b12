import type { Span } from '@payspool/providers';

const DAY_MS = 86_400_000;
/** About this many windows, so that the progress of an import is seen. */
const WINDOWS = 50;
/** No API needs longer spans, and some allow no longer ones. */
const LONGEST_DAYS = 31;

/**
 * Divides a span into windows of whole days, at most 31, the oldest first. An import reads them one after the other: the number of windows that
 * are left is the estimate of what is left, and pages of a closed window do not shift.
 */
export function windowsOf({ from, to }: Span): Span[] {
  const days = Math.ceil((to.getTime() - from.getTime()) / DAY_MS / WINDOWS);
  const lengthMs = Math.min(Math.max(days, 1), LONGEST_DAYS) * DAY_MS;
  const windows: Span[] = [];
  for (let start = from.getTime(); start < to.getTime(); start += lengthMs)
    windows.push({ from: new Date(start), to: new Date(Math.min(start + lengthMs, to.getTime())) });
  return windows;
}
