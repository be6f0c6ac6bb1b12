import type { Queue } from 'bullmq';
import { withDeadline } from './deadline.ts';
import { DELIVERIES, KEY_PREFIX, REACTIONS, TASKS } from './names.ts';
import { queueUnavailable } from './queue-unavailable-error.ts';
import { parseQueueUrl } from './queue-url.ts';
import { openStore, type Store } from './store/store.ts';

/** All queues of the dashboard, in its order. */
export const BOARD_QUEUES = [DELIVERIES, REACTIONS, TASKS] as const;

/** BullMQ's own queues, for the dashboard only. It reads, retries and promotes jobs. */
export interface BoardQueues {
  /**
   * Resolves with the queues once their store has answered, and with the same array from then on. Rejects with `QueueUnavailableError`
   * within `timeoutMs` while the store is down, and works again when the store is back.
   */
  readonly queues: () => Promise<readonly Queue[]>;
  /** Rejects like `queues`. */
  readonly ping: () => Promise<void>;
  /** Never hangs: it abandons a store that does not answer. */
  readonly close: () => Promise<void>;
}

export interface BoardQueuesOptions {
  /** `QUEUE_URL`. */
  readonly url: string;
  /** Called for every connection that is lost or cannot be made. The queues recover by themselves. */
  readonly onError: (error: Error) => void;
  /** Time limit of one exchange with the store, milliseconds. */
  readonly timeoutMs?: number;
  /** Prefix of the keys in Redis. */
  readonly keyPrefix?: string;
}

/**
 * Opens the queues for the dashboard: every call has a time limit, and reading writes nothing.
 *
 * @throws {InvalidQueueUrlError}
 */
export function openBoardQueues({
  url,
  onError,
  timeoutMs = 2500,
  keyPrefix = KEY_PREFIX,
}: BoardQueuesOptions): BoardQueues {
  const store = openStore(parseQueueUrl(url), {
    queueName: DELIVERIES,
    role: 'producer',
    timeoutMs,
    maxConnections: 4, // the dashboard sends a few queries at a time
    keyPrefix,
    isReader: true,
    onError,
  });
  let opened: Promise<readonly Queue[]> | undefined;
  let asking: Promise<readonly Queue[]> | undefined;

  // BullMQ remembers for ever that a queue's first contact failed, so a queue that did not open is discarded.
  const open = () =>
    (opened ??= openAll(store).catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));

  const ask = async (): Promise<readonly Queue[]> => {
    await store.ready();
    const queues = await open();
    await store.ping();
    return queues;
  };

  const onTimeout = () => {
    store.reset();
    return new Error(`no answer within ${timeoutMs} ms`);
  };

  // A dashboard that is open in ten browsers opens the queues only once.
  const queues = () =>
    (asking ??= withDeadline(ask(), timeoutMs, onTimeout)
      .catch((error: unknown) => {
        throw queueUnavailable('the queues cannot be shown', error);
      })
      .finally(() => (asking = undefined)));

  return {
    queues,
    ping: async () => void (await queues()),
    close: store.close,
  };
}

async function openAll(store: Store): Promise<readonly Queue[]> {
  // The interface of the store shows only the methods that a producer needs.
  const candidates = BOARD_QUEUES.map((name) => store.createQueue(name) as Queue);
  for (const candidate of candidates) candidate.on('error', () => undefined); // each call rejects by itself
  try {
    await Promise.all(candidates.map((candidate) => candidate.waitUntilReady()));
    return candidates;
  } catch (error) {
    await Promise.allSettled(candidates.map((candidate) => candidate.close()));
    throw error;
  }
}
