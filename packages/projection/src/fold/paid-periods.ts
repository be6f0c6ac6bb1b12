import type { PaidPeriod, PaidUntilSource } from '@payspool/events';
import { addLength, lengthOf, type PeriodLength } from './period-length.ts';

/** A period that is paid, or for which nothing was due, as its events have it together. */
export interface PeriodFacts {
  readonly start: string;
  readonly end?: string;
  readonly paymentRefs: readonly string[];
  readonly invoiceRefs: readonly string[];
}

/** A stated period: both of its ends are the provider's. */
export interface StatedPeriod {
  readonly start: string;
  readonly end: string;
}

/** Longest distance between two starts that are taken for one period: a payment and the period that it pays are rarely dated the same. */
const SAME_PERIOD_MS = 24 * 3_600_000;

/**
 * Takes one more paid period into those that are known, which are in order of their starts. Two that begin within a day, or within
 * half a period where that is shorter, are one.
 */
export function notePaidPeriod(periods: readonly PeriodFacts[], paid: PaidPeriod): readonly PeriodFacts[] {
  const added: PeriodFacts = {
    start: paid.start,
    ...(paid.end !== undefined && { end: paid.end }),
    paymentRefs: paid.paymentRef === undefined ? [] : [paid.paymentRef],
    invoiceRefs: paid.invoiceRef === undefined ? [] : [paid.invoiceRef],
  };
  const same = periods.findIndex((known) => isSame(known, added));
  const known = periods[same];
  const next = known ? periods.with(same, merge(known, added)) : [...periods, added];
  return next.toSorted((a, b) => (a.start < b.start ? -1 : 1));
}

function isSame(a: PeriodFacts, b: PeriodFacts): boolean {
  if (a.invoiceRefs.some((ref) => b.invoiceRefs.includes(ref))) return true;
  if (a.paymentRefs.some((ref) => b.paymentRefs.includes(ref))) return true;
  const lengths = [a, b].flatMap(({ start, end }) => (end === undefined ? [] : [distance(start, end)]));
  return distance(a.start, b.start) < Math.min(SAME_PERIOD_MS, ...lengths.map((length) => length / 2));
}

function merge(a: PeriodFacts, b: PeriodFacts): PeriodFacts {
  // What was stated first holds: a later statement may be about the next period.
  const end = a.end ?? b.end;
  return {
    start: a.start < b.start ? a.start : b.start,
    ...(end !== undefined && { end }),
    paymentRefs: union(a.paymentRefs, b.paymentRefs),
    invoiceRefs: union(a.invoiceRefs, b.invoiceRefs),
  };
}

/** A paid period with its end, and where that comes from. */
export interface DatedPeriod extends PeriodFacts {
  readonly source: PaidUntilSource;
}

/**
 * Gives each paid period its end. Where the provider does not say it, the period is as long as the last one before it whose ends
 * are both stated; without one, as long as from the paid period before it to this one; without either nobody knows.
 *
 * @param stated every period that the provider has named, in order of their starts
 */
export function datePeriods(periods: readonly PeriodFacts[], stated: readonly StatedPeriod[]): DatedPeriod[] {
  const named = [
    ...stated,
    ...periods.flatMap(({ start, end }) => (end === undefined ? [] : [{ start, end }])),
  ];
  const dated: DatedPeriod[] = [];
  for (const [at, period] of periods.entries()) {
    if (period.end !== undefined) {
      dated.push({ ...period, source: 'stated' });
      continue;
    }
    const before = periods[at - 1];
    const model = modelFor(period.start, named) ?? (before && { start: before.start, end: period.start });
    const length: PeriodLength | undefined = model && lengthOf(model);
    const end = length && addLength(period.start, length);
    dated.push(end === undefined ? { ...period, source: 'unknown' } : { ...period, end, source: 'derived' });
  }
  return dated;
}

/** The last stated period that begins no later than `start`; where all begin later, the first of them. */
function modelFor(start: string, named: readonly StatedPeriod[]): StatedPeriod | undefined {
  const sorted = named.toSorted((a, b) =>
    a.start < b.start ? -1 : a.start > b.start ? 1 : a.end < b.end ? -1 : 1,
  );
  return sorted.findLast((period) => period.start <= start) ?? sorted[0];
}

const union = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])].toSorted();
const distance = (a: string, b: string): number => Math.abs(Date.parse(a) - Date.parse(b));
