import { INGEST_CONTENDERS, INGEST_WARM_UP_SECONDS } from './sections/ingest.ts';
import { workerVariants } from './sections/worker-variants.ts';
import { WARM_UP, WORKER_CONTENDERS } from './sections/worker.ts';
import type { BenchOptions } from './options.ts';
import type { SectionName } from './report/sections.ts';

/** Time for a contender's preparation, start and end, in seconds. */
const AROUND_A_TRIAL = 2.5;

/** The duration of the sections on an idle machine, in seconds; an upper bound for parts with a time limit. */
export function expectedSeconds(options: BenchOptions): number {
  return options.only.reduce((sum, name) => sum + OF_SECTION[name](options), 0);
}

const OF_SECTION: Readonly<Record<SectionName, (options: BenchOptions) => number>> = {
  worker: (options) =>
    workerVariants(options).reduce(
      (sum, { rounds, without = [], shape }) =>
        sum +
        shape.events / 4000 +
        rounds *
          (WORKER_CONTENDERS.length - without.length) *
          (options.seconds * (1 + WARM_UP) + AROUND_A_TRIAL),
      0,
    ),
  ingest: ({ rounds, seconds, smoke }) =>
    (smoke ? rounds : rounds + 2 * Math.min(rounds, 3)) *
    INGEST_CONTENDERS.length *
    (seconds + INGEST_WARM_UP_SECONDS + AROUND_A_TRIAL),
  lag: ({ rounds, seconds }) => 10 + Math.min(rounds, 3) * 5 * (seconds + 2),
  recovery: ({ backlog, recoverySeconds, seconds, smoke }) =>
    backlog / 4000 +
    (smoke ? 1 : 3.2) * (recoverySeconds * (1 + WARM_UP) + AROUND_A_TRIAL) +
    2 * (seconds + INGEST_WARM_UP_SECONDS + AROUND_A_TRIAL),
  growth: ({ timeLimit, orders, smoke }) => (smoke ? 5 : 5 * timeLimit + orders / 2000 + 10),
  stages: () => 15,
  soak: ({ soakMinutes }) => soakMinutes * 60 + 10,
};

export function describeDuration(seconds: number): string {
  return seconds < 90
    ? `some ${Math.ceil(seconds)} s at most`
    : `some ${Math.ceil(seconds / 60)} minutes at most`;
}
