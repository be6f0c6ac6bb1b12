import { median, spread } from '../measure/statistics.ts';
import type { GrowthCost, GrowthStory, IngestTrial, LagLevel, Section, WorkerTrial } from './sections.ts';

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

/** The lag at one load, relative to the median of one event on an idle stack. */
export interface LagRow {
  readonly share: number;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly max: number | undefined;
  readonly committed: number;
}

export function summariseLag(levels: readonly LagLevel[]): readonly LagRow[] {
  const at = (share: number) => levels.filter((level) => level.share === share);
  const idle = medianOf(at(0), ({ p50Ms }) => p50Ms);
  const shares = [...new Set(levels.map(({ share }) => share))].toSorted((a, b) => a - b);
  return shares.map((share) => ({
    share,
    p50: over(
      medianOf(at(share), ({ p50Ms }) => p50Ms),
      idle,
    ),
    p99: over(
      medianOf(at(share), ({ p99Ms }) => p99Ms),
      idle,
    ),
    max: over(
      medianOf(at(share), ({ maxMs }) => maxMs),
      idle,
    ),
    committed: at(share).reduce((sum, { committed }) => sum + committed, 0),
  }));
}

/** Memory at the end relative to the memory after the start: the medians of the last quarter and of the second one. */
export function soakGrowth(
  samples: Section<'soak'>['samples'],
  read: (sample: Section<'soak'>['samples'][number]) => number | null,
): number | undefined {
  const last = samples.at(-1)?.minute ?? 0;
  const between = (from: number, to: number) =>
    medianOf(
      samples.filter(({ minute }) => minute >= from * last && minute <= to * last),
      read,
    );
  return over(between(0.75, 1), between(0.25, 0.5));
}

/** The cost of an event at one position of a scenario, relative to the first measured position. */
export interface GrowthRow extends GrowthCost {
  readonly timesFirst: number | undefined;
  readonly cpuTimesFirst: number | undefined;
}

export function summariseGrowth(
  costs: readonly GrowthCost[],
  stories: readonly GrowthStory[],
): readonly { readonly story: GrowthStory; readonly rows: readonly GrowthRow[] }[] {
  return stories.map((story) => {
    const own = costs.filter((cost) => cost.story === story.story);
    const [first] = own;
    return {
      story,
      rows: own.map((cost) => ({
        ...cost,
        timesFirst: over(cost.wallMs, first?.wallMs),
        cpuTimesFirst: over(cost.cpuMs, first?.cpuMs),
      })),
    };
  });
}

/**
 * The cost at the last position relative to the first, by the worse of time and CPU; `undefined` if the scenario did not get there in time.
 */
export function growthOf(
  { costs, stories }: { readonly costs: readonly GrowthCost[]; readonly stories: readonly GrowthStory[] },
  name: string,
): number | undefined {
  const found = summariseGrowth(costs, stories).find(({ story }) => story.story === name);
  const last = found?.rows.at(-1);
  if (!found || !last || found.rows.length < 2 || found.story.applied < found.story.wanted) return undefined;
  return Math.max(last.timesFirst ?? 0, last.cpuTimesFirst ?? 0);
}
