import { spread } from '../measure/statistics.ts';
import type { IngestTrial } from './sections.ts';
import { medianOf, over } from './worker-summary.ts';

export const BARE = 'bare enqueue';
export const ON_REDIS = 'payspool ingest, Redis';
/** If bare enqueue is below this share of its best result, it or the machine was slowed down, and no ratio to it counts. */
const LEAST_BARE_OF_BEST = 0.85;

/** A contender in a variant, by the medians of its rounds, relative to bare enqueue. */
export interface IngestRow {
  readonly variant: string;
  readonly contender: string;
  readonly throughput: number | undefined;
  readonly spread: number;
  readonly p50AtSaturation: number | undefined;
  readonly p99AtSaturation: number | undefined;
  readonly p99AtHalf: number | undefined;
  /** The achieved share of the requested rate at half load. */
  readonly keptUpAtHalf: number | undefined;
  readonly cpu: number | undefined;
  /** Share of the requests without a 2xx. */
  readonly refused: number;
  readonly rounds: number;
}

/** @param bestSeen the best result of bare enqueue in earlier runs on this machine, in requests per second */
export function summariseIngest(
  trials: readonly IngestTrial[],
  bestSeen?: number,
): {
  readonly rows: readonly IngestRow[];
  /** The median of bare enqueue as a share of its best round, in this run or before. */
  readonly bareOfBest: number | undefined;
  /** Whether ratios to bare enqueue count. */
  readonly counts: boolean;
} {
  const rows = [...new Set(trials.map(({ variant }) => variant))].flatMap((variant) => {
    const inVariant = trials.filter((trial) => trial.variant === variant);
    return [...new Set(inVariant.map(({ contender }) => contender))].map((contender) =>
      rowOf(inVariant, { variant, contender }),
    );
  });
  const bare = trials.filter(
    ({ contender, load, variant }) =>
      contender === BARE && load === 'saturation' && variant === trials[0]?.variant,
  );
  const best = Math.max(bestSeen ?? 0, ...bare.map(({ perSecond }) => perSecond));
  const bareOfBest = over(
    medianOf(bare, ({ perSecond }) => perSecond),
    best,
  );
  return { rows, bareOfBest, counts: (bareOfBest ?? 0) >= LEAST_BARE_OF_BEST };
}

function rowOf(
  trials: readonly IngestTrial[],
  { variant, contender }: { readonly variant: string; readonly contender: string },
): IngestRow {
  const of = (name: string, load: IngestTrial['load']) =>
    trials.filter((trial) => trial.contender === name && trial.load === load);
  const full = of(contender, 'saturation');
  const half = of(contender, 'half');
  const besideBare = (load: IngestTrial['load'], read: (trial: IngestTrial) => number | null) =>
    over(medianOf(of(contender, load), read), medianOf(of(BARE, load), read));
  const all = [...full, ...half];
  const requests = all.reduce((sum, trial) => sum + trial.requests, 0);
  return {
    variant,
    contender,
    throughput: besideBare('saturation', ({ perSecond }) => perSecond),
    spread: spread(full.map(({ perSecond }) => perSecond)),
    p50AtSaturation: besideBare('saturation', ({ p50Ms }) => p50Ms),
    p99AtSaturation: besideBare('saturation', ({ p99Ms }) => p99Ms),
    p99AtHalf: besideBare('half', ({ p99Ms }) => p99Ms),
    keptUpAtHalf: medianOf(half, ({ perSecond, wanted }) => (wanted === null ? null : perSecond / wanted)),
    cpu: besideBare('saturation', ({ cpuMsPerRequest }) => cpuMsPerRequest),
    refused: all.reduce((sum, trial) => sum + trial.refused, 0) / Math.max(1, requests),
    rounds: full.length,
  };
}
