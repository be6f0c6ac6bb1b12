import type { Database } from '@payspool/db';
import type { Topic } from '@payspool/events';

/** Who is told of which topics. */
export interface Subscriber {
  readonly consumer: string;
  readonly topics: readonly Topic[];
}

/** Of all relays one writes reactions at a time: what is dispatched in the order of the outbox is run in it. */
const DISPATCH_LOCK = 7_290_415_033_541n;

/**
 * Writes the reactions of the oldest transitions that have none yet, one per subscriber. Shared by any number of relays.
 *
 * @returns the purchases and subscriptions concerned, and how many transitions there were
 */
export async function dispatch(
  db: Database,
  subscribers: readonly Subscriber[],
  limit: number,
): Promise<{ readonly dispatched: number; readonly aggregateIds: bigint[] }> {
  const pairs = subscribers.flatMap(({ consumer, topics }) => topics.map((topic) => ({ topic, consumer })));
  const rows = await db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${DISPATCH_LOCK})`;
    // A statement of its own: it has to see what the holder before has committed.
    return tx.$queryRaw<{ aggregateId: bigint }[]>`
      WITH batch AS (
        SELECT id, topic, aggregate_id FROM outbox
        WHERE dispatched_at IS NULL ORDER BY id LIMIT ${limit} FOR UPDATE
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
      )
      UPDATE outbox SET dispatched_at = now(), delivered_at = CASE
        WHEN NOT EXISTS (SELECT 1 FROM written WHERE outbox_id = outbox.id AND status = 'waiting') THEN now() END
      FROM batch WHERE batch.id = outbox.id
      RETURNING outbox.aggregate_id AS "aggregateId"`;
  });
  return {
    dispatched: rows.length,
    aggregateIds: [...new Set(rows.map(({ aggregateId }) => aggregateId))],
  };
}
