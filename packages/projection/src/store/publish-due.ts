import type { Database } from '@payspool/db';
import { refold } from './refold.ts';
import type { ProjectionSettings } from './settings.ts';
import { inTransaction } from './transaction.ts';

/** What one call of `publishDue` came to. */
export interface PublishedDue {
  /** Purchases and subscriptions that were looked at. */
  readonly aggregates: number;
  readonly transitions: number;
  /** Those that could not be published, which stay due. They keep no other one waiting. */
  readonly failures: readonly DueFailure[];
}

interface DueFailure {
  readonly aggregateId: bigint;
  readonly error: unknown;
}

/**
 * Publishes what is due without a further event: a wait for the merchant's own id that is over, an access that has ended. Each purchase
 * or subscription in a transaction of its own, under the lock that whoever applies its events takes; any number of workers may do it
 * at once. An event that came in between and moved the time leaves nothing to publish.
 *
 * @param limit purchases and subscriptions at most
 * @throws what the database throws when it is away
 */
export async function publishDue(
  db: Database,
  settings: ProjectionSettings,
  { limit, signal }: { readonly limit: number; readonly signal?: AbortSignal },
): Promise<PublishedDue> {
  const failures: DueFailure[] = [];
  let [aggregates, transitions] = [0, 0];
  for (let round = 0; round < limit; round += 1) {
    if (signal?.aborted) break;
    const published = await publishNext(db, settings, failures);
    if (published === undefined) break;
    if (typeof published === 'number') {
      aggregates += 1;
      transitions += published;
    } else failures.push(published);
  }
  return { aggregates, transitions, failures };
}

async function publishNext(
  db: Database,
  settings: ProjectionSettings,
  failures: readonly DueFailure[],
): Promise<number | DueFailure | undefined> {
  const failed = failures.map(({ aggregateId }) => aggregateId);
  let found: bigint | undefined;
  try {
    return await inTransaction(db, async (tx) => {
      const [due] = await tx.$queryRaw<{ id: bigint }[]>`
        SELECT id FROM aggregates WHERE due_at <= ${settings.now()} AND id <> ALL(${failed}::bigint[])
        ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`;
      found = due?.id;
      return due && refold(tx, due.id, { settings });
    });
  } catch (error) {
    if (found === undefined) throw error;
    return { aggregateId: found, error };
  }
}
