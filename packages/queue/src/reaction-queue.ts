import type { JobsOptions } from 'bullmq';
import { KEY_PREFIX, REACTIONS } from './names.ts';
import { openProducer, type Producer, type ProducerOptions } from './producer.ts';
import { encodeReactionJob, type ReactionJob, reactionJobId } from './reaction-job.ts';
import { MAX_ATTEMPTS } from './retry-table.ts';
import type { JobQueue } from './store/store.ts';

/**
 * Seconds and count for which finished jobs stay visible on the board, the oldest dropped by BullMQ itself. Nothing is lost with
 * one: the table `reactions` keeps what became of each, and fills the queue anew from what is unfinished there, a reaction
 * whose failure could not be recorded included.
 */
const KEEP_COMPLETED = { age: 3600, count: 100 };
const KEEP_FAILED = { count: 10_000 };

export interface ReactionQueue extends Pick<Producer, 'ping' | 'depth' | 'oldestWaitingMs' | 'close'> {
  /**
   * Puts reactions on the queue; one that waits there already stays as it is. Resolves with those that will run: not with one whose
   * job is being run, which may have looked at its reaction before it was due. Rejects with `QueueUnavailableError`.
   */
  readonly enqueue: <Reaction extends ReactionJob>(jobs: readonly Reaction[]) => Promise<readonly Reaction[]>;
  /** The same for what the queue should have already, with how many it did not have. */
  readonly refill: <Reaction extends ReactionJob>(jobs: readonly Reaction[]) => Promise<Refilled<Reaction>>;
}

interface Refilled<Reaction> {
  readonly queued: readonly Reaction[];
  readonly added: number;
}

/**
 * The producer's end of the queue of reactions.
 *
 * @throws {InvalidQueueUrlError}
 */
export function openReactionQueue({
  url,
  timeoutMs = 5000,
  onError,
  maxConnections = 2,
  keyPrefix = KEY_PREFIX,
  telemetry,
}: Pick<ProducerOptions, 'url' | 'onError'> & Partial<Omit<ProducerOptions, 'queueName'>>): ReactionQueue {
  const { run, ping, depth, oldestWaitingMs, close } = openProducer({
    url,
    queueName: REACTIONS,
    timeoutMs,
    maxConnections,
    keyPrefix,
    telemetry,
    onError,
  });
  const refill = async <Reaction extends ReactionJob>(
    jobs: readonly Reaction[],
  ): Promise<Refilled<Reaction>> => {
    const queued: Reaction[] = [];
    let added = 0;
    for (let from = 0; from < jobs.length; from += AT_ONCE) {
      const some = jobs.slice(from, from + AT_ONCE);
      const done = await run('the reactions were not queued', (queue) => add(queue, some));
      queued.push(...done.queued);
      added += done.added;
    }
    return { queued, added };
  };
  return {
    enqueue: async (jobs) => (await refill(jobs)).queued,
    refill,
    ping,
    depth,
    oldestWaitingMs,
    close,
  };
}

/** Each so many have the time of a call to themselves: a long list on a slow store must not fail as a whole, again and again. */
const AT_ONCE = 50;

/** Three exchanges with the store at most, however many they are: what state each is in, what to remove, what to add. */
async function add<Reaction extends ReactionJob>(
  queue: JobQueue,
  jobs: readonly Reaction[],
): Promise<Refilled<Reaction>> {
  const states = await Promise.all(jobs.map((job) => queue.getJobState(reactionJobId(job))));
  const inState = (isIn: (state: string) => boolean) => jobs.filter((_, at) => isIn(states[at] ?? ABSENT));
  const finished = inState((state) => FINISHED.has(state));
  // A finished job that is still shown would stand in the way of the same one again.
  await Promise.all(finished.map((job) => queue.remove(reactionJobId(job))));
  const missing = inState((state) => FINISHED.has(state) || state === ABSENT);
  const entries = missing.map((job) => ({
    name: `${job.consumer} ${job.topic}`,
    data: encodeReactionJob(job),
    opts: jobOptions(job),
  }));
  const [only] = entries;
  // In bulk BullMQ's Postgres backend makes tables of its own for each call.
  if (only && entries.length === 1) await queue.add(only.name, only.data, only.opts);
  else if (only) await queue.addBulk(entries);
  return { queued: inState((state) => state !== 'active'), added: missing.length };
}

/** BullMQ's word for a job that is not there. */
const ABSENT = 'unknown';

const FINISHED: ReadonlySet<string> = new Set(['completed', 'failed']);

const jobOptions = (job: ReactionJob) =>
  ({
    jobId: reactionJobId(job),
    attempts: MAX_ATTEMPTS,
    backoff: { type: 'retry-table' },
    removeOnComplete: KEEP_COMPLETED,
    removeOnFail: KEEP_FAILED,
    stackTraceLimit: 3,
  }) satisfies JobsOptions;
