import { type Database, Prisma } from '@payspool/db';

/** Rows of what people and processes did, each kept until it is older than its time. */
export interface RecordsBefore {
  readonly operations: Date;
  readonly audit: Date;
  /** A session that was begun earlier has ended. */
  readonly sessions: Date;
}

const BATCH = 1000;

/**
 * Deletes operations that have finished, findings of comparisons that are resolved, what was written in the audit, and ended sessions. The
 * rows of purchases do not depend on them.
 */
export async function expireRecords(db: Database, before: RecordsBefore, signal: AbortSignal) {
  const deleted = (table: Prisma.Sql, ids: Prisma.Sql) => deleteIn(db, { table, ids, signal });
  return {
    operations: await deleted(
      Prisma.sql`operations`,
      Prisma.sql`SELECT ctid FROM operations WHERE finished_at < ${before.operations}`,
    ),
    drift: await deleted(
      Prisma.sql`drift`,
      Prisma.sql`SELECT ctid FROM drift WHERE resolved_at < ${before.operations}`,
    ),
    audit: await deleted(Prisma.sql`audit`, Prisma.sql`SELECT ctid FROM audit WHERE at < ${before.audit}`),
    sessions: await deleted(
      Prisma.sql`dashboard_sessions`,
      Prisma.sql`SELECT ctid FROM dashboard_sessions WHERE created_at < ${before.sessions}`,
    ),
  };
}

async function deleteIn(
  db: Database,
  {
    table,
    ids,
    signal,
  }: { readonly table: Prisma.Sql; readonly ids: Prisma.Sql; readonly signal: AbortSignal },
): Promise<number> {
  let deleted = 0;
  for (;;) {
    if (signal.aborted) return deleted;
    const batch = await db.$executeRaw`
      DELETE FROM ${table} WHERE ctid = ANY(ARRAY(${ids} LIMIT ${BATCH} FOR UPDATE SKIP LOCKED))`;
    deleted += batch;
    if (batch === 0) return deleted;
  }
}
