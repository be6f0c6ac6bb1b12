import { join } from 'node:path';
import type { z } from 'zod';
import type { BenchContext } from '../bench-context.ts';
import { payspoolQuiet } from '../contenders/worker-contenders.ts';
import { openStatementCounts, perEvent, type StatementCounts } from '../growth/statement-counts.ts';
import { STORIES } from '../growth/stories.ts';
import {
  REPLAY_STORY,
  PURCHASE_STORY,
  type StoriesOrder,
  StoriesResult,
  TABLES_STORY,
} from '../growth/stories-order.ts';
import type { Outcome } from '../report/sections.ts';
import { runProgram } from '../run-program.ts';
import { takeSnapshot } from '../stores/queue-snapshot.ts';
import { deliveryJobs } from '../traffic/deliveries.ts';
import { runWorkerTrial } from './worker.ts';

const PROGRAM = 'bench/src/growth/run-stories.ts';
/** Number of jobs in the measurement of a worker's statements. */
const WORKER_EVENTS = 6000;

/**
 * Measures the cost of an event when its purchase or subscription, or the tables, already have many. It calls the projection without a
 * queue.
 */
export async function runGrowthSection(context: BenchContext): Promise<Outcome<'growth'>> {
  const { options, postgres, say, signal } = context;
  // The tables come first, because all existing rows are copied.
  const names = [TABLES_STORY, PURCHASE_STORY, ...Object.keys(STORIES), REPLAY_STORY];
  // Each scenario has its own process and database, so that none starts with the heap of another. A smoke run uses one for all, because its
  // heap is small.
  const runs = options.smoke ? [names] : names.map((name) => [name]);
  const outcome: z.output<typeof StoriesResult> = { costs: [], stories: [] };
  for (const stories of runs) {
    signal.throwIfAborted();
    const database = await postgres.freshDatabase('payspool');
    const { growthEvents: events, orders, timeLimit } = options;
    const said = await runProgram(
      PROGRAM,
      { databaseUrl: database.url, stories, events, orders, timeLimit } satisfies StoriesOrder,
      // One event is not interrupted, however long it takes; this is also the only time limit for filling the tables.
      { timeoutSeconds: 300 + stories.length * timeLimit + orders / 200 },
    );
    const { costs, stories: outcomes } = StoriesResult.parse(said);
    outcome.costs.push(...costs);
    outcome.stories.push(...outcomes);
    await database.drop();
    for (const { story, position, wallMs, cpuMs, statements } of costs)
      say(
        `growth · ${story}, ${position}: ${wallMs.toFixed(2)} ms, ${cpuMs.toFixed(2)} ms CPU, ${statements.toFixed(1)} statements`,
      );
    for (const { story, applied, wanted, longestBlockMs, failure } of outcomes)
      say(
        `growth · ${story}: ${applied} of ${wanted}${failure === null ? '' : `, then ${failure}`}, the event loop stood still for ${longestBlockMs.toFixed(0)} ms at most`,
      );
  }
  if (!options.smoke) await countOfWorkers(context, outcome);
  return outcome;
}

/** Counts the statements of a whole worker per event, including all its other tasks: with one job in flight, and with fifty. */
async function countOfWorkers(context: BenchContext, outcome: z.output<typeof StoriesResult>): Promise<void> {
  const snapshot = await takeSnapshot(
    deliveryJobs(
      { events: Math.min(context.options.events, WORKER_EVENTS), aggregates: 10_000, bodyBytes: 2048 },
      { run: 'g', account: context.account },
    ),
    { dir: join(context.dir, 'growth'), stops: context.stops },
  );
  for (const concurrency of [1, 50]) {
    const story = `a worker, ${concurrency} in flight`;
    const startedAt = performance.now();
    let counted: StatementCounts | undefined;
    const trial = await runWorkerTrial(context, {
      contender: payspoolQuiet,
      variant: { name: story, workers: 1 },
      snapshot,
      round: 1,
      concurrency,
      inspect: async (databaseUrl) => {
        const counts = await openStatementCounts(databaseUrl);
        counted = await counts.read();
        await counts.close();
      },
    });
    if (!counted) continue;
    const nothing = { statements: 0, rows: 0, readBytes: 0, writtenBytes: 0 };
    outcome.costs.push({
      story,
      position: 0,
      wallMs: 1000 / trial.perSecond,
      cpuMs: trial.cpuMsPerEvent ?? 0,
      ...perEvent(nothing, counted, trial.done),
    });
    outcome.stories.push({
      story,
      wanted: trial.done,
      applied: trial.done,
      seconds: (performance.now() - startedAt) / 1000,
      longestBlockMs: 0,
      failure: null,
    });
  }
}
