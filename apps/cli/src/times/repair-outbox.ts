import { type Database, Prisma } from '@payspool/db';
import type { Decided } from './decide.ts';
import { type Candidate, columnsOf, paged, PAGE, type Repaired, repairTable } from './repair-table.ts';
import { milliseconds, unshift, unshiftBefore, unshiftEarlier } from './shifted-sql.ts';

/**
 * The same for `created_at` of transitions. A transition was written by the transaction that applied its event, and the database
 * set the time of that transaction. If a rebuild or replay published it later, the rows around it decide.
 */
export async function repairOutbox(
  db: Database,
  zone: string,
  { apply }: { readonly apply: boolean },
): Promise<Repaired> {
  return repairTable(candidates(db, zone), async (rows) => apply && (await putRight(db, zone, rows)));
}

const candidates = (db: Database, zone: string) =>
  paged(async (last) => {
    const rows = await db.$queryRaw<Candidate[]>`
      SELECT id,
        CASE WHEN is_right = is_shifted THEN NULL WHEN is_right THEN 'right' WHEN is_shifted THEN 'shifted' END AS shown,
        ${milliseconds(Prisma.sql`created_at`)} AS "storedMs",
        ${milliseconds(Prisma.sql`unshifted`)} AS "unshiftedMs",
        ${milliseconds(Prisma.sql`or_earlier`)} AS "orEarlierMs",
        ${milliseconds(Prisma.sql`dispatched_at`)} AS "recordedMs"
      FROM (
        SELECT *,
          coalesce(created_at BETWEEN applied_at - interval '1 minute' AND applied_at + interval '1 minute', false) AS is_right,
          coalesce(unshifted BETWEEN applied_at - interval '1 minute' AND applied_at + interval '1 minute', false)
            OR coalesce(or_earlier BETWEEN applied_at - interval '1 minute' AND applied_at + interval '1 minute', false) AS is_shifted
        FROM (
          SELECT outbox.id, outbox.created_at, outbox.dispatched_at, events.applied_at,
            ${unshift(CREATED, zone)} AS unshifted, ${unshiftEarlier(CREATED, zone)} AS or_earlier
          FROM outbox LEFT JOIN events USING (provider, account, event_key)
          WHERE outbox.id > ${last} ORDER BY outbox.id LIMIT ${PAGE}
        ) AS with_event
      ) AS judged
      ORDER BY id`;
    return rows.map((row): Candidate => ({
      ...row,
      recordedMs: row.recordedMs ?? undefined,
      orEarlierMs: row.orEarlierMs ?? undefined,
      shown: row.shown ?? undefined,
    }));
  });

const CREATED = Prisma.sql`outbox.created_at`;
const RECORDED = Prisma.sql`to_timestamp(seen.recorded_by_ms / 1000)`;

async function putRight(db: Database, zone: string, shifted: readonly Decided[]): Promise<void> {
  const { ids, stored, recordedBy } = columnsOf(shifted);
  await db.$executeRaw`
    UPDATE outbox SET created_at = ${unshiftBefore(CREATED, zone, RECORDED)}
    FROM unnest(${ids}::bigint[], ${stored}::float8[], ${recordedBy}::float8[]) AS seen (id, created_ms, recorded_by_ms)
    WHERE outbox.id = seen.id AND ${milliseconds(CREATED)} = seen.created_ms`;
}
