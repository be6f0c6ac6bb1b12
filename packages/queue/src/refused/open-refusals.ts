import { type BoundedStoreOptions, openBoundedStore } from '../bounded-store.ts';
import type { Store } from '../store/store.ts';
import {
  MAX_REFUSALS,
  readRefusal,
  type RefusedDelivery,
  REFUSALS_KEPT_MS,
  refusalText,
} from './refused-delivery.ts';

/**
 * The newest deliveries that were not authentic, in the queue's store. All processes of ingest write to one list. Both calls settle within
 * `timeoutMs`, and reject with `QueueUnavailableError`.
 */
export interface Refusals {
  /** Adds refused deliveries, and removes the oldest ones above the limit. */
  readonly record: (refused: readonly RefusedDelivery[]) => Promise<void>;
  /** The newest ones first; none that is older than 30 days. */
  readonly newest: (limit?: number) => Promise<readonly RefusedDelivery[]>;
  /** Never hangs: it abandons a store that does not answer. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the list on a connection of its own, so that no delivery waits for it. On Postgres `migrateQueue` creates the table; if it is
 * missing, every call rejects.
 *
 * @throws {InvalidQueueUrlError}
 */
export function openRefusals(options: BoundedStoreOptions): Refusals {
  const { now = () => new Date() } = options;
  const { store, bounded, close } = openBoundedStore(options, {
    failure: 'the refused deliveries cannot be reached',
    defaultTimeoutMs: 1000,
    maxConnections: 1,
    isReader: true,
  });
  const limits = () => ({ max: MAX_REFUSALS, ttlMs: REFUSALS_KEPT_MS, since: keptSince(now()) });
  return {
    record: async (refused) => {
      if (refused.length === 0) return;
      const entries = refused.map((one) => ({ at: one.at, text: refusalText(one) }));
      await bounded(() => store.refusals.add(entries, limits()));
    },
    newest: (limit) => bounded(() => newestRefusals(store, now(), limit)),
    close,
  };
}

const keptSince = (now: Date): Date => new Date(now.getTime() - REFUSALS_KEPT_MS);

/** The newest refused deliveries of a store; none that is older than 30 days. */
export async function newestRefusals(
  store: Pick<Store, 'refusals'>,
  now: Date,
  limit = MAX_REFUSALS,
): Promise<readonly RefusedDelivery[]> {
  const texts = await store.refusals.newest(Math.min(limit, MAX_REFUSALS));
  return texts.flatMap((text) => {
    const one = readRefusal(text);
    return one && one.at > keptSince(now) ? [one] : [];
  });
}
