import { type Database, Prisma } from '@payspool/db';
import { OFFSET, TIMES_SAID } from './shifted-sql.ts';

/** The number of events, or of purchases and subscriptions, with one wrong offset. */
export interface Shifted {
  readonly of: 'events' | 'derived';
  /** Milliseconds to add to the stored time. */
  readonly offsetMs: number;
  readonly count: number;
}

export interface Found {
  /** The number of events that were checked. */
  readonly events: number;
  /** Whether these are all events. */
  readonly isAll: boolean;
  readonly shifted: readonly Shifted[];
}

/** How much of a large table is read, in bytes, in random pages. */
const READ = 48 * 1024 * 1024;

/** Finds times that were stored in another time zone, in events and in the changes that were computed from them. */
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

/** Describes the offset that must be added to the stored time: `05:30 too early`. */
export function describeOffset(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)} too ${offsetMs > 0 ? 'early' : 'late'}`;
}
