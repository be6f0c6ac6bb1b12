import { lengthOf, type PeriodLength } from './period-length.ts';
import { countBefore } from './sorted.ts';

/** A stated period: both of its ends are the provider's. */
export interface StatedPeriod {
  readonly start: string;
  readonly end: string;
}

/** A stated period that others take their length from; absent where it ends before it begins. */
interface PeriodModel extends StatedPeriod {
  readonly length: PeriodLength | undefined;
}

/** In order of start and end. */
export type PeriodModels = PeriodModel[];

/** A stretch of starts: from the one on, up to the other and without it; absent: without a bound. */
export interface Starts {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The last one that begins no later than `start`, and where all begin later the first of them. `undefined`: there is none at all. */
export const modelFor = (models: PeriodModels, start: string): PeriodModel | undefined =>
  models.length === 0
    ? undefined
    : (models[countBefore(models, (model) => model.start > start) - 1] ?? models[0]);

/** Returns for which starts there is another length now; `undefined` for none. */
export function addModel(models: PeriodModels, { start, end }: StatedPeriod): Starts | undefined {
  const own = { start, end, length: lengthOf({ start, end }) };
  const at = placeBehind(models, own);
  models.splice(at, 0, own);
  return otherLengths(models, at);
}

/** The inverse of `addModel`; returns the same. */
export function removeModel(models: PeriodModels, stated: StatedPeriod): Starts | undefined {
  const at = placeBehind(models, stated) - 1;
  const starts = otherLengths(models, at);
  models.splice(at, 1);
  return starts;
}

const placeBehind = (models: PeriodModels, { start, end }: StatedPeriod): number =>
  countBefore(models, (model) => (model.start === start ? model.end > end : model.start > start));

/** The starts that take another length from `models[at]` than they would without it. */
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
