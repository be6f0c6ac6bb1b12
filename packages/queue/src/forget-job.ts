import type { Job } from 'bullmq';
import { z } from 'zod';
import { withDeadline } from './deadline.ts';
import type { JobName } from './find-job.ts';
import { DELIVERIES, KEY_PREFIX } from './names.ts';
import { parseQueueUrl } from './queue-url.ts';
import { QueueUnavailableError } from './queue-unavailable-error.ts';
import { type JobQueue, openStore } from './store.ts';

/** The delivery that a finished job held. */
export type FinishedJob = Pick<JobName, 'provider' | 'account' | 'eventKey'>;

const FINISHED = ['completed', 'failed'] as const;
const PAGE = 100;
const Named = z.object({ provider: z.string(), account: z.string(), eventKey: z.string() });

/** What this uses of BullMQ's queue beyond what a producer does. */
interface FinishedJobs {
  readonly getRanges: (states: (typeof FINISHED)[number][], start: number, end: number) => Promise<string[]>;
  readonly getJob: (jobId: string) => Promise<Pick<Job, 'data' | 'remove'> | undefined>;
}

/**
 * Removes finished delivery jobs, body and all; one that has not finished is never touched. Resolves with how many were removed.
 * Rejects with `QueueUnavailableError` while the queue's store is away.
 *
 * @param choose which of a page of finished jobs to remove
 * @throws {InvalidQueueUrlError}
 */
export async function forgetFinishedJobs({
  url,
  choose,
  timeoutMs = 2500,
  keyPrefix = KEY_PREFIX,
}: {
  /** `QUEUE_URL`. */
  readonly url: string;
  readonly choose: (jobs: readonly FinishedJob[]) => Promise<readonly FinishedJob[]>;
  /** Of one exchange with the store, milliseconds. */
  readonly timeoutMs?: number;
  readonly keyPrefix?: string;
}): Promise<number> {
  const store = openStore(parseQueueUrl(url), {
    queueName: DELIVERIES,
    role: 'producer',
    timeoutMs,
    maxConnections: 2,
    keyPrefix,
    onError: () => undefined, // every call rejects by itself
  });
  const open = async () => {
    await store.ready();
    const queue = store.createQueue() as JobQueue & FinishedJobs;
    queue.on('error', () => undefined);
    await queue.waitUntilReady();
    return queue;
  };
  const reach = <T>(work: Promise<T>) =>
    withDeadline(work, timeoutMs, () => new Error(`no answer within ${timeoutMs} ms`)).catch(
      (error: unknown) => {
        const problem = error instanceof Error ? error.message : 'failed';
        throw new QueueUnavailableError(`the queue cannot be reached: ${problem}`, error);
      },
    );

  try {
    const queue = await reach(open());
    const jobIds = await reach(queue.getRanges([...FINISHED], 0, -1));
    let forgotten = 0;
    for (let from = 0; from < jobIds.length; from += PAGE) {
      const page = await reach(namedJobs(queue, jobIds.slice(from, from + PAGE)));
      const chosen = new Set(await choose(page.map(({ job }) => job)));
      const removed = page
        .filter(({ job }) => chosen.has(job))
        .map(({ jobId, remove }) => removeFinished(queue, jobId, remove));
      for (const done of await reach(Promise.all(removed))) if (done) forgotten += 1;
    }
    return forgotten;
  } finally {
    await store.close();
  }
}

async function namedJobs(queue: FinishedJobs, jobIds: readonly string[]) {
  const found = await Promise.all(
    jobIds.map(async (jobId) => {
      const stored = await queue.getJob(jobId);
      const named = Named.safeParse(stored?.data);
      return stored && named.success
        ? [{ jobId, job: named.data satisfies FinishedJob, remove: () => stored.remove() }]
        : [];
    }),
  );
  return found.flat();
}

/** Somebody may have retried it since it was listed. */
async function removeFinished(
  queue: Pick<JobQueue, 'getJobState'>,
  jobId: string,
  remove: () => Promise<void>,
): Promise<boolean> {
  const state = await queue.getJobState(jobId);
  if (!FINISHED.some((finished) => finished === state)) return false;
  await remove();
  return true;
}
