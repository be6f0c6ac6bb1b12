import { type Reader, sql } from '@payspool/db/reader';
import { owners } from '../owners.ts';
import { inScope, type Scope } from '../scope.ts';

/** A distribution of durations, in milliseconds. Null if there are none. */
export interface Spread {
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly maxMs: number | null;
}

/** How late the deliveries of one account were, by theirs and by ours. */
export interface LagOfAccount {
  readonly provider: string;
  readonly account: string;
  /** Deliveries in the span. */
  readonly deliveries: number;
  /** From the event, by the provider's clock, until ingest acknowledged its delivery. */
  readonly theirs: Spread;
  /** From there until its effects were committed. */
  readonly ours: Spread;
  /** When the last delivery of the span was received. Null if there was none. */
  readonly lastAt: Date | null;
}

export interface Lag {
  readonly accounts: readonly LagOfAccount[];
  /** There were more deliveries than `MOST_MEASURED`: only the newest are measured. */
  readonly isPartial: boolean;
}

/** The most deliveries that are measured. */
export const MOST_MEASURED = 100_000;

/**
 * Measures the deliveries that were received from `from` until before `to`. What was read from APIs does not count. Accounts without a delivery
 * are listed too. Two statements; the deliveries by the index on `received_at`.
 */
export async function readLag(
  reader: Reader,
  { from, to, scope = 'all' }: { readonly from: Date; readonly to: Date; readonly scope?: Scope },
): Promise<Lag> {
  const [measured, accounts] = await Promise.all([
    reader.query<StoredLag>(sql`
      SELECT provider, account, count(*) AS deliveries, max(received_at) AS "lastAt", sum(count(*)) OVER () AS "all",
        percentile_disc(ARRAY[0.5, 0.95, 1]) WITHIN GROUP (ORDER BY extract(epoch FROM received_at - occurred_at)::float8 * 1000) AS theirs,
        percentile_disc(ARRAY[0.5, 0.95, 1]) WITHIN GROUP (ORDER BY extract(epoch FROM applied_at - received_at)::float8 * 1000) AS ours
      FROM (
        SELECT provider, account, occurred_at, received_at, applied_at FROM events AS e
        WHERE received_at >= ${from}::timestamptz AND received_at < ${to}::timestamptz AND source = 'delivery' AND part_of IS NULL
          AND ${inScope(scope, 'e')}
        ORDER BY received_at DESC LIMIT ${MOST_MEASURED}
      ) AS newest
      GROUP BY provider, account`),
    reader.query<{ provider: string; account: string }>(sql`
      SELECT provider, account FROM ${owners} AS o WHERE ${inScope(scope, 'o')} ORDER BY provider, account`),
  ]);
  const lagOf = new Map(measured.map((row) => [`${row.provider}/${row.account}`, row]));
  return {
    accounts: accounts.map(({ provider, account }) => {
      const lag = lagOf.get(`${provider}/${account}`);
      return {
        provider,
        account,
        deliveries: Number(lag?.deliveries ?? 0n),
        theirs: spreadOf(lag?.theirs),
        ours: spreadOf(lag?.ours),
        lastAt: lag?.lastAt ?? null,
      };
    }),
    isPartial: Number(measured[0]?.all ?? 0) >= MOST_MEASURED,
  };
}

interface StoredLag {
  readonly provider: string;
  readonly account: string;
  readonly deliveries: bigint;
  readonly lastAt: Date;
  /** A `numeric`. */
  readonly all: string;
  readonly theirs: readonly (number | null)[] | null;
  readonly ours: readonly (number | null)[] | null;
}

const spreadOf = (values: readonly (number | null)[] | null | undefined): Spread => ({
  p50Ms: values?.[0] ?? null,
  p95Ms: values?.[1] ?? null,
  maxMs: values?.[2] ?? null,
});
