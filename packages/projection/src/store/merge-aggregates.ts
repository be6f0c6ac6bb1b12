import type { Transaction } from '@payspool/db';

/** What turned out to be one purchase or subscription: the lowest id survives. */
export interface Merge {
  readonly survivor: bigint;
  readonly absorbed: bigint;
}

/** Gives the survivor everything that refers to the aggregates that turned out to be the same thing, and removes those. One statement. */
export async function mergeAggregates(tx: Transaction, merges: readonly Merge[]): Promise<void> {
  if (merges.length === 0) return;
  const survivors = merges.map(({ survivor }) => survivor);
  const absorbed = merges.map((merge) => merge.absorbed);
  await tx.$executeRaw`
    WITH merged AS MATERIALIZED (
      SELECT * FROM unnest(${survivors}::bigint[], ${absorbed}::bigint[]) AS merged (survivor, absorbed)
    ), moved_aliases AS (
      UPDATE aliases SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_events AS (
      UPDATE events SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_orders AS (
      UPDATE orders SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_payments AS (
      UPDATE payments SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_refunds AS (
      UPDATE refunds SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_disputes AS (
      UPDATE disputes SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_subscriptions AS (
      UPDATE subscriptions SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_changes AS (
      UPDATE changes SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_outbox AS (
      UPDATE outbox SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_reactions AS (
      UPDATE reactions SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_entitlements AS (
      UPDATE entitlements SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), forgotten_told AS (
      DELETE FROM told_subjects USING merged WHERE aggregate_id IN (absorbed, survivor)
    )
    DELETE FROM aggregates USING merged WHERE id = absorbed`;
}
