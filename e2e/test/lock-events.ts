import type { Database } from '@payspool/db';

/** Nobody records an event until what is returned is called: a worker waits inside its job. */
export async function lockEvents(db: Database): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  let onLocked = () => {};
  const locked = new Promise<void>((resolve) => (onLocked = resolve));
  const transaction = db.$transaction(
    async (tx) => {
      await tx.$executeRaw`LOCK TABLE events IN SHARE ROW EXCLUSIVE MODE`;
      onLocked();
      await released;
    },
    { timeout: 120_000 },
  );
  await Promise.race([locked, transaction]);
  return async () => {
    release();
    await transaction;
  };
}

/**
 * Sessions of workers that wait inside a job, for the table or for whoever is waiting for it with an event of the same purchase.
 * That of a worker that was killed goes on waiting.
 */
export async function waitingJobs(db: Database): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'payspool-worker' AND wait_event_type = 'Lock'
      AND query ~ 'INSERT INTO events|pg_advisory_xact_lock'`;
  return row?.count ?? 0;
}
