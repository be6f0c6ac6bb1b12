import { codeOf } from '../without-payload.ts';
import type { JobQueue } from './store.ts';
import type { BullJob } from './trace-add.ts';

/** Sets under way at once. Each holds a connection while it waits for its commit; with more of them the sets are smaller. */
const SETS_AT_ONCE = 4;
/** Jobs in a set. */
const MOST_JOBS = 100;
/** Characters of all data in a set, where it is more than one job. */
const MOST_TEXT = 1024 * 1024;

interface Waiting {
  readonly queue: JobQueue;
  readonly job: BullJob;
  /** By `performance.now()`: nobody waits for it any longer. */
  readonly endsAt: number;
  readonly resolve: (id: string) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Adds jobs in sets, each one statement and one commit. A job that comes while fewer than four sets are under way goes at once, by itself;
 * those that come while there are four go together as soon as one has ended. BullMQ's statement takes the locks of all deduplication keys of
 * a set in one order, so that two sets with the same keys wait for each other and do not deadlock.
 *
 * @param timeoutMs a job that has waited so long for its set is not added any more: its sender has been told to come again
 */
export function addInSets(timeoutMs: number): (queue: JobQueue, job: BullJob) => Promise<string> {
  const waiting: Waiting[] = [];
  let underWay = 0;

  // One is enough: it is asked for whenever a job comes, and whenever a set has ended.
  const goOn = () => {
    dropLate(waiting, timeoutMs);
    if (underWay < SETS_AT_ONCE && waiting.length > 0) void addNext();
  };
  const addNext = async () => {
    underWay += 1;
    await addSet(takeSet(waiting));
    underWay -= 1;
    goOn();
  };
  return (queue, job) =>
    new Promise((resolve, reject) => {
      waiting.push({ queue, job, endsAt: performance.now() + timeoutMs, resolve, reject });
      goOn();
    });
}

function dropLate(waiting: Waiting[], timeoutMs: number): void {
  const now = performance.now();
  for (let [first] = waiting; first && first.endsAt <= now; [first] = waiting) {
    first.reject(new Error(`no answer within ${timeoutMs} ms`));
    waiting.shift();
  }
}

/** The next ones for the same queue: a queue is another one once its store has been away. */
function takeSet(waiting: Waiting[]): readonly Waiting[] {
  let [count, characters] = [0, 0];
  for (const { queue, job } of waiting) {
    characters += job.data.length;
    const fits = queue === waiting[0]?.queue && count < MOST_JOBS && characters <= MOST_TEXT;
    if (count > 0 && !fits) break;
    count += 1;
  }
  return waiting.splice(0, count);
}

/** Never rejects: each job of the set is told by itself. */
async function addSet(set: readonly Waiting[]): Promise<void> {
  const [first] = set;
  if (!first) return;
  try {
    const ids = await addAll(first.queue, set);
    if (ids.length !== set.length) throw new Error(`${ids.length} of ${set.length} jobs were answered for`);
    for (const [at, { resolve }] of set.entries()) resolve(ids[at] ?? '');
  } catch (error) {
    if (set.length > 1 && isOfOneJob(error)) await Promise.all(set.map((one) => addSet([one])));
    else for (const { reject } of set) reject(error);
  }
}

async function addAll(queue: JobQueue, set: readonly Waiting[]): Promise<readonly string[]> {
  const jobs = set.map(({ job }) => ({ job, jobId: job.id }));
  const [only] = jobs;
  const backend = queue.getBackend();
  return jobs.length === 1 && only ? [await backend.addJob(only.job, only.jobId)] : backend.addJobs(jobs);
}

/** SQLSTATE classes 22 (data exception), 23 (integrity constraint) and 54 (program limit): what one job holds, and no fault of the others. */
const isOfOneJob = (error: unknown): boolean => /^(22|23|54)/.test(codeOf(error) ?? '');
