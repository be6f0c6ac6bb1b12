import type { Database } from '@payspool/db';

const BATCH = 1000;

/**
 * Deletes transitions, with their reactions, that every consumer had finished before this time. Transitions with a failed
 * reaction are kept. The purchase keeps its published state, so nothing is published again.
 *
 * @returns the number of deleted transitions
 */
export async function expireTransitions(
  db: Database,
  deliveredBefore: Date,
  signal?: AbortSignal,
): Promise<number> {
  let forgotten = 0;
  for (;;) {
    if (signal?.aborted) return forgotten;
    const batch = await db.$executeRaw`
      DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox WHERE delivered_at < ${deliveredBefore} AND NOT EXISTS (
          SELECT 1 FROM reactions WHERE outbox_id = outbox.id AND status NOT IN ('succeeded', 'skipped'))
        ORDER BY delivered_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)`;
    forgotten += batch;
    if (batch === 0) return forgotten;
  }
}
