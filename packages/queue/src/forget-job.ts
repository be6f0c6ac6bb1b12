import type { Job } from 'bullmq';
import { z } from 'zod';
import { withDeadline } from './deadline.ts';
import type { JobName } from './job-name.ts';
import { DELIVERIES, KEY_PREFIX } from './names.ts';
import { parseQueueUrl } from './queue-url.ts';
import { queueUnavailable } from './queue-unavailable-error.ts';
import { type FinishedState, type JobQueue, openQueue, openStore, type Store } from './store/store.ts';

/** The delivery that a finished job holds. */
export interface FinishedJob extends Pick<JobName, 'provider' | 'account' | 'eventKey'> {
  readonly state: FinishedState;
  readonly body: Uint8Array;
}

/** Jobs that are kept even if `choose` returns them: this many of the newest, unless they finished before this time. */
export interface KeptJobs {
  readonly newest: number;
  readonly since: Date;
}

export interface ForgetOptions {
  /** `QUEUE_URL`. */
  readonly url: string;
  /** Returns the jobs to remove from a page of finished jobs. */
  readonly choose: (jobs: readonly FinishedJob[]) => Promise<readonly FinishedJob[]>;
  readonly states?: readonly FinishedState[];
  /** Keeps no jobs by default. */
  readonly keep?: KeptJobs;
  /** Stops the removal between two pages. */
  readonly signal?: AbortSignal;
  /** Time limit of one exchange with the store, milliseconds. */
  readonly timeoutMs?: number;
  readonly keyPrefix?: string;
}

/** A page contains the bodies, each up to a few megabytes, so its size limits the memory. */
const PAGE = 25;

const Named = z.object({
  provider: z.string(),
  account: z.string(),
  eventKey: z.string(),
  body: z.string(),
  bodyEncoding: z.enum(['utf8', 'base64']),
});

/** The methods of BullMQ's queue that this file needs and a producer does not. */
type FinishedJobs = Omit<JobQueue, 'getJob'> & {
  readonly getJob: (jobId: string) => Promise<Pick<Job, 'data' | 'finishedOn'> | undefined>;
};

/**
 * Removes finished delivery jobs with their bodies and deduplication keys. It never touches a job that has not finished or was retried in
 * the meantime. Resolves with the number of removed jobs. Rejects with `QueueUnavailableError` while the queue's store is down.
 *
 * @throws {InvalidQueueUrlError}
 */
export async function forgetFinishedJobs({
  url,
  states = ['completed', 'failed'],
  timeoutMs = 2500,
  keyPrefix = KEY_PREFIX,
  ...options
}: ForgetOptions): Promise<number> {
  const store = openStore(parseQueueUrl(url), {
    queueName: DELIVERIES,
    role: 'producer',
    timeoutMs,
    maxConnections: 2,
    keyPrefix,
    onError: () => undefined, // each call rejects by itself
  });
  const reach: Reach = (work) =>
    withDeadline(work, timeoutMs, () => new Error(`no answer within ${timeoutMs} ms`)).catch(
      (error: unknown) => {
        throw queueUnavailable('the queue cannot be reached', error);
      },
    );
  try {
    const queue = await reach(openFinished(store));
    let forgotten = 0;
    for (const state of states) forgotten += await forgetIn(state, { store, queue, reach, ...options });
    return forgotten;
  } finally {
    await store.close();
  }
}

type Reach = <T>(work: Promise<T>) => Promise<T>;

async function openFinished(store: Store): Promise<FinishedJobs> {
  await store.ready();
  return (await openQueue(store)) as FinishedJobs;
}

async function forgetIn(
  state: FinishedState,
  {
    choose,
    keep,
    signal,
    store,
    queue,
    reach,
  }: Pick<ForgetOptions, 'choose' | 'keep' | 'signal'> & {
    readonly store: Store;
    readonly queue: FinishedJobs;
    readonly reach: Reach;
  },
): Promise<number> {
  // In the order newest first, no job is missed while BullMQ removes the oldest. In the order oldest first, the loop may stop at the first
  // job that must be kept.
  const oldestFirst = keep !== undefined;
  let forgotten = 0;
  for (let passed = 0; ;) {
    if (signal?.aborted) return forgotten;
    const jobIds = await reach(store.finishedIds(state, { start: passed, limit: PAGE, oldestFirst }));
    const page = await reach(Promise.all(jobIds.map((jobId) => readJob(queue, { jobId, state }))));
    const surplus = keep ? (await reach(countOf(queue, state))) - passed - keep.newest : Infinity;
    const due = page.filter(({ finishedOn }, at) => at < surplus || (keep && finishedOn < keep.since));
    const chosen = await chooseAmong(due, choose);
    if (chosen.length > 0) forgotten += await reach(store.removeFinished(state, chosen));
    // Chosen jobs that were not removed have been retried, so they are no longer in this state either.
    passed += page.length - chosen.length;
    if (page.length < PAGE || due.length < page.length) return forgotten;
  }
}

interface ReadJob {
  readonly jobId: string;
  readonly finishedOn: Date;
  /** `undefined` if the job no longer exists, or holds data that no release writes. */
  readonly job: FinishedJob | undefined;
}

async function readJob(
  queue: FinishedJobs,
  { jobId, state }: { readonly jobId: string; readonly state: FinishedState },
): Promise<ReadJob> {
  const stored = await queue.getJob(jobId);
  const { data } = Named.safeParse(stored?.data);
  return {
    jobId,
    finishedOn: new Date(stored?.finishedOn ?? 0),
    job: data && { ...data, state, body: Buffer.from(data.body, data.bodyEncoding) },
  };
}

const countOf = async (queue: FinishedJobs, state: FinishedState): Promise<number> =>
  (await queue.getJobCounts())[state] ?? 0;

async function chooseAmong(page: readonly ReadJob[], choose: ForgetOptions['choose']): Promise<string[]> {
  const named = page.flatMap(({ jobId, job }) => (job ? [{ jobId, job }] : []));
  if (named.length === 0) return [];
  const chosen = new Set(await choose(named.map(({ job }) => job)));
  return named.filter(({ job }) => chosen.has(job)).map(({ jobId }) => jobId);
}
