import { lengthOf, type PeriodLength } from './period-length.ts';
import { countBefore } from './sorted.ts';

/** A period whose start and end the provider has stated. */
export interface StatedPeriod {
  readonly start: string;
  readonly end: string;
}

/** A stated period from which others take their length. It has no length if it does not end after it begins. */
interface PeriodModel extends StatedPeriod {
  readonly length: PeriodLength | undefined;
}

/** Sorted by start and end. */
export type PeriodModels = PeriodModel[];

/** A range of starts: `from` is included, `to` is not. It is unbounded on a side that is absent. */
export interface Starts {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * Returns the last model that begins no later than `start`; if all begin later, the first; `undefined` if there is none.
 */
export const modelFor = (models: PeriodModels, start: string): PeriodModel | undefined =>
  models.length === 0
    ? undefined
    : (models[countBefore(models, (model) => model.start > start) - 1] ?? models[0]);

/** Adds a model. Returns the starts whose length changes; `undefined` if there are none. */
export function addModel(models: PeriodModels, { start, end }: StatedPeriod): Starts | undefined {
  const own = { start, end, length: lengthOf({ start, end }) };
  const at = placeBehind(models, own);
  models.splice(at, 0, own);
  return otherLengths(models, at);
}

/** Removes a model. Returns the same as `addModel`. */
export function removeModel(models: PeriodModels, stated: StatedPeriod): Starts | undefined {
  const at = placeBehind(models, stated) - 1;
  const starts = otherLengths(models, at);
  models.splice(at, 1);
  return starts;
}

const placeBehind = (models: PeriodModels, { start, end }: StatedPeriod): number =>
  countBefore(models, (model) => (model.start === start ? model.end > end : model.start > start));

/** Returns the starts whose length would be another one without `models[at]`. */
function otherLengths(models: PeriodModels, at: number): Starts | undefined {
  const [before, own, next] = [models[at - 1], models[at], models[at + 1]];
  const without = before ?? next;
  if (without && isSame(without.length, own?.length)) return undefined;
  return { from: before && own?.start, to: next?.start };
}

function isSame(a: PeriodLength | undefined, b: PeriodLength | undefined): boolean {
  if (!a || !b) return a === b;
  return 'months' in a ? 'months' in b && a.months === b.months : 'ms' in b && a.ms === b.ms;
}
