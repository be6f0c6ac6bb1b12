import { randomUUID } from 'node:crypto';
import { type DeliveryJob, deliveryText, type StoredDeliveryJob } from './delivery-job.ts';
import { findJob, type JobFacts, retryJob } from './find-job.ts';
import { deduplicationId, type JobName } from './job-name.ts';
import { DELIVERIES, KEY_PREFIX } from './names.ts';
import { openProducer, type Producer, type ProducerOptions } from './producer.ts';
import { MAX_ATTEMPTS } from './retry-table.ts';
import type { JobQueue, NewJob } from './store/store.ts';

export interface DeliveryQueue extends Pick<
  Producer,
  'ping' | 'depth' | 'oldestWaitingMs' | 'replicas' | 'audit' | 'audited' | 'proveWrite' | 'writes' | 'close'
> {
  /**
   * Queues a delivery and deduplicates it, in one atomic operation of the store. A duplicate is as durable as the first delivery. Settles
   * within `timeoutMs` even if the store does not answer; after a timeout the delivery may be queued nevertheless.
   *
   * Rejects with `QueueUnavailableError`, and with `InvalidJobError` for data that no store can hold.
   */
  readonly enqueue: (job: DeliveryJob, options?: { delayMs?: number }) => Promise<EnqueueOutcome>;
  /**
   * Runs a failed delivery again, as the same job with all its attempts. Rejects like `ping`.
   *
   * @returns `other` if its job has another state, `gone` if the queue does not remember it
   */
  readonly retryFailed: (name: JobName) => Promise<'retried' | 'other' | 'gone'>;
  /** The state of a delivery, as long as the queue remembers it. Rejects like `ping`. */
  readonly find: (name: JobName) => Promise<JobFacts | undefined>;
}

export type DeliveryQueueOptions = Pick<ProducerOptions, 'url' | 'onError'> &
  Partial<Omit<ProducerOptions, 'queueName'>> & {
    /** How long an event is remembered after it was queued, milliseconds. It affects cost, not correctness. */
    readonly dedupeTtlMs: number;
    readonly newId?: () => string;
  };

/**
 * Opens the producer of the queue of deliveries.
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
  ...durability
}: DeliveryQueueOptions): DeliveryQueue {
  const { run, write, close, ...ask } = openProducer({
    url,
    queueName: DELIVERIES,
    timeoutMs,
    maxConnections,
    keyPrefix,
    onError,
    ...durability,
  });
  return {
    enqueue: async (job, { delayMs = 0 } = {}) => {
      const { text, ...named } = deliveryText(job);
      const name = jobName(named);
      const outcome = await write('the delivery was not queued', (queue, add) =>
        addOnce(
          queue,
          () => {
            const id = newId();
            const options = jobOptions(job, { jobId: id, dedupeTtlMs, delayMs });
            return { id, name, text, options, optionsText: optionsText(options) };
          },
          add,
        ),
      );
      // A duplicate can be found without a write, so it proves nothing about writes.
      if (outcome === 'accepted') ask.writes.succeeded();
      return outcome;
    },
    find: (name) => run('the queue cannot be asked', (queue) => findJob(queue, name)),
    retryFailed: (name) => run('the delivery was not queued again', (queue) => retryJob(queue, name)),
    ...ask,
    close,
  };
}

/** Time in seconds and number for which finished jobs remain visible. A repeat within them gets `duplicate`, later `accepted`. */
const KEEP_COMPLETED = { age: 3600, count: 10_000 };

/** Options that are the same for all deliveries. */
const COMMON = {
  attempts: MAX_ATTEMPTS,
  backoff: { type: 'retry-table' },
  removeOnComplete: KEEP_COMPLETED,
  // The worker's retention removes failed jobs whose event is recorded. Without such a record the job is the only trace of its delivery.
  removeOnFail: false,
  stackTraceLimit: 3,
};
const COMMON_TEXT = JSON.stringify(COMMON).slice(1, -1);

/** Returns the BullMQ options of a delivery: its id, how long it is remembered, its retries, and how long it is kept. */
export function jobOptions(
  job: DeliveryJob,
  { jobId, dedupeTtlMs, delayMs = 0 }: { jobId: string; dedupeTtlMs: number; delayMs?: number },
): NewJob['options'] {
  const id = deduplicationId(job);
  return {
    jobId,
    // Without a ttl BullMQ holds the key only while the job is in flight. If the same hint comes later, the provider must be asked again.
    deduplication: job.kind === 'hint' ? { id } : { id, ttl: dedupeTtlMs },
    ...(delayMs > 0 && { delay: delayMs }),
    // BullMQ runs jobs without a priority first, so an import never delays a live delivery.
    ...(job.isImported && { priority: IMPORT_PRIORITY }),
    ...COMMON,
  };
}

const IMPORT_PRIORITY = 10;

/** Options of `jobOptions` as BullMQ stores them in Redis: JSON, with `deduplication` as `de`. */
export function optionsText({ jobId, deduplication, delay, priority }: NewJob['options']): string {
  const own = JSON.stringify({ jobId, de: deduplication, delay, priority });
  return `${own.slice(0, -1)},${COMMON_TEXT}}`;
}

/** The name that the dashboard shows beside the id: `stripe checkout.session.completed`. */
const jobName = ({ provider, type, kind }: Pick<StoredDeliveryJob, 'provider' | 'type' | 'kind'>): string =>
  `${provider} ${type ?? kind}`;

export type EnqueueOutcome = 'accepted' | 'duplicate';

/** A round is lost when another producer's job took the key and failed at once. */
const ROUNDS = 3;

/**
 * Adds a job unless a job with the same deduplication id is in flight, or completed and remembered. A job that failed or no longer exists
 * does not block: its key is released, but only while the key still belongs to it. Two repeats at the same time therefore make one job.
 *
 * @param newJob the job, under a new id each time
 * @param add resolves with the id of the job that holds the key; the first job holds it itself
 */
async function addOnce(
  queue: JobQueue,
  newJob: () => NewJob,
  add: (queue: JobQueue, job: NewJob) => Promise<string>,
): Promise<EnqueueOutcome> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const job = newJob();
    const holder = await add(queue, job);
    if (holder === job.id) return 'accepted';
    if (!BLOCKS_NOTHING.has(await queue.getJobState(holder))) return 'duplicate';
    await queue.getBackend().removeDeduplicationKey(job.options.deduplication.id, holder);
  }
  throw new Error(`the deduplication key was contended ${ROUNDS} times`);
}

/** BullMQ returns `unknown` for a job that no longer exists. */
const BLOCKS_NOTHING: ReadonlySet<string> = new Set(['failed', 'unknown']);
