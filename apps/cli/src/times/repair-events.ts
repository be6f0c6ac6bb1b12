import { type Database, Prisma } from '@payspool/db';
import type { Decided } from './decide.ts';
import { type Candidate, columnsOf, paged, PAGE, type Repaired, repairTable } from './repair-table.ts';
import {
  milliseconds,
  OFFSET,
  shift,
  TIMES_SAID,
  unshift,
  unshiftBefore,
  unshiftEarlier,
} from './shifted-sql.ts';

/**
 * Finds the events whose times were stored as times of `zone`, and with `apply` repairs `occurred_at`, `received_at` and
 * `signed_at`: the first from the canonical events, the others by the zone's rules for that day. It does not change a row that a
 * worker writes at the same time.
 */
export async function repairEvents(
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
        "offset" IS NOT NULL AND NOT is_shifted AS "isOfAnotherZone",
        ${milliseconds(RECEIVED)} AS "storedMs",
        ${milliseconds(unshift(RECEIVED, zone))} AS "unshiftedMs",
        ${milliseconds(unshiftEarlier(RECEIVED, zone))} AS "orEarlierMs",
        ${milliseconds(Prisma.sql`applied_at`)} AS "recordedMs"
      FROM (
        SELECT events.id, events.received_at, events.applied_at, ${OFFSET} AS "offset",
          coalesce(events.occurred_at = ANY (said), false) AS is_right,
          coalesce((events.occurred_at = ANY (said) OR ${OFFSET} IS NOT NULL)
            AND EXISTS (SELECT 1 FROM unnest(said) AS t WHERE ${shift(Prisma.sql`t`, zone)} = events.occurred_at), false) AS is_shifted
        FROM events CROSS JOIN LATERAL (SELECT ${TIMES_SAID} AS said) AS canonical
        WHERE events.id > ${last} ORDER BY events.id LIMIT ${PAGE}
      ) AS events
      ORDER BY id`;
    return rows.map((row): Candidate => ({
      ...row,
      recordedMs: row.recordedMs ?? undefined,
      orEarlierMs: row.orEarlierMs ?? undefined,
      shown: row.shown ?? undefined,
    }));
  });

const RECEIVED = Prisma.sql`events.received_at`;
const RECORDED = Prisma.sql`to_timestamp(seen.recorded_by_ms / 1000)`;

async function putRight(db: Database, zone: string, shifted: readonly Decided[]): Promise<void> {
  const { ids, stored, recordedBy } = columnsOf(shifted);
  await db.$executeRaw`
    UPDATE events SET
      occurred_at = coalesce(
        (SELECT t FROM unnest(${TIMES_SAID}) AS t WHERE ${shift(Prisma.sql`t`, zone)} = events.occurred_at LIMIT 1),
        ${unshiftBefore(Prisma.sql`events.occurred_at`, zone, RECORDED)}),
      received_at = ${unshiftBefore(RECEIVED, zone, RECORDED)},
      signed_at = ${unshiftBefore(Prisma.sql`events.signed_at`, zone, RECORDED)}
    FROM unnest(${ids}::bigint[], ${stored}::float8[], ${recordedBy}::float8[]) AS seen (id, received_ms, recorded_by_ms)
    WHERE events.id = seen.id AND ${milliseconds(RECEIVED)} = seen.received_ms`;
}
