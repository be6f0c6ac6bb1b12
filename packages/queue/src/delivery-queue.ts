import { randomUUID } from 'node:crypto';
import { addOnce, type EnqueueOutcome } from './add-once.ts';
import type { DeliveryJob } from './delivery-job.ts';
import { deliveryText } from './delivery-text.ts';
import { findJob, type JobFacts, type JobName } from './find-job.ts';
import { jobName, jobOptions, optionsText } from './job-options.ts';
import { DELIVERIES, KEY_PREFIX } from './names.ts';
import { openProducer, type Producer, type ProducerOptions } from './producer.ts';

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
    ...ask,
    close,
  };
}
