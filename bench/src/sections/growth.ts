import type { z } from 'zod';
import type { BenchContext } from '../bench-context.ts';
import { STORIES } from '../growth/stories.ts';
import { type StoriesOrder, StoriesResult, TABLES_STORY } from '../growth/stories-order.ts';
import type { Outcome } from '../report/sections.ts';
import { runProgram } from '../run-program.ts';

const PROGRAM = 'bench/src/growth/run-stories.ts';

/** What an event costs when its purchase or subscription, or the tables, have many before it: through the projection, without a queue. */
export async function runGrowthSection({
  options,
  postgres,
  say,
  signal,
}: BenchContext): Promise<Outcome<'growth'>> {
  // The tables first: whatever is in them is multiplied.
  const names = [TABLES_STORY, ...Object.keys(STORIES)];
  // A process and a database for each, so that none inherits a heap; a smoke run has no heap to speak of.
  const runs = options.smoke ? [names] : names.map((name) => [name]);
  const outcome: z.output<typeof StoriesResult> = { costs: [], stories: [] };
  for (const stories of runs) {
    signal.throwIfAborted();
    const database = await postgres.freshDatabase('payspool');
    const { growthEvents: events, orders, patience } = options;
    const said = await runProgram(
      PROGRAM,
      { databaseUrl: database.url, stories, events, orders, patience } satisfies StoriesOrder,
      // Nothing interrupts one event, however long it takes; filling the tables has no limit but this one.
      { timeoutSeconds: 300 + stories.length * patience + orders / 200 },
    );
    const { costs, stories: told } = StoriesResult.parse(said);
    outcome.costs.push(...costs);
    outcome.stories.push(...told);
    await database.drop();
    for (const { story, position, wallMs, cpuMs, statements } of costs)
      say(
        `growth · ${story}, ${position}: ${wallMs.toFixed(2)} ms, ${cpuMs.toFixed(2)} ms CPU, ${statements.toFixed(1)} statements`,
      );
    for (const { story, applied, wanted, longestBlockMs, failure } of told)
      say(
        `growth · ${story}: ${applied} of ${wanted}${failure === null ? '' : `, then ${failure}`}, the event loop stood still for ${longestBlockMs.toFixed(0)} ms at most`,
      );
  }
  return outcome;
}
