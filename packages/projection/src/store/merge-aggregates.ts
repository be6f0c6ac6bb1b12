import type { Transaction } from '@payspool/db';

/** Two aggregates that are one purchase or subscription. The one with the lowest id survives. */
export interface Merge {
  readonly survivor: bigint;
  readonly absorbed: bigint;
  /**
   * Whether all rows of the survivor are written afterwards, so that unwanted rows are deleted then. Otherwise the rows of the absorbed one
   * are deleted here.
   */
  readonly isWhole: boolean;
}

/** Moves everything that refers to the absorbed aggregates to their survivors, and deletes the absorbed ones. One statement. */
export async function mergeAggregates(tx: Transaction, merges: readonly Merge[]): Promise<void> {
  if (merges.length === 0) return;
  const survivors = merges.map(({ survivor }) => survivor);
  const absorbed = merges.map((merge) => merge.absorbed);
  const isWhole = merges.map((merge) => merge.isWhole);
  await tx.$executeRaw`
    WITH merged AS MATERIALIZED (
      SELECT * FROM unnest(${survivors}::bigint[], ${absorbed}::bigint[], ${isWhole}::boolean[]) AS merged (survivor, absorbed, is_whole)
    ), moved_aliases AS (
      UPDATE aliases SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_events AS (
      UPDATE events SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_orders AS (
      UPDATE orders SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed AND is_whole
    ), removed_orders AS (
      DELETE FROM orders USING merged WHERE aggregate_id = absorbed AND NOT is_whole
    ), moved_payments AS (
      UPDATE payments SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed AND is_whole
    ), removed_payments AS (
      DELETE FROM payments USING merged WHERE aggregate_id = absorbed AND NOT is_whole
    ), moved_refunds AS (
      UPDATE refunds SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed AND is_whole
    ), removed_refunds AS (
      DELETE FROM refunds USING merged WHERE aggregate_id = absorbed AND NOT is_whole
    ), moved_disputes AS (
      UPDATE disputes SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed AND is_whole
    ), removed_disputes AS (
      DELETE FROM disputes USING merged WHERE aggregate_id = absorbed AND NOT is_whole
    ), moved_subscriptions AS (
      UPDATE subscriptions SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed AND is_whole
    ), removed_subscriptions AS (
      DELETE FROM subscriptions USING merged WHERE aggregate_id = absorbed AND NOT is_whole
    ), moved_changes AS (
      UPDATE changes SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed AND is_whole
    ), removed_changes AS (
      DELETE FROM changes USING merged WHERE aggregate_id = absorbed AND NOT is_whole
    ), moved_outbox AS (
      UPDATE outbox SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_reactions AS (
      UPDATE reactions SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), moved_entitlements AS (
      UPDATE entitlements SET aggregate_id = survivor FROM merged WHERE aggregate_id = absorbed
    ), forgotten_published AS (
      DELETE FROM published_subjects USING merged WHERE aggregate_id = absorbed
    )
    DELETE FROM aggregates USING merged WHERE id = absorbed`;
}
