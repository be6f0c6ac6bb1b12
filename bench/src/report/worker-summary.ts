import { median, spread } from '../measure/statistics.ts';
import type { WorkerTrial } from './sections.ts';

export const NOOP = 'no-op jobs';
export const NAIVE = 'naive';
export const QUIET = 'payspool, reactions off';
export const FULFILLING = 'payspool, default fulfilment';
/** If the naive handler is below this share, it or the machine was slowed down, and no ratio to it counts. */
const LEAST_NAIVE_OF_NOOP = 0.09;

/** A contender in a variant, by the medians of its rounds. */
export interface WorkerRow {
  readonly variant: string;
  readonly contender: string;
  readonly timesNaive: number | undefined;
  readonly shareOfNoop: number | undefined;
  readonly spread: number;
  readonly cpuTimesNaive: number | undefined;
  readonly behind: number | undefined;
  readonly rounds: number;
  readonly concurrency: number;
}

export function summariseWorker(trials: readonly WorkerTrial[]): {
  readonly rows: readonly WorkerRow[];
  /** Throughput of naive as a share of no-op jobs, in the first variant that has both. */
  readonly naiveOfNoop: number | undefined;
  /** Whether ratios to naive count. */
  readonly counts: boolean;
} {
  const variants = [...new Set(trials.map(({ variant }) => variant))];
  const rows = variants.flatMap((variant) => {
    const inVariant = trials.filter((trial) => trial.variant === variant);
    const of = (contender: string) => inVariant.filter((trial) => trial.contender === contender);
    const rate = (contender: string) => medianOf(of(contender), ({ perSecond }) => perSecond);
    const cpu = (contender: string) => medianOf(of(contender), ({ cpuMsPerEvent }) => cpuMsPerEvent);
    return [...new Set(inVariant.map(({ contender }) => contender))].map((contender) => ({
      variant,
      contender,
      timesNaive: over(rate(contender), rate(NAIVE)),
      shareOfNoop: over(rate(contender), rate(NOOP)),
      spread: spread(of(contender).map(({ perSecond }) => perSecond)),
      cpuTimesNaive: over(cpu(contender), cpu(NAIVE)),
      behind: medianOf(of(contender), ({ behind }) => behind),
      rounds: of(contender).length,
      concurrency: of(contender)[0]?.concurrency ?? 0,
    }));
  });
  const naiveOfNoop = rows.find(
    ({ contender, shareOfNoop }) => contender === NAIVE && shareOfNoop !== undefined,
  )?.shareOfNoop;
  return { rows, naiveOfNoop, counts: (naiveOfNoop ?? 0) >= LEAST_NAIVE_OF_NOOP };
}

/** `undefined` if there is no value. */
export function medianOf<T>(list: readonly T[], read: (entry: T) => number | null): number | undefined {
  const values = list.flatMap((entry) => read(entry) ?? []);
  return values.length === 0 ? undefined : median(values);
}

export const over = (value: number | undefined, by: number | undefined): number | undefined =>
  value === undefined || by === undefined || by === 0 ? undefined : value / by;
