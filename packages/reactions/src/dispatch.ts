import type { Database } from '@payspool/db';
import { type Topic, topicNames } from '@payspool/events';

/** The consumers of each topic. */
export interface Subscriber {
  readonly consumer: string;
  readonly topics: readonly Topic[];
}

/** Only one relay at a time writes reactions, so that reactions run in the order of the outbox. */
const DISPATCH_LOCK = 7_290_415_033_541n;

export interface Dispatched {
  /** Transitions. */
  readonly dispatched: number;
  /** The purchases and subscriptions concerned. */
  readonly aggregateIds: bigint[];
  /** Another relay was dispatching and may have missed the latest transitions: call this again soon. */
  readonly isBusy: boolean;
}

/**
 * Writes the reactions of the oldest transitions that have none yet, one per consumer, in one short statement. Any number of
 * relays share this work. A transition of a topic that this release does not know is left to the relay of a newer release, which
 * knows its consumers. Until then, later transitions of the same purchase or subscription wait too, because consumers must get
 * them in order. Other purchases do not wait. If the newer release is never started again, such a transition stays in the outbox,
 * and `payspool doctor` reports it.
 */
export async function dispatch(
  db: Database,
  subscribers: readonly Subscriber[],
  limit: number,
): Promise<Dispatched> {
  const pairs = subscribers.flatMap(({ consumer, topics }) => topics.map((topic) => ({ topic, consumer })));
  const rows = await db.$queryRaw<{ isMine: boolean; aggregateId: bigint | null }[]>`
    WITH gate AS MATERIALIZED (
      SELECT pg_try_advisory_xact_lock(${DISPATCH_LOCK}) AS is_mine
    ), batch AS (
      SELECT id, topic, aggregate_id FROM outbox, gate
      WHERE gate.is_mine AND dispatched_at IS NULL AND topic = ANY(${topicNames}::text[])
        AND NOT EXISTS (
          SELECT 1 FROM outbox AS newer
          WHERE newer.aggregate_id = outbox.aggregate_id AND newer.id < outbox.id
            -- Written so that no index fits: there may be many undispatched rows, but Postgres estimates that there are none.
            AND coalesce(newer.dispatched_at, 'infinity') = 'infinity' AND newer.topic <> ALL(${topicNames}::text[]))
      ORDER BY dispatched_at, id LIMIT ${limit} FOR UPDATE OF outbox
    ), subscribed (topic, consumer) AS (
      SELECT * FROM unnest(${pairs.map(({ topic }) => topic)}::text[], ${pairs.map(({ consumer }) => consumer)}::text[])
    ), written AS (
      INSERT INTO reactions (outbox_id, consumer, aggregate_id, status, finished_at, error)
      SELECT batch.id, subscribed.consumer, batch.aggregate_id,
        (CASE WHEN disabled.consumer IS NULL THEN 'waiting' ELSE 'skipped' END)::reaction_status,
        CASE WHEN disabled.consumer IS NOT NULL THEN now() END, 'disabled: ' || disabled.reason
      FROM batch JOIN subscribed USING (topic) LEFT JOIN disabled_consumers AS disabled USING (consumer)
      ON CONFLICT DO NOTHING
      RETURNING outbox_id, status
    ), moved AS (
      UPDATE outbox SET dispatched_at = now(), delivered_at = CASE
        WHEN outbox.id NOT IN (SELECT outbox_id FROM written WHERE status = 'waiting') THEN now() END
      FROM batch WHERE batch.id = outbox.id
      RETURNING outbox.aggregate_id
    )
    SELECT gate.is_mine AS "isMine", moved.aggregate_id AS "aggregateId" FROM gate LEFT JOIN moved ON true`;
  const moved = rows.flatMap(({ aggregateId }) => aggregateId ?? []);
  return {
    dispatched: moved.length,
    aggregateIds: [...new Set(moved)],
    isBusy: rows.some(({ isMine }) => !isMine),
  };
}
