import type { Transaction } from '@payspool/db';
import { type AggregateInWork, survivorOf } from './aggregate-in-work.ts';
import type { FoldedSet } from './fold-set.ts';
import type { Histories } from './load-histories.ts';

/**
 * Renames the entitlement of an order that has another reference now, and deletes entitlements whose order or subscription no longer
 * exists, because it was merged into another one with an entitlement of its own. Runs in the transaction that changes the rows.
 */
export async function keepEntitlementNames(
  tx: Transaction,
  { id: aggregateId, rows, hasAbsorbed }: AggregateInWork,
): Promise<void> {
  // `rows` has the order and all subscriptions, also if the fold continued from a saved one.
  if (!rows || !(rows.isWhole || hasAbsorbed)) return;
  const [orderRef = null] = rows.orders.keys();
  const subscriptionRefs = [...rows.subscriptions.keys()];
  // If several entitlements now belong to one order, the one with the latest transition stays.
  await tx.$executeRaw`
    WITH gone AS (
      DELETE FROM entitlements WHERE aggregate_id = ${aggregateId} AND CASE kind
        WHEN 'order' THEN ${orderRef}::text IS NULL OR EXISTS (
          SELECT 1 FROM entitlements AS newer WHERE newer.aggregate_id = entitlements.aggregate_id AND newer.kind = 'order'
            AND (newer.transition_id, newer.ref) > (entitlements.transition_id, entitlements.ref))
        ELSE ref <> ALL(${subscriptionRefs}::text[]) END
      RETURNING kind, ref
    )
    UPDATE entitlements SET ref = ${orderRef}
    WHERE aggregate_id = ${aggregateId} AND kind = 'order' AND ref <> ${orderRef}
      AND NOT EXISTS (SELECT 1 FROM gone WHERE gone.kind = 'order' AND gone.ref = entitlements.ref)`;
}

/** Runs `keepEntitlementNames` for the aggregates of a set that may have entitlements. Only a fold of all events renames an order. */
export async function renameEntitlements(
  tx: Transaction,
  { components, histories }: FoldedSet,
): Promise<void> {
  const entitled = components
    .flatMap(({ aggregates }) => aggregates)
    .filter((work) => histories.entitled.has(work.id) || isFoldedFromMemory(work, histories))
    .map(survivorOf);
  for (const work of new Set(entitled)) await keepEntitlementNames(tx, work);
}

/** Whether all events were folded from memory. Then no statement has read whether the aggregate has entitlements. */
const isFoldedFromMemory = (work: AggregateInWork, { events }: Histories): boolean => {
  const { rows, hasAbsorbed } = survivorOf(work);
  return work.isStored && (hasAbsorbed || rows?.isWhole === true) && !events.has(work.id);
};
