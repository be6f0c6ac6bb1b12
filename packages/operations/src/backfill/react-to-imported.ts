import { publishTo } from '@payspool/projection';
import type { StepContext } from '../operations/operation-kind.ts';

/** A job of the import that was queued last. */
export interface QueuedJob {
  readonly provider: string;
  readonly account: string;
  readonly eventKey: string;
  readonly source: 'refetched' | 'observed';
}

/** The states of a job that will still run. BullMQ calls a waiting job with a priority `prioritized`. */
const UNFINISHED: ReadonlySet<string> = new Set(['waiting', 'prioritized', 'active', 'delayed', 'paused']);

/** How many of these jobs have not ended. Jobs of an import run in their order, so the earlier ones have ended with these. */
export async function lastJobs(
  { queue }: Pick<StepContext, 'queue'>,
  jobs: readonly QueuedJob[],
): Promise<number> {
  let unfinished = 0;
  for (const job of jobs) {
    const found = await queue.find({ kind: 'event', ...job });
    if (found && UNFINISHED.has(found.state)) unfinished += 1;
  }
  return unfinished;
}

/** Purchases of one step: each has a transaction of its own. */
const PURCHASES = 50;

/**
 * Publishes the history of a page of purchases of which nothing was published, to some consumers only.
 *
 * @returns the last aggregate of the page; `undefined` after the last page
 */
export async function reactToImported(
  { db, settings }: Pick<StepContext, 'db' | 'settings'>,
  {
    owner,
    consumers,
    after,
  }: {
    readonly owner: { readonly provider: string; readonly account: string };
    readonly consumers: readonly string[];
    readonly after: bigint;
  },
): Promise<{ readonly last: bigint | undefined; readonly purchases: number; readonly transitions: number }> {
  const page = await db.aggregate.findMany({
    where: { ...owner, id: { gt: after } },
    orderBy: { id: 'asc' },
    take: PURCHASES,
    select: { id: true },
  });
  let purchases = 0;
  let transitions = 0;
  for (const { id } of page) {
    const published = await publishTo(db, id, { consumers, settings });
    purchases += published > 0 ? 1 : 0;
    transitions += published;
  }
  return { last: page.at(-1)?.id, purchases, transitions };
}
