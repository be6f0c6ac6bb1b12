import type { Database } from '@payspool/db';
import { type Topic, topicNames } from '@payspool/events';

/** Who is told of which topics. */
export interface Subscriber {
  readonly consumer: string;
  readonly topics: readonly Topic[];
}

/** Of all relays one writes reactions at a time: what is dispatched in the order of the outbox is run in it. */
const DISPATCH_LOCK = 7_290_415_033_541n;

export interface Dispatched {
  /** Transitions. */
  readonly dispatched: number;
  /** The purchases and subscriptions concerned. */
  readonly aggregateIds: bigint[];
  /** Another relay was at it, and may not have seen what there is: to be asked again soon. */
  readonly isBusy: boolean;
}

/**
 * Writes the reactions of the oldest transitions that have none yet, one per subscriber. Shared by any number of relays, in one short statement.
 *
 * A transition of a topic that this release does not know is left to the relay of a newer one, which knows who is to be told of it.
 * Until then the later ones of the same purchase or subscription stay behind it, since a consumer must hear of them in order, and
 * whether it is to hear of this one is not known here. Nobody else waits. After a newer release was taken back for good such a
 * transition stays in the outbox, and `payspool doctor` tells of it.
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
            -- Not by an index: of those that are not dispatched there may be any number, and Postgres takes them for none.
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
