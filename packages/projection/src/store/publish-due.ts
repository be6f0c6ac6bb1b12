import type { Database } from '@payspool/db';
import { refold } from './refold.ts';
import type { ProjectionSettings } from './settings.ts';
import { inTransaction } from './transaction.ts';

/** What one call of `publishDue` came to. */
export interface PublishedDue {
  /** Purchases and subscriptions that were looked at. */
  readonly aggregates: number;
  readonly transitions: number;
}

/**
 * Publishes what is due without a further event: a wait for the merchant's own id that is over, an access that has ended. Each purchase
 * or subscription in a transaction of its own, under the lock that whoever applies its events takes; any number of workers may do it
 * at once. An event that came in between and moved the time leaves nothing to publish.
 *
 * @param limit purchases and subscriptions at most
 */
export async function publishDue(
  db: Database,
  settings: ProjectionSettings,
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal },
): Promise<PublishedDue> {
  let [aggregates, transitions] = [0, 0];
  while (aggregates < limit && !signal?.aborted) {
    const published = await publishNext(db, settings);
    if (published === undefined) break;
    aggregates += 1;
    transitions += published;
  }
  return { aggregates, transitions };
}

const publishNext = (db: Database, settings: ProjectionSettings): Promise<number | undefined> =>
  inTransaction(db, async (tx) => {
    const [due] = await tx.$queryRaw<{ id: bigint; provider: string; account: string }[]>`
      SELECT id, provider, account FROM aggregates WHERE due_at <= ${settings.now()}
      ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`;
    if (!due) return undefined;
    return refold(tx, { provider: due.provider, account: due.account, aggregateId: due.id }, { settings });
  });
