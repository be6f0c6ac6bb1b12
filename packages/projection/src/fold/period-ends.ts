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

/** Computes the end of a period again. */
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
 * Returns the stated end. Without one, the period is as long as its model (`modelFor`); without a model, as long as the
 * time from the paid period before it to this one. Otherwise its end is unknown.
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

/** Computes the ends again of the periods with these starts, unless their end is stated. */
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

/** Marks an index as changed, so that the values derived from it are computed again. */
export function changed(periods: PaidPeriods, at: number): void {
  periods.changedFrom = Math.min(periods.changedFrom, at);
  periods.changedTo = Math.max(periods.changedTo, at);
}

/** The periods of one list that are not in the other. */
function without(periods: readonly StatedPeriod[], others: readonly StatedPeriod[]): StatedPeriod[] {
  const left = [...others];
  return periods.filter(({ start, end }) => {
    const at = left.findIndex((other) => other.start === start && other.end === end);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
