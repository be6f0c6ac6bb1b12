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
  return {
    enqueue: async (jobs) => {
      const queued = [];
      for (let from = 0; from < jobs.length; from += AT_ONCE) {
        const some = jobs.slice(from, from + AT_ONCE);
        const added = await run('the reactions were not queued', (queue) =>
          Promise.all(some.map(async (job) => ((await add(queue, job)) ? [job] : []))),
        );
        queued.push(...added.flat());
      }
      return queued;
    },
    ping,
    depth,
    oldestWaitingMs,
    close,
  };
}

/** Each so many have the time of a call to themselves: a long list on a slow store must not fail as a whole, again and again. */
const AT_ONCE = 25;

async function add(queue: JobQueue, job: ReactionJob): Promise<boolean> {
  const options = jobOptions(job);
  const state = await queue.getJobState(options.jobId);
  if (state === 'active') return false;
  // A finished job that is still shown would stand in the way of the same one again.
  if (FINISHED.has(state)) await queue.remove(options.jobId);
  await queue.add(`${job.consumer} ${job.topic}`, encodeReactionJob(job), options);
  return true;
}

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
