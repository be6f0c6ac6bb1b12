import type { PaidUntilSource } from '@payspool/events';
import type { Longest, PaidPeriods, PeriodEntry } from './paid-periods.ts';

/** Until when a subscription is paid. */
export interface PaidUntil {
  readonly end: string | undefined;
  readonly source: PaidUntilSource;
}

/** Returns until when all periods pay; `undefined` if there is none. */
export function paidUntil(periods: PaidPeriods): PaidUntil | undefined {
  settle(periods);
  const last = periods.entries.at(-1);
  return untilOf(last, last?.longest);
}

/** Returns until when the periods pay whose money was kept; `undefined` if there is none. */
export function keptUntil(periods: PaidPeriods): PaidUntil | undefined {
  settle(periods);
  const last = periods.entries.at(-1);
  return untilOf(last?.lastKept, last?.longestKept);
}

function untilOf(last: PeriodEntry | undefined, longest: Longest | undefined): PaidUntil | undefined {
  if (!last || !longest) return undefined;
  if (last.end === undefined) return { end: undefined, source: 'unknown' };
  // A period that began earlier may end later: a year that was paid before a change to monthly billing.
  return { end: longest.entry.end, source: longest.entry.source };
}

/** Computes the longest periods again, from the first changed index until nothing differs. */
function settle(periods: PaidPeriods): void {
  const { entries, changedFrom, changedTo } = periods;
  for (let at = changedFrom; at < entries.length; at += 1) {
    const [entry, before] = [entries[at], entries[at - 1]];
    if (!entry) break;
    const longest = longer(before?.longest, entry);
    const longestKept = entry.isLost ? before?.longestKept : longer(before?.longestKept, entry);
    const lastKept = entry.isLost ? before?.lastKept : entry;
    const isAsBefore =
      lastKept === entry.lastKept && isSame(longest, entry.longest) && isSame(longestKept, entry.longestKept);
    if (isAsBefore && at > changedTo) break;
    entry.longest = longest;
    entry.longestKept = longestKept;
    entry.lastKept = lastKept;
  }
  periods.changedFrom = Infinity;
  periods.changedTo = -1;
}

/** Returns the period that ends later; of two with the same end, the later one. */
function longer(before: Longest | undefined, entry: PeriodEntry): Longest {
  const end = entry.end ?? '';
  return before && end < before.end ? before : { entry, end };
}
const isSame = (a: Longest | undefined, b: Longest | undefined): boolean =>
  a?.entry === b?.entry && a?.end === b?.end;
