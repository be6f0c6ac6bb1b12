import { withDeadline } from './deadline.ts';
import { backlogOf, type QueueBacklog } from './inspect-queue.ts';
import { DELIVERIES, KEY_PREFIX, REACTIONS, TASKS } from './names.ts';
import { queueUnavailable } from './queue-unavailable-error.ts';
import { parseQueueUrl } from './queue-url.ts';
import { newestRefusals } from './refused/open-refusals.ts';
import type { RefusedDelivery } from './refused/refused-delivery.ts';
import { type JobQueue, openQueue, openStore } from './store/store.ts';
import type { TroubledJob } from './store/troubled-jobs.ts';

/** What the queue's store shows to people, without any payload. Each call rejects with `QueueUnavailableError` within `timeoutMs`. */
export interface QueueView {
  readonly backlog: () => Promise<readonly QueueBacklog[]>;
  /** Of each queue the newest failed jobs and the next delayed ones, up to `limit` each. */
  readonly troubledJobs: (limit?: number) => Promise<readonly TroubledJob[]>;
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
export function openQueueView({
  url,
  timeoutMs = 2500,
  keyPrefix = KEY_PREFIX,
  onError = () => undefined,
  now = () => new Date(),
}: {
  /** `QUEUE_URL`. */
  readonly url: string;
  readonly timeoutMs?: number;
  /** For Redis only. */
  readonly keyPrefix?: string;
  /** Called for every connection that is lost or cannot be made. */
  readonly onError?: (error: Error) => void;
  readonly now?: () => Date;
}): QueueView {
  const store = openStore(parseQueueUrl(url), {
    queueName: DELIVERIES,
    role: 'producer',
    timeoutMs,
    maxConnections: 2,
    keyPrefix,
    isReader: true,
    onError,
  });
  let opened: Promise<readonly JobQueue[]> | undefined;
  // BullMQ remembers for ever that a queue's first contact failed, so queues that did not open are discarded.
  const queues = () =>
    (opened ??= Promise.all(QUEUES.map((name) => openQueue(store, name))).catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));
  const bounded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await withDeadline(store.ready().then(work), timeoutMs, () => {
        store.reset();
        return new Error(`no answer within ${timeoutMs} ms`);
      });
    } catch (error) {
      throw queueUnavailable('the queue cannot be read', error);
    }
  };
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
    refusals: (limit) => bounded(() => newestRefusals(store, now(), limit)),
    close: () => store.close(),
  };
}
