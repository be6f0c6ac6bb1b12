import { lengthOf, type PeriodLength } from './period-length.ts';

/** A stated period: both of its ends are the provider's. */
export interface StatedPeriod {
  readonly start: string;
  readonly end: string;
}

/** A stretch of starts: from the one on, up to the other and without it; absent: without a bound. */
export interface Starts {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The stated periods that others take their length from. */
export interface PeriodModels {
  /**
   * The last one that begins no later than `start`, and where all begin later the first of them. `undefined`: there is none at all.
   * Its `length` is absent where it ends before it begins.
   */
  readonly for: (start: string) => { readonly length: PeriodLength | undefined } | undefined;
  /** Both return for which starts there is another length now; `undefined` for none. */
  readonly add: (stated: StatedPeriod) => Starts | undefined;
  readonly remove: (stated: StatedPeriod) => Starts | undefined;
}

interface Model extends StatedPeriod {
  readonly length: PeriodLength | undefined;
}

export function createPeriodModels(): PeriodModels {
  /** In order of start and end. */
  const models: Model[] = [];
  /** How many come no later: where the next one belongs. */
  const placeAfter = (isAfter: (model: Model) => boolean) => {
    let [low, high] = [0, models.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const model = models[middle];
      if (model && isAfter(model)) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  const placeOf = ({ start, end }: StatedPeriod) =>
    placeAfter((model) => (model.start === start ? model.end > end : model.start > start));
  /** The starts that `models[at]` gives its length to, and what gives it where that one is not there. */
  const reachOf = (at: number): { readonly starts: Starts; readonly other: Model | undefined } => {
    const [before, own, next] = [models[at - 1], models[at], models[at + 1]];
    return {
      starts: { from: before && own?.start, to: next?.start },
      other: before ?? next,
    };
  };

  return {
    for: (start) => models[placeAfter((model) => model.start > start) - 1] ?? models[0],
    add({ start, end }) {
      const own = { start, end, length: lengthOf({ start, end }) };
      const at = placeOf(own);
      models.splice(at, 0, own);
      const { starts, other } = reachOf(at);
      return other && isSame(other.length, own.length) ? undefined : starts;
    },
    remove(stated) {
      const at = placeOf(stated) - 1;
      const own = models[at];
      const { starts, other } = reachOf(at);
      models.splice(at, 1);
      return other && isSame(other.length, own?.length) ? undefined : starts;
    },
  };
}

function isSame(a: PeriodLength | undefined, b: PeriodLength | undefined): boolean {
  if (!a || !b) return a === b;
  return 'months' in a ? 'months' in b && a.months === b.months : 'ms' in b && a.ms === b.ms;
}
