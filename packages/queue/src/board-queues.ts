import { setTimeout as sleep } from 'node:timers/promises';
import { createPostgresBackend, Queue } from 'bullmq';
import { withDeadline } from './deadline.ts';
import { DELIVERIES, KEY_PREFIX, REACTIONS } from './names.ts';
import { bullPool, createPool } from './store/postgres-connection.ts';
import type { QueueTarget } from './url/queue-target.ts';
import { QueueUnavailableError } from './queue-unavailable-error.ts';
import { parseQueueUrl } from './url/queue-url.ts';
import { connectRedis, producerOptions, redisReadiness, type RedisTarget } from './store/redis-connection.ts';
import { withoutPayload } from './without-payload.ts';

/** All queues of the dashboard, in its order. */
export const BOARD_QUEUES = [DELIVERIES, REACTIONS] as const;

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
  const store = openStore(parseQueueUrl(url), { onError, timeoutMs, keyPrefix });
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

  const onLate = () => {
    store.reset();
    return new Error(`no answer within ${timeoutMs} ms`);
  };

  // A dashboard that is open in ten browsers opens the queues only once.
  const queues = () =>
    (asking ??= withDeadline(ask(), timeoutMs, onLate)
      .catch((error: unknown) => {
        const problem = error instanceof Error ? error.message : 'failed';
        throw new QueueUnavailableError(`the queues cannot be shown: ${problem}`, error);
      })
      .finally(() => (asking = undefined)));

  return {
    queues,
    ping: async () => void (await queues()),
    close: store.close,
  };
}

/** One connection to the store that holds the queues. */
interface BoardStore {
  readonly ready: () => Promise<void>;
  readonly ping: () => Promise<unknown>;
  readonly createQueue: (name: string) => Queue;
  /** Drops a connection that does not answer, and opens a new one. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
}

async function openAll(store: BoardStore): Promise<readonly Queue[]> {
  const candidates = BOARD_QUEUES.map((name) => store.createQueue(name));
  for (const candidate of candidates) candidate.on('error', () => undefined); // each call rejects by itself
  try {
    await Promise.all(candidates.map((candidate) => candidate.waitUntilReady()));
    return candidates;
  } catch (error) {
    await Promise.allSettled(candidates.map((candidate) => candidate.close()));
    throw error;
  }
}

type StoreOptions = Required<Omit<BoardQueuesOptions, 'url'>>;

const openStore = (target: QueueTarget, options: StoreOptions): BoardStore =>
  target.backend === 'redis' ? openRedis(target, options) : openPostgres(target, options);

function openRedis(target: RedisTarget, { onError, timeoutMs, keyPrefix }: StoreOptions): BoardStore {
  const client = connectRedis(target, producerOptions(timeoutMs));
  client.on('error', (error: Error) => onError(withoutPayload(error)));
  return {
    ready: redisReadiness(client),
    ping: () => client.ping(),
    createQueue: (name) => new Queue(name, { connection: client, prefix: keyPrefix, skipMetasUpdate: true }),
    reset: () => {
      if (client.status === 'ready') client.disconnect(true);
    },
    close: async () => client.disconnect(),
  };
}

/** The dashboard sends a few queries at a time. */
const MAX_CONNECTIONS = 4;
/** How long connections may take to close, milliseconds. */
const GOODBYE_MS = 1000;

function openPostgres(
  { connectionString }: Extract<QueueTarget, { backend: 'postgres' }>,
  { onError, timeoutMs }: StoreOptions,
): BoardStore {
  let closed: Promise<void> | undefined;
  // The pool ends before its connections do, so their last errors are not connection losses.
  const report = (error: Error) => {
    if (!closed) onError(withoutPayload(error));
  };
  const pool = createPool(connectionString, { max: MAX_CONNECTIONS, timeoutMs });
  pool.on('error', report);
  // The pool listens only to idle connections. A connection in use reports the error to its query, but its `error` event would also end the
  // process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const options = { connection: bullPool(pool, report), skipMetasUpdate: true };
  return {
    ready: async () => undefined, // the pool connects on demand, and rejects if it cannot connect
    ping: () => pool.query('SELECT 1'),
    // The backend is a type parameter of BullMQ's queue. The dashboard uses only what both backends share.
    createQueue: (name) => new Queue(name, options, createPostgresBackend) as unknown as Queue,
    reset: () => undefined, // the pool closes a connection whose query timed out
    close: () => (closed ??= Promise.race([pool.end(), sleep(GOODBYE_MS, undefined, { ref: false })])),
  };
}
