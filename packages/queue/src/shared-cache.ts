import { type BoundedStoreOptions, openBoundedStore } from './bounded-store.ts';

/** One entry of a shared cache. Its texts contain no NUL character. */
export interface CacheEntry {
  readonly key: string;
  readonly value: string;
}

/** A part of a shared cache, with its limits. */
export interface CachePartition {
  /** Lower-case letters and dashes. */
  readonly name: string;
  /** Above this number, the entry that was written longest ago is removed. */
  readonly maxEntries: number;
  /** Maximum size of one value. A longer value is neither written nor read. */
  readonly maxBytes: number;
  /** Lifetime after the last write of an entry, milliseconds. */
  readonly ttlMs: number;
}

/**
 * A small cache in the queue's store, for knowledge that all processes of a kind share. It outlives the processes. Correctness must not
 * depend on it. Both calls settle within `timeoutMs`, and reject with `QueueUnavailableError`.
 */
export interface SharedCache {
  /** The entries of a partition, latest written first. */
  readonly read: (partition: CachePartition) => Promise<readonly CacheEntry[]>;
  readonly write: (partition: CachePartition, entries: readonly CacheEntry[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens the cache on a connection of its own, so that waiting for the cache does not delay the queue. On Postgres `migrateQueue` creates
 * the table; if it is missing, every call rejects.
 *
 * @throws {InvalidQueueUrlError}
 */
export function openSharedCache(options: BoundedStoreOptions): SharedCache {
  const { now = () => new Date() } = options;
  const { store, bounded, close } = openBoundedStore(options, {
    failure: 'the shared cache cannot be used',
    defaultTimeoutMs: 500,
    maxConnections: 1,
  });
  return {
    read: (partition) => bounded(() => store.cache.read(partition, now())),
    write: async (partition, entries) => {
      const fitting = entries.filter(({ value }) => Buffer.byteLength(value) <= partition.maxBytes);
      if (fitting.length > 0) await bounded(() => store.cache.write(partition, fitting, now()));
    },
    close,
  };
}
