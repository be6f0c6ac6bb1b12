import { join } from 'node:path';
import type { BenchContext } from '../bench-context.ts';
import { naive, payspoolFulfilling, payspoolQuiet } from '../contenders/worker-contenders.ts';
import { payspoolOnRedis } from '../contenders/ingest-contenders.ts';
import type { Outcome, RecoveryTrial } from '../report/sections.ts';
import { type QueueSnapshot, takeSnapshot } from '../stores/queue-snapshot.ts';
import { deliveryJobs } from '../traffic/deliveries.ts';
import { INGEST_VARIANT, runIngestTrial } from './ingest.ts';
import { runWorkerTrial } from './worker.ts';

/** The contender with the small backlog; it shows the cost of the queue's depth. */
const SHALLOW = 'payspool, reactions off, small backlog';

/**
 * Measures the time after an outage: a number of jobs wait, a worker starts, and further deliveries come. If a worker does not finish in
 * time, the rest is estimated from its rate.
 */
export async function runRecoverySection(context: BenchContext): Promise<Outcome<'recovery'>> {
  const { backlog, recoverySeconds, smoke } = context.options;
  const fill = (jobs: number, run: string) =>
    takeSnapshot(
      deliveryJobs({ events: jobs, aggregates: jobs, bodyBytes: 2048 }, { run, account: context.account }),
      { dir: join(context.dir, `backlog-${run}`), stops: context.stops },
    );
  const small = await fill(Math.max(30, Math.ceil(backlog / 10)), 'small');
  const deep = await fill(backlog, 'deep');
  context.say(`recovery: ${deep.jobs} jobs are waiting`);
  const drains = [
    { label: SHALLOW, contender: payspoolQuiet, snapshot: small },
    ...[payspoolQuiet, payspoolFulfilling, naive].map((contender) => ({
      label: contender.name,
      contender,
      snapshot: deep,
    })),
  ];
  const trials: RecoveryTrial[] = [];
  for (const { label, contender, snapshot } of smoke ? drains.slice(-1) : drains) {
    const trial = await runWorkerTrial(context, {
      contender,
      variant: { name: `backlog of ${snapshot.jobs}`, workers: 1 },
      snapshot,
      round: 1,
      seconds: recoverySeconds,
    });
    trials.push({
      contender: label,
      backlog: snapshot.jobs,
      drained: trial.done,
      seconds: trial.seconds,
      complete: trial.done >= snapshot.jobs,
      perSecond: trial.perSecond,
    });
  }
  return { trials, intakes: smoke ? [] : await takeInBeside(context, [undefined, deep]) };
}

/** Measures the throughput of ingest while a number of jobs already wait. */
async function takeInBeside(
  context: BenchContext,
  snapshots: readonly (QueueSnapshot | undefined)[],
): Promise<Outcome<'recovery'>['intakes']> {
  const intakes = [];
  for (const snapshot of snapshots) {
    const waiting = snapshot?.jobs ?? 0;
    const { perSecond, p99Ms } = await runIngestTrial(context, {
      contender: payspoolOnRedis,
      variant: { ...INGEST_VARIANT, name: `${waiting} jobs are waiting` },
      round: 1,
      snapshot,
    });
    intakes.push({ waiting, perSecond, p99Ms });
  }
  return intakes;
}
