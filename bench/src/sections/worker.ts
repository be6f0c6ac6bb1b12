import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BenchContext } from '../bench-context.ts';
import {
  naive,
  noop,
  payspoolFulfilling,
  payspoolQuiet,
  type WorkerContender,
} from '../contenders/worker-contenders.ts';
import { watchDrain } from '../measure/drain.ts';
import type { Outcome, WorkerTrial } from '../report/sections.ts';
import { askNumber } from '../stores/postgres.ts';
import { type QueueSnapshot, startRedisFrom, takeSnapshot } from '../stores/queue-snapshot.ts';
import { deliveryJobs } from '../traffic/deliveries.ts';
import { type WorkerVariant, workerVariants } from './worker-variants.ts';

export const WORKER_CONTENDERS: readonly WorkerContender[] = [noop, naive, payspoolQuiet, payspoolFulfilling];

/** Duration of the warm-up as a share of the measured time: a contender with more code needs longer to be compiled. */
export const WARM_UP = 0.4;

/**
 * Every contender drains copies of the same filled queue. Rounds are interleaved, so that a slower machine slows all contenders equally.
 */
export async function runWorkerSection(context: BenchContext): Promise<Outcome<'worker'>> {
  const trials: WorkerTrial[] = [];
  for (const [place, variant] of workerVariants(context.options).entries()) {
    const snapshot = await takeSnapshot(
      deliveryJobs(variant.shape, { run: `w${place}`, account: context.account }),
      { dir: join(context.dir, `queue-${place}`), stops: context.stops },
    );
    context.say(`worker · ${variant.name}: ${snapshot.jobs} jobs are waiting`);
    const contenders = WORKER_CONTENDERS.filter(({ name }) => !variant.without?.includes(name));
    for (let round = 1; round <= variant.rounds; round += 1) {
      // Each contender is the first of a round in turn, because the first one has the coldest machine.
      for (const contender of rotated(contenders, round)) {
        const trial = await runWorkerTrial(context, { contender, variant, snapshot, round });
        trials.push(trial);
      }
    }
    await rm(snapshot.dir, { recursive: true });
  }
  return { trials };
}

/** Starts the contender on a copy of the queue and a fresh database, measures, stops it, and compares its completed jobs with its rows. */
export async function runWorkerTrial(
  { options, dir, stops, signal, say, account, postgres, tuning }: BenchContext,
  {
    contender,
    variant,
    snapshot,
    round,
    seconds = options.seconds,
    concurrency = tuning.best[contender.name] ?? contender.bestConcurrency,
    inspect,
  }: {
    readonly contender: WorkerContender;
    readonly variant: Pick<WorkerVariant, 'name' | 'workers'>;
    readonly snapshot: QueueSnapshot;
    readonly round: number;
    readonly seconds?: number;
    readonly concurrency?: number;
    /** Reads the database after the workers have stopped. */
    readonly inspect?: (databaseUrl: string) => Promise<void>;
  },
): Promise<WorkerTrial & { readonly done: number }> {
  signal.throwIfAborted();
  const redis = await stops.start(startRedisFrom(snapshot, { workDir: dir }));
  const database = await postgres.freshDatabase(contender.tables);
  const running = await Promise.all(
    Array.from({ length: variant.workers }, () =>
      stops.start(
        contender.start({
          queueUrl: redis.url,
          databaseUrl: database.url,
          concurrency,
          accountEnv: account.env,
          logFile: join(dir, 'contenders.log'),
        }),
      ),
    ),
  );
  const { done, ...drained } = await watchDrain({
    queueUrl: redis.url,
    jobs: snapshot.jobs,
    pids: running.flatMap(({ pids }) => pids),
    warmUpSeconds: seconds * WARM_UP,
    seconds,
    signal,
  });
  const behind = contender.behind === undefined ? undefined : await askNumber(database.url, contender.behind);
  await Promise.all(running.map(({ stop }) => stop()));
  const committed =
    contender.committed === undefined ? done : await askNumber(database.url, contender.committed);
  if (committed < done)
    throw new Error(`${contender.name} has completed ${done} jobs and committed ${committed} events`);
  await inspect?.(database.url);
  await redis.stop();
  await database.drop();
  say(
    `worker · ${variant.name} · ${contender.name}, ${concurrency} in flight, round ${round}: ` +
      `${drained.perSecond.toFixed(0)}/s${drained.cpuMsPerEvent === null ? '' : `, ${drained.cpuMsPerEvent.toFixed(2)} ms CPU`}`,
  );
  return {
    contender: contender.name,
    variant: variant.name,
    round,
    workers: variant.workers,
    concurrency,
    ...drained,
    behind: behind === undefined ? null : Math.min(1, behind / Math.max(1, done)),
    done,
  };
}

/** The list, beginning at another position in each round. */
export function rotated<T>(list: readonly T[], round: number): T[] {
  const start = (round - 1) % Math.max(1, list.length);
  return [...list.slice(start), ...list.slice(0, start)];
}
