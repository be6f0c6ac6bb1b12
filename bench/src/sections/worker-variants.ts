import type { TrafficShape } from '../traffic/purchases.ts';
import type { WorkerContender } from '../contenders/worker-contenders.ts';
import type { BenchOptions } from '../options.ts';

/** One way in which the queue is filled and drained. */
export interface WorkerVariant {
  readonly name: string;
  readonly shape: TrafficShape;
  readonly workers: number;
  readonly rounds: number;
  /** Contenders for which the variant is not relevant. */
  readonly without?: readonly WorkerContender['name'][];
}

const KIB = 1024;
export const BASE_VARIANT = '10,000 purchases, 2 KB';
export const HOT_VARIANT = '1 purchase, 2 KB';

/**
 * The base variant comes first and has the most rounds. A variant omits no-op jobs if it changes only the number of purchases, because that
 * does not affect their speed.
 */
export function workerVariants({ events, rounds, smoke }: BenchOptions): readonly WorkerVariant[] {
  const fewer = Math.min(rounds, 3);
  // The number of purchases with three events each: 10,000 by default.
  const base = { events, aggregates: Math.ceil(events / 3), bodyBytes: 2 * KIB };
  const variants: readonly WorkerVariant[] = [
    { name: BASE_VARIANT, shape: base, workers: 1, rounds },
    {
      name: HOT_VARIANT,
      shape: { ...base, events: Math.ceil(events / 5), aggregates: 1 },
      workers: 1,
      rounds: fewer,
      without: ['no-op jobs'],
    },
    {
      name: '10 purchases, 2 KB',
      shape: { ...base, events: Math.ceil(events / 3), aggregates: 10 },
      workers: 1,
      rounds: fewer,
      without: ['no-op jobs', 'payspool, default fulfilment'],
    },
    {
      name: '10,000 purchases, 20 KB',
      shape: { ...base, events: Math.ceil(events / 3), bodyBytes: 20 * KIB },
      workers: 1,
      rounds: fewer,
    },
    { name: '10,000 purchases, 2 KB, two workers', shape: base, workers: 2, rounds: fewer },
  ];
  return smoke ? variants.slice(0, 1) : variants;
}
