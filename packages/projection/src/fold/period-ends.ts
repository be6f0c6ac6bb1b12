import type { PaidPeriods, PeriodFacts } from './paid-periods.ts';
import type { PaidUntil } from './paid-until.ts';
import { addLength, lengthOf } from './period-length.ts';
import { addModel, modelFor, removeModel, type Starts, type StatedPeriod } from './period-models.ts';
import { countBefore } from './sorted.ts';

/** Sets the periods that the provider has named, paid or not. */
export function setStated(periods: PaidPeriods, next: readonly StatedPeriod[]): void {
  const { stated, models } = periods;
  if (next === stated) return;
  periods.stated = next;
  for (const period of without(stated, next)) dateAll(periods, removeModel(models, period));
  for (const period of without(next, stated)) dateAll(periods, addModel(models, period));
}

/** Gives a period its end again. */
export function date(periods: PaidPeriods, at: number): void {
  const entry = periods.entries[at];
  if (!entry) return;
  const { end, source } = endOf(periods, entry.facts, periods.entries[at - 1]?.facts);
  if (entry.end === end && entry.source === source) return;
  entry.end = end;
  entry.source = source;
  changed(periods, at);
}

/**
 * Where the provider does not say the end, the period is as long as the last one before it whose ends are both stated; without one, as
 * long as from the paid period before it to this one; without either nobody knows.
 */
function endOf(
  { models }: PaidPeriods,
  { start, end }: PeriodFacts,
  before: PeriodFacts | undefined,
): PaidUntil {
  if (end !== undefined) return { end, source: 'stated' };
  const model = modelFor(models, start);
  const length = model ? model.length : before && lengthOf({ start: before.start, end: start });
  const derived = length && addLength(start, length);
  return derived === undefined ? { end: undefined, source: 'unknown' } : { end: derived, source: 'derived' };
}

/** Gives those of these starts their end again whose end is not stated. */
export function dateAll(periods: PaidPeriods, starts: Starts | undefined): void {
  if (!starts) return;
  const { entries } = periods;
  const { from, to } = starts;
  const first = from === undefined ? 0 : countBefore(entries, ({ facts }) => facts.start >= from);
  for (let at = first; at < entries.length; at += 1) {
    const facts = entries[at]?.facts;
    if (!facts || (to !== undefined && facts.start >= to)) return;
    if (facts.end === undefined) date(periods, at);
  }
}

/** What follows from the periods up to this place is to be found again. */
export function changed(periods: PaidPeriods, at: number): void {
  periods.changedFrom = Math.min(periods.changedFrom, at);
  periods.changedTo = Math.max(periods.changedTo, at);
}

/** What is in the one list and not in the other. */
function without(periods: readonly StatedPeriod[], others: readonly StatedPeriod[]): StatedPeriod[] {
  const left = [...others];
  return periods.filter(({ start, end }) => {
    const at = left.findIndex((other) => other.start === start && other.end === end);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
