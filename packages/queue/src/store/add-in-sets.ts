import { codeOf } from '../without-payload.ts';
import type { JobQueue } from './store.ts';
import type { BullJob } from './trace-add.ts';

/** Maximum number of sets under way. Each holds a connection while it waits for its commit. With more of them the sets would be smaller. */
const SETS_AT_ONCE = 4;
/** Maximum number of jobs in a set. */
const MOST_JOBS = 100;
/** Maximum number of characters of all data in a set of several jobs. */
const MOST_TEXT = 1024 * 1024;

interface Waiting {
  readonly queue: JobQueue;
  readonly job: BullJob;
  /** By `performance.now()`: after this time no caller waits for the job. */
  readonly endsAt: number;
  readonly resolve: (id: string) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Adds jobs in sets. Each set is one statement and one commit. While fewer than four sets are under way, a job is sent at once and alone.
 * Jobs that arrive while four are under way are sent together when one of them has ended. BullMQ's statement takes the locks of all
 * deduplication keys of a set in a fixed order, so that two sets with the same keys do not deadlock.
 *
 * @param timeoutMs a job that has waited this long for its set is no longer added, because its sender was told to send it again
 */
export function addInSets(timeoutMs: number): (queue: JobQueue, job: BullJob) => Promise<string> {
  const waiting: Waiting[] = [];
  let underWay = 0;

  // One set per call is enough: it is called for each new job and after each set.
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

/** Takes the next jobs for the same queue. The queue object changes after the store was down. */
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

/** Never rejects: each job of the set gets its own result. */
async function addSet(set: readonly Waiting[]): Promise<void> {
  const [first] = set;
  if (!first) return;
  try {
    const ids = await addAll(first.queue, set);
    if (ids.length !== set.length) throw new Error(`${ids.length} of ${set.length} jobs got a result`);
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

/**
 * SQLSTATE classes 22 (data exception), 23 (integrity constraint) and 54 (program limit): they concern one job's data and not the others.
 */
const isOfOneJob = (error: unknown): boolean => /^(22|23|54)/.test(codeOf(error) ?? '');
