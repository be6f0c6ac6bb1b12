import { codeOf } from '../without-payload.ts';
import type { JobQueue } from './store.ts';
import type { BullJob } from './tracing.ts';

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Describes how waiting items are sent together. */
export interface SetsOf<Item, Answer> {
  /** Sends a set in one call, and resolves with a result for each item, in the same order. */
  readonly send: (items: readonly Item[]) => Promise<readonly Answer[]>;
  /** Maximum number of items in a set; it limits how long one call blocks the store. */
  readonly most: number;
  /** Whether an error may concern only one item of the set. If so, each item is sent alone. */
  readonly isOfOne: (error: unknown) => boolean;
  readonly sizeOf?: (item: Item) => number;
  /** Maximum total size of a set of several items. */
  readonly mostSize?: number;
  /** Whether an item can share a set with its first item; by default it can. */
  readonly fits?: (item: Item, first: Item) => boolean;
}

/** Sends the items of one turn of the event loop together when the turn is over: in one call, or in several if there are many. */
export function byTurn<Item, Answer>(sets: SetsOf<Item, Answer>): (item: Item) => Promise<Answer> {
  let waiting: Waiting<Item, Answer>[] = [];
  const send = () => {
    const all = waiting;
    waiting = [];
    while (all.length > 0) void settle(takeSet(all, sets), sets);
  };
  return (item) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(send);
      waiting.push({ item, resolve, reject });
    });
}

/** Removes the next set from the waiting items. */
function takeSet<Item, Answer>(
  waiting: Waiting<Item, Answer>[],
  { most, sizeOf = () => 0, mostSize = 0, fits = () => true }: SetsOf<Item, Answer>,
): readonly Waiting<Item, Answer>[] {
  const [first, ...others] = waiting.slice(0, most);
  if (!first) return [];
  let size = sizeOf(first.item);
  let count = 1;
  for (const { item } of others) {
    size += sizeOf(item);
    if (size > mostSize || !fits(item, first.item)) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

/** Never rejects: each item of the set gets its own result. */
async function settle<Item, Answer>(
  set: readonly Waiting<Item, Answer>[],
  sets: SetsOf<Item, Answer>,
): Promise<void> {
  try {
    const answers = await sets.send(set.map(({ item }) => item));
    if (answers.length !== set.length)
      throw new Error(`${answers.length} of ${set.length} items got a result`);
    for (const [at, answer] of answers.entries()) set[at]?.resolve(answer);
  } catch (error) {
    if (set.length > 1 && sets.isOfOne(error)) await Promise.all(set.map((one) => settle([one], sets)));
    else for (const { reject } of set) reject(error);
  }
}

/** Maximum number of sets under way. Each holds a connection while it waits for its commit. With more of them the sets would be smaller. */
const SETS_AT_ONCE = 4;

interface JobToAdd {
  readonly queue: JobQueue;
  readonly job: BullJob;
  /** By `performance.now()`: after this time no caller waits for the job. */
  readonly endsAt: number;
}

/**
 * Adds jobs in sets. Each set is one statement and one commit. While fewer than four sets are under way, a job is sent at once and alone.
 * Jobs that arrive while four are under way are sent together when one of them has ended. BullMQ's statement takes the locks of all
 * deduplication keys of a set in a fixed order, so that two sets with the same keys do not deadlock.
 *
 * @param timeoutMs a job that has waited this long for its set is no longer added, because its sender got the answer to send it again
 */
export function addInSets(timeoutMs: number): (queue: JobQueue, job: BullJob) => Promise<string> {
  const waiting: Waiting<JobToAdd, string>[] = [];
  let underWay = 0;

  const rejectTimedOut = () => {
    const now = performance.now();
    while (waiting[0] && waiting[0].item.endsAt <= now)
      waiting.shift()?.reject(new Error(`no answer within ${timeoutMs} ms`));
  };
  // One set per call is enough: it is called for each new job and after each set.
  const goOn = () => {
    rejectTimedOut();
    if (underWay < SETS_AT_ONCE && waiting.length > 0) void addNext();
  };
  const addNext = async () => {
    underWay += 1;
    await settle(takeSet(waiting, JOBS), JOBS);
    underWay -= 1;
    goOn();
  };
  return (queue, job) =>
    new Promise((resolve, reject) => {
      const item = { queue, job, endsAt: performance.now() + timeoutMs };
      waiting.push({ item, resolve, reject });
      goOn();
    });
}

const JOBS: SetsOf<JobToAdd, string> = {
  most: 100,
  // The queue object changes after the store was down.
  fits: ({ queue }, first) => queue === first.queue,
  sizeOf: ({ job }) => job.data.length,
  /** Characters. */
  mostSize: 1024 * 1024,
  // SQLSTATE classes 22 (data exception), 23 (integrity constraint) and 54 (program limit) concern one job's data and not the others.
  isOfOne: (error) => /^(22|23|54)/.test(codeOf(error) ?? ''),
  send: async (items) => {
    const jobs = items.map(({ job }) => ({ job, jobId: job.id }));
    const [only] = jobs;
    const backend = items[0]?.queue.getBackend();
    if (!backend || !only) return [];
    return jobs.length === 1 ? [await backend.addJob(only.job, only.jobId)] : backend.addJobs(jobs);
  },
};
