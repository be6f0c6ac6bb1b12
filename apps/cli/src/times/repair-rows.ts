import { type Database, Prisma } from '@payspool/db';
import type { Decided } from './decide.ts';
import { type Candidate, columnsOf, PAGE, paged, type Repaired, repairTable } from './repair-table.ts';
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
  paged(
    (last) => db.$queryRaw<Candidate[]>`
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
      ORDER BY id`,
  );

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

/**
 * The same for `created_at` of transitions. A transition was written by the transaction that applied its event, and the database
 * set the time of that transaction. If a rebuild or replay published it later, the rows around it decide.
 */
export async function repairOutbox(
  db: Database,
  zone: string,
  { apply }: { readonly apply: boolean },
): Promise<Repaired> {
  return repairTable(
    transitions(db, zone),
    async (rows) => apply && (await putTransitionsRight(db, zone, rows)),
  );
}

const transitions = (db: Database, zone: string) =>
  paged(
    (last) => db.$queryRaw<Candidate[]>`
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
      ORDER BY id`,
  );

const CREATED = Prisma.sql`outbox.created_at`;

async function putTransitionsRight(db: Database, zone: string, shifted: readonly Decided[]): Promise<void> {
  const { ids, stored, recordedBy } = columnsOf(shifted);
  await db.$executeRaw`
    UPDATE outbox SET created_at = ${unshiftBefore(CREATED, zone, RECORDED)}
    FROM unnest(${ids}::bigint[], ${stored}::float8[], ${recordedBy}::float8[]) AS seen (id, created_ms, recorded_by_ms)
    WHERE outbox.id = seen.id AND ${milliseconds(CREATED)} = seen.created_ms`;
}
