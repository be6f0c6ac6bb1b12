import type { Database } from '@payspool/db';

interface Lags {
  readonly consumer: string;
  /** Whether it had to wait for an earlier reaction of the same purchase. */
  readonly place: 'first of its purchase' | 'after an earlier one';
  readonly reactions: number;
  /** Whole milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** The time from the start of the transaction that wrote a transition to the start of its reactions, for each transition above an id, by consumer. */
export async function reactionLags(db: Database, after: bigint) {
  const lags = await db.$queryRaw<Lags[]>`
    WITH lag AS (
      SELECT consumer, extract(epoch FROM started_at - created_at) * 1000 AS ms,
        CASE WHEN EXISTS (
          SELECT 1 FROM reactions AS earlier
          WHERE earlier.aggregate_id = reactions.aggregate_id AND earlier.consumer = reactions.consumer
            AND earlier.outbox_id < reactions.outbox_id
        ) THEN 'after an earlier one' ELSE 'first of its purchase' END AS place
      FROM reactions JOIN outbox ON outbox.id = reactions.outbox_id
      WHERE outbox.id > ${after}
    )
    SELECT consumer, place, count(*)::int AS reactions,
      percentile_disc(0.5) WITHIN GROUP (ORDER BY ms)::int AS p50,
      percentile_disc(0.99) WITHIN GROUP (ORDER BY ms)::int AS p99, max(ms)::int AS max
    FROM lag GROUP BY consumer, place ORDER BY consumer, place DESC`;
  const [rate] = await db.$queryRaw<{ transitions: number; perSecond: number }[]>`
    SELECT count(*)::int AS transitions,
      (count(*) / nullif(extract(epoch FROM max(created_at) - min(created_at)), 0))::float8 AS "perSecond"
    FROM outbox WHERE id > ${after}`;
  return { lags, transitions: rate?.transitions ?? 0, perSecond: rate?.perSecond ?? 0 };
}
