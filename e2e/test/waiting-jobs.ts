import type { Database } from '@payspool/db';

/**
 * Sessions of workers that wait inside a job, for the table or for another session that waits for it with an event of the same
 * purchase. The session of a killed worker continues to wait.
 */
export async function waitingJobs(db: Database): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'payspool-worker' AND wait_event_type = 'Lock'
      AND query ~ 'WITH kept_aggregates|pg_advisory_xact_lock'`;
  return row?.count ?? 0;
}
