import { withDeadline } from './deadline.ts';
import { DELIVERIES, KEY_PREFIX } from './names.ts';
import { queueUnavailable } from './queue-unavailable-error.ts';
import { parseQueueUrl } from './queue-url.ts';
import { openStore, type Store } from './store/store.ts';

/** Options of what uses the queue's store beside the queues, on a connection of its own, so that no delivery waits for it. */
export interface BoundedStoreOptions {
  /** `QUEUE_URL`. */
  readonly url: string;
  readonly timeoutMs?: number;
  /** For Redis only. */
  readonly keyPrefix?: string;
  /** Called for every connection that is lost or cannot be made. */
  readonly onError?: (error: Error) => void;
  readonly now?: () => Date;
}

export interface BoundedStore {
  readonly store: Store;
  /** Does something with the store. Settles within `timeoutMs`, and rejects with `QueueUnavailableError`. */
  readonly bounded: <T>(work: () => Promise<T>) => Promise<T>;
  /** Never hangs: it abandons a store that does not answer. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a connection in the background, and again each time the store was down.
 *
 * @param failure the beginning of the message if the store does not answer: `the queue cannot be read`
 * @throws {InvalidQueueUrlError}
 */
export function openBoundedStore(
  { url, timeoutMs, keyPrefix = KEY_PREFIX, onError = () => undefined }: BoundedStoreOptions,
  {
    failure,
    defaultTimeoutMs,
    ...connection
  }: {
    readonly failure: string;
    readonly defaultTimeoutMs: number;
    readonly maxConnections: number;
    /** It creates nothing in the store. */
    readonly isReader?: boolean;
  },
): BoundedStore {
  const limitMs = timeoutMs ?? defaultTimeoutMs;
  const store = openStore(parseQueueUrl(url), {
    queueName: DELIVERIES,
    role: 'producer',
    timeoutMs: limitMs,
    keyPrefix,
    onError,
    ...connection,
  });
  return {
    store,
    bounded: async (work) => {
      try {
        return await withDeadline(store.ready().then(work), limitMs, () => {
          store.reset();
          return new Error(`no answer within ${limitMs} ms`);
        });
      } catch (error) {
        throw queueUnavailable(failure, error);
      }
    },
    close: () => store.close(),
  };
}
