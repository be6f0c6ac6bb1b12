import type { Database } from '@payspool/db';

/** The late, failed and disabled parts of the outbox and the reactions. */
export interface ReactionSummary {
  /** Transitions that should have been dispatched. */
  readonly late: number;
  /** How long the oldest of them has waited, in milliseconds; 0 if there is none. */
  readonly oldestMs: number;
  /** Reactions that have failed permanently and were not retried since. */
  readonly failed: number;
  /** Disabled consumers: they get nothing until they are enabled. */
  readonly disabled: readonly string[];
}

/** @param lateAfterS the seconds that a transition may wait for the relay */
export async function readReactionSummary(
  db: Database,
  { lateAfterS }: { readonly lateAfterS: number },
): Promise<ReactionSummary> {
  const [row] = await db.$queryRaw<ReactionSummary[]>`
    SELECT late.count::int AS late, late.oldest::float8 AS "oldestMs",
      (SELECT count(*)::int FROM reactions WHERE status = 'failed') AS failed,
      ARRAY(SELECT consumer FROM disabled_consumers ORDER BY consumer) AS disabled
    FROM (
      SELECT count(*) AS count, coalesce(extract(epoch FROM now() - min(created_at)) * 1000, 0) AS oldest
      FROM outbox WHERE dispatched_at IS NULL AND created_at < now() - make_interval(secs => ${lateAfterS}::float8)
    ) AS late`;
  if (!row) throw new Error('the database returned no row');
  return row;
}
