import type { JobsOptions } from 'bullmq';
import { compiled, type VersionedFormat } from '@payspool/events';
import { z } from 'zod';
import { KEY_PREFIX, REACTIONS } from './names.ts';
import { openProducer, type Producer, type ProducerOptions } from './producer.ts';
import { MAX_ATTEMPTS } from './retry-table.ts';
import type { JobQueue } from './store/store.ts';
import { invalidJob, jobInCurrentVersion } from './job-errors.ts';

/**
 * Time in seconds and number for which finished jobs remain visible on the dashboard. BullMQ removes the oldest. No information is lost:
 * the table `reactions` records the result of each reaction. Its unfinished rows fill the queue again, including a reaction whose failure
 * could not be recorded.
 */
const KEEP_COMPLETED = { age: 3600, count: 100 };
const KEEP_FAILED = { count: 10_000 };

export interface ReactionQueue extends Pick<Producer, 'ping' | 'depth' | 'oldestWaitingMs' | 'close'> {
  /**
   * Queues reactions. A reaction that already waits in the queue stays unchanged. Resolves with the reactions that will run. A reaction
   * whose job is already running is not among them, because that job may have read the row before the reaction was due. Rejects with
   * `QueueUnavailableError`.
   */
  readonly enqueue: <Reaction extends ReactionJob>(jobs: readonly Reaction[]) => Promise<readonly Reaction[]>;
  /** Like `enqueue`, for reactions that the queue should already have. Also resolves with the number of those that were missing. */
  readonly refill: <Reaction extends ReactionJob>(jobs: readonly Reaction[]) => Promise<Refilled<Reaction>>;
}

interface Refilled<Reaction> {
  readonly queued: readonly Reaction[];
  readonly added: number;
}

/**
 * Opens the producer of the queue of reactions.
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

/** Each batch of this size has the time limit of one call, so that a long list on a slow store does not fail repeatedly as a whole. */
const AT_ONCE = 50;

/** Makes at most three exchanges with the store for any number of jobs: read their states, remove finished jobs, add jobs. */
async function add<Reaction extends ReactionJob>(
  queue: JobQueue,
  jobs: readonly Reaction[],
): Promise<Refilled<Reaction>> {
  const states = await Promise.all(jobs.map((job) => queue.getJobState(reactionJobId(job))));
  const inState = (isIn: (state: string) => boolean) => jobs.filter((_, at) => isIn(states[at] ?? ABSENT));
  const finished = inState((state) => FINISHED.has(state));
  // A finished job that is still visible would block the same job.
  await Promise.all(finished.map((job) => queue.remove(reactionJobId(job))));
  const missing = inState((state) => FINISHED.has(state) || state === ABSENT);
  const entries = missing.map((job) => ({
    name: `${job.consumer} ${job.topic}`,
    data: encodeReactionJob(job),
    opts: jobOptions(job),
  }));
  const [only] = entries;
  // For a bulk call, BullMQ's Postgres backend creates temporary tables each time.
  if (only && entries.length === 1) await queue.add(only.name, only.data, only.opts);
  else if (only) await queue.addBulk(entries);
  return { queued: inState((state) => state !== 'active'), added: missing.length };
}

/** BullMQ returns `unknown` for a job that does not exist. */
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

/**
 * Increases with every change of the schema. `upgrades` converts older jobs. `pnpm check:versions` compares the schema with the recorded
 * one.
 */
const VERSION = 1;

/** Describes how stored reaction jobs of every version are read. */
export const REACTION_JOB_FORMAT: VersionedFormat = { field: 'v', current: VERSION, upgrades: {} };

/** The stored form of a reaction, in the current version. */
export const StoredReaction = z.object({
  v: z.literal(VERSION),
  /** Id of the transition in `outbox`. */
  outboxId: z.codec(z.string().regex(/^\d{1,19}$/), z.bigint(), {
    decode: (digits) => BigInt(digits),
    encode: (id) => id.toString(),
  }),
  consumer: z.string().min(1).max(100),
  /** For people and metrics; the worker reads the topic from the outbox. */
  topic: z.string(),
  /** `order stripe/default cs_1`. */
  subject: z.string(),
});

/** The reaction of one consumer to one transition. It holds no payload; the outbox does. */
export type ReactionJob = Omit<z.output<typeof StoredReaction>, 'v'>;

export const encodeReactionJob = (job: ReactionJob): object =>
  z.encode(StoredReaction, { v: VERSION, ...job });

/**
 * @throws {UnsupportedJobVersionError} if a newer release wrote it; a newer worker will process a retry
 * @throws {InvalidJobError} naming the field; a retry does not help
 */
export function decodeReactionJob(data: unknown): ReactionJob {
  const result = compiled(StoredReaction).safeParse(jobInCurrentVersion(data, REACTION_JOB_FORMAT));
  if (!result.success) throw invalidJob(result.error);
  const { v: _, ...job } = result.data;
  return job;
}

/** The same consumer and transition always get the same job id. */
export const reactionJobId = ({ outboxId, consumer }: Pick<ReactionJob, 'outboxId' | 'consumer'>): string =>
  `reaction-${outboxId}-${consumer.replaceAll(':', '%3A')}`;
