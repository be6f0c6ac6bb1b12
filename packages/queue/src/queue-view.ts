import { type BoundedStoreOptions, openBoundedStore } from './bounded-store.ts';
import { findJob, type JobFacts } from './find-job.ts';
import { backlogOf, type QueueBacklog } from './inspect-queue.ts';
import type { JobName } from './job-name.ts';
import { DELIVERIES, REACTIONS, TASKS } from './names.ts';
import { newestRefusals } from './refused/open-refusals.ts';
import type { RefusedDelivery } from './refused/refused-delivery.ts';
import { type JobQueue, openQueue } from './store/store.ts';
import type { TroubledJob } from './store/troubled-jobs.ts';

/** What the queue's store shows to people, without any payload. Each call rejects with `QueueUnavailableError` within `timeoutMs`. */
export interface QueueView {
  readonly backlog: () => Promise<readonly QueueBacklog[]>;
  /** Of each queue the newest failed jobs and the next delayed ones, up to `limit` each. */
  readonly troubledJobs: (limit?: number) => Promise<readonly TroubledJob[]>;
  /** The job of a delivery, as long as the queue remembers it. */
  readonly jobOf: (name: JobName) => Promise<JobFacts | undefined>;
  /** The newest deliveries that were not authentic. */
  readonly refusals: (limit?: number) => Promise<readonly RefusedDelivery[]>;
  /** Never hangs: it abandons a store that does not answer. */
  readonly close: () => Promise<void>;
}

const QUEUES = [DELIVERIES, REACTIONS, TASKS] as const;
const TROUBLED = 500;

/**
 * Opens a connection that reads and writes nothing. It connects in the background, and again each time the store was down.
 *
 * @throws {InvalidQueueUrlError}
 */
export function openQueueView(options: BoundedStoreOptions): QueueView {
  const { now = () => new Date() } = options;
  const { store, bounded, close } = openBoundedStore(options, {
    failure: 'the queue cannot be read',
    defaultTimeoutMs: 2500,
    maxConnections: 2,
    isReader: true,
  });
  let opened: Promise<readonly JobQueue[]> | undefined;
  // BullMQ remembers for ever that a queue's first contact failed, so queues that did not open are discarded.
  const queues = () =>
    (opened ??= Promise.all(QUEUES.map((name) => openQueue(store, name))).catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));
  return {
    backlog: () =>
      bounded(async () => {
        const open = await queues();
        return Promise.all(open.map((queue, at) => backlogOf(queue, QUEUES[at] ?? DELIVERIES, now())));
      }),
    troubledJobs: (limit = TROUBLED) =>
      bounded(async () => {
        const found = await Promise.all(QUEUES.map((name) => store.troubledJobs(name, limit)));
        return found.flat();
      }),
    jobOf: (name) =>
      bounded(async () => {
        const [deliveries] = await queues();
        return deliveries && findJob(deliveries, name);
      }),
    refusals: (limit) => bounded(() => newestRefusals(store, now(), limit)),
    close,
  };
}
