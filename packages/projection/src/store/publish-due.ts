import type { Database } from '@payspool/db';
import { refold } from './refold.ts';
import type { ProjectionSettings } from './settings.ts';
import { inTransaction } from './transaction.ts';

/** The result of one call of `publishDue`. */
export interface PublishedDue {
  /** The number of aggregates that were due. */
  readonly aggregates: number;
  readonly transitions: number;
  /** The aggregates that could not be published. They stay due and do not delay others. */
  readonly failures: readonly DueFailure[];
}

interface DueFailure {
  readonly aggregateId: bigint;
  readonly error: unknown;
}

/**
 * Publishes what is due without a further event: a wait for the merchant's own id has ended, or an access has ended. Each aggregate has a
 * transaction of its own, with its row locked as for an event. Several workers may call it at once.
 *
 * @param limit the highest number of aggregates
 * @throws the error of the database if it is unavailable
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
