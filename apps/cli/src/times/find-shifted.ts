import { type Database, Prisma } from '@payspool/db';
import { OFFSET, TIMES_SAID } from './shifted-sql.ts';

/** How many events, or purchases and subscriptions, are how far from the truth. */
export interface Shifted {
  readonly of: 'events' | 'derived';
  /** To be added to what is stored, milliseconds. */
  readonly offsetMs: number;
  readonly count: number;
}

export interface Found {
  /** Events that were looked at. */
  readonly events: number;
  /** Whether these are all. */
  readonly isAll: boolean;
  readonly shifted: readonly Shifted[];
}

/** What is read of a large table, bytes: pages by chance. */
const READ = 48 * 1024 * 1024;

/** Looks for times that were stored as if they were of another time zone: in events, and in the changes that were derived from them. */
export async function findShifted(db: Database): Promise<Found> {
  const [size] = await db.$queryRaw<{ share: number }[]>`
    SELECT least(100, 100 * ${READ}::float8 / greatest(pg_relation_size('events'), 1)) AS share`;
  const share = size?.share ?? 100;
  const rows = await db.$queryRaw<{ of: Shifted['of'] | 'looked'; offsetMs: number; count: number }[]>`
    WITH seen AS MATERIALIZED (
      SELECT events.provider, events.account, events.event_key, events.aggregate_id, said, ${OFFSET} AS "offset"
      FROM events TABLESAMPLE SYSTEM (${Prisma.raw(share.toFixed(4))})
        CROSS JOIN LATERAL (SELECT ${TIMES_SAID} AS said) AS canonical
      WHERE events.status = 'applied'
    ), derived AS (
      SELECT seen.aggregate_id, max(said[1] - changes.at) AS "offset"
      FROM seen JOIN changes USING (provider, account, event_key)
      WHERE changes.at <> ALL (said) AND mod(extract(epoch FROM said[1] - changes.at), 900) = 0
        AND said[1] - changes.at BETWEEN interval '-16 hours' AND interval '16 hours'
      GROUP BY seen.aggregate_id
    )
    SELECT 'looked' AS of, 0::float8 AS "offsetMs", count(*)::int AS count FROM seen
    UNION ALL
    SELECT 'events', (extract(epoch FROM "offset") * 1000)::float8, count(*)::int FROM seen WHERE "offset" IS NOT NULL GROUP BY "offset"
    UNION ALL
    SELECT 'derived', (extract(epoch FROM "offset") * 1000)::float8, count(*)::int FROM derived GROUP BY "offset"
    ORDER BY count DESC`;
  return {
    events: rows.find(({ of }) => of === 'looked')?.count ?? 0,
    isAll: share === 100,
    shifted: rows.flatMap((row) => (row.of === 'looked' ? [] : [{ ...row, of: row.of }])),
  };
}
