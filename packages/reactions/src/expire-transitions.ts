import type { Database } from '@payspool/db';

const BATCH = 1000;

/**
 * Forgets transitions, with their reactions, that every consumer had finished before then. Those with a reaction that failed stay
 * until somebody has seen to it. What was told is remembered with the purchase: nothing is told again for it.
 *
 * @returns how many
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
