import { randomUUID } from 'node:crypto';
import { addOnce, type EnqueueOutcome } from './add-once.ts';
import { withDeadline } from './deadline.ts';
import { encodeDeliveryJob, type DeliveryJob } from './delivery-job.ts';
import { findJob, type JobFacts, type JobName } from './find-job.ts';
import { jobName, jobOptions } from './job-options.ts';
import { KEY_PREFIX } from './names.ts';
import { parseQueueUrl } from './queue-url.ts';
import { QueueUnavailableError } from './queue-unavailable-error.ts';
import { openStore, type JobQueue } from './store.ts';

export interface QueueDepth {
  /** To be processed now. */
  readonly waiting: number;
  readonly active: number;
  /** To be processed later: retries, and hints to be asked about again. */
  readonly delayed: number;
  readonly failed: number;
  /** Kept for an hour or more, up to a count. */
  readonly completed: number;
}

export interface DeliveryQueue {
  /**
   * Puts a delivery on the queue and deduplicates it, in one atomic operation of the store.
   * Settles within `timeoutMs`, whatever the store does; when it is late, the delivery may be queued all the same.
   *
   * Rejects with `QueueUnavailableError`, and with `InvalidJobError` for what no store could hold.
   */
  readonly enqueue: (job: DeliveryJob, options?: { delayMs?: number }) => Promise<EnqueueOutcome>;
  /** Rejects with `QueueUnavailableError` within `timeoutMs` when deliveries could not be queued now. */
  readonly ping: () => Promise<void>;
  /** Where a delivery stands, as long as the queue remembers it. Rejects like `ping`. */
  readonly find: (name: JobName) => Promise<JobFacts | undefined>;
  /** Rejects like `ping`. */
  readonly depth: () => Promise<QueueDepth>;
  readonly close: () => Promise<void>;
}

export interface DeliveryQueueOptions {
  /** `QUEUE_URL`. */
  readonly url: string;
  /** How long an event is remembered after it was queued, milliseconds. A matter of cost, not of correctness. */
  readonly dedupeTtlMs: number;
  /** Of any call, milliseconds. */
  readonly timeoutMs?: number;
  /** Told of every connection that is lost or cannot be made; the queue recovers by itself. */
  readonly onError: (error: Error) => void;
  /** Connections at most, on Postgres. */
  readonly maxConnections?: number;
  /** Prefix of the keys in Redis. */
  readonly keyPrefix?: string;
  readonly newId?: () => string;
}

/**
 * The producer's end of the queue. Connects in the background, and again whenever the store was away.
 *
 * @throws {InvalidQueueUrlError}
 */
export function openDeliveryQueue({
  url,
  dedupeTtlMs,
  timeoutMs = 2500,
  onError,
  maxConnections = 10,
  keyPrefix = KEY_PREFIX,
  newId = randomUUID,
}: DeliveryQueueOptions): DeliveryQueue {
  const store = openStore(parseQueueUrl(url), {
    role: 'producer',
    timeoutMs,
    maxConnections,
    keyPrefix,
    onError,
  });
  let opened: Promise<JobQueue> | undefined;
  let epoch = 0;

  const queue = async (): Promise<JobQueue> => {
    await store.ready();
    opened ??= openQueue().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };

  const openQueue = async (): Promise<JobQueue> => {
    const candidate = store.createQueue();
    candidate.on('error', () => undefined); // every call rejects by itself, and the store reports what it lost
    try {
      await candidate.waitUntilReady();
      return candidate;
    } catch (error) {
      await candidate.close();
      throw error;
    }
  };

  const bounded = async <T>(what: string, work: Promise<T>): Promise<T> => {
    const begun = epoch;
    const onLate = () => {
      // The first call to run out of time gives the connection up for all that began on it.
      if (begun === epoch) store.reset();
      if (begun === epoch) epoch += 1;
      return new Error(`no answer within ${timeoutMs} ms`);
    };
    try {
      return await withDeadline(work, timeoutMs, onLate);
    } catch (error) {
      throw new QueueUnavailableError(`${what}: ${error instanceof Error ? error.message : 'failed'}`, error);
    }
  };

  return {
    enqueue: async (job, { delayMs = 0 } = {}) => {
      const data = encodeDeliveryJob(job);
      const options = (jobId: string) => jobOptions(job, { jobId, dedupeTtlMs, delayMs });
      const add = async () => addOnce(await queue(), jobName(data), data, options, newId);
      return bounded('the delivery was not queued', add());
    },
    ping: async () => {
      const reach = async () => {
        await queue();
        await store.ping();
      };
      await bounded('the queue cannot be reached', reach());
    },
    find: async (name) => {
      const find = async () => findJob(await queue(), name);
      return bounded('the queue cannot be asked', find());
    },
    depth: async () => {
      const count = async () => (await queue()).getJobCounts();
      const {
        waiting = 0,
        paused = 0,
        prioritized = 0,
        active = 0,
        delayed = 0,
        failed = 0,
        completed = 0,
      } = await bounded('the queue cannot be counted', count());
      return { waiting: waiting + paused + prioritized, active, delayed, failed, completed };
    },
    close: async () => {
      await store.close();
    },
  };
}
