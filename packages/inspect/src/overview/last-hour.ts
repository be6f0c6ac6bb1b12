import { type Reader, sql } from '@payspool/db/reader';

/** The deliveries of one account in the last hour. */
export interface LastHour {
  readonly provider: string;
  readonly account: string;
  /** Deliveries in each of the 60 minutes, the oldest first. */
  readonly minutes: readonly number[];
  /** From receiving to applying, milliseconds: the median, and what 95 of 100 did not exceed. Null if nothing was applied. */
  readonly lagP50Ms: number | null;
  readonly lagP95Ms: number | null;
}

export const MINUTES = 60;
/** Events of the hour that are read, the newest. */
const MAX_READ = 100_000;

interface Counted {
  readonly provider: string;
  readonly account: string;
  /** Null in the row of the whole hour. */
  readonly minute: number | null;
  readonly count: bigint;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** The deliveries of the hour before `now`, by account; accounts without one are not in it. */
export async function lastHour(reader: Reader, now: Date): Promise<readonly LastHour[]> {
  const rows = await reader.query<Counted>(sql`
    SELECT provider, account, minute, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY lag_ms) AS p50,
      percentile_cont(0.95) WITHIN GROUP (ORDER BY lag_ms) AS p95
    FROM (
      SELECT provider, account, floor(extract(epoch FROM ${now}::timestamptz - received_at) / 60)::int AS minute,
        (extract(epoch FROM applied_at - received_at) * 1000)::float8 AS lag_ms
      FROM events
      WHERE received_at > ${now}::timestamptz - interval '1 hour' AND received_at <= ${now}::timestamptz
        AND source = 'delivery'
      ORDER BY received_at DESC LIMIT ${MAX_READ}) recent
    GROUP BY GROUPING SETS ((provider, account, minute), (provider, account))
    ORDER BY provider, account`);
  return rows
    .filter(({ minute }) => minute === null)
    .map(({ provider, account, p50, p95 }) => {
      const minutes = Array.from({ length: MINUTES }, () => 0);
      for (const row of rows)
        if (row.provider === provider && row.account === account && row.minute !== null)
          minutes[MINUTES - 1 - row.minute] = Number(row.count);
      return { provider, account, minutes, lagP50Ms: p50, lagP95Ms: p95 };
    });
}
