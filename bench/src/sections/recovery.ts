import { join } from 'node:path';
import type { BenchContext } from '../bench-context.ts';
import { naive } from '../contenders/naive.ts';
import { payspoolFulfilling, payspoolQuiet } from '../contenders/payspool-worker.ts';
import type { Outcome, RecoveryTrial } from '../report/sections.ts';
import { takeSnapshot } from '../stores/queue-snapshot.ts';
import { deliveryJobs } from '../traffic/delivery-jobs.ts';
import { runWorkerTrial } from './worker.ts';

/** The contender whose backlog is small: what the depth of a queue costs by itself. */
const SHALLOW = 'payspool, reactions off, small backlog';

/** After an outage: so many jobs wait, and a worker comes. Where it has not done all of them in time, its rate until then counts. */
export async function runRecoverySection(context: BenchContext): Promise<Outcome<'recovery'>> {
  const { backlog, patience, smoke } = context.options;
  const fill = (jobs: number, run: string) =>
    takeSnapshot(
      deliveryJobs({ events: jobs, aggregates: jobs, bodyBytes: 2048 }, { run, account: context.account }),
      {
        dir: join(context.dir, `backlog-${run}`),
        stops: context.stops,
      },
    );
  const small = await fill(Math.max(30, Math.ceil(backlog / 10)), 'small');
  const deep = await fill(backlog, 'deep');
  context.say(`recovery: ${deep.jobs} jobs are waiting`);
  const trials: RecoveryTrial[] = [];
  const contenders = [
    { label: SHALLOW, contender: payspoolQuiet, snapshot: small },
    ...[payspoolQuiet, payspoolFulfilling, naive].map((contender) => ({
      label: contender.name,
      contender,
      snapshot: deep,
    })),
  ];
  for (const { label, contender, snapshot } of smoke ? contenders.slice(-1) : contenders) {
    const trial = await runWorkerTrial(context, {
      contender,
      variant: { name: `backlog of ${snapshot.jobs}`, workers: 1 },
      snapshot,
      round: 1,
      seconds: patience,
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
  return { trials };
}
