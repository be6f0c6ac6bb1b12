import type { Transaction } from '@payspool/db';
import type { AggregateInWork } from './aggregate-in-work.ts';

/**
 * Lets entitlements follow their order in the transaction that renames it, and removes those whose order or subscription is none any
 * more: what they stood for belongs to another one now, which has an entitlement of its own.
 */
export async function keepEntitlementNames(
  tx: Transaction,
  { id: aggregateId, rows, hasAbsorbed }: AggregateInWork,
): Promise<void> {
  // Also a fold that went on has the order and every subscription among its rows.
  if (!rows || !(rows.isWhole || hasAbsorbed)) return;
  const [orderRef = null] = rows.orders.keys();
  const subscriptionRefs = [...rows.subscriptions.keys()];
  // Of several that turned out to be one order's, the one that reflects the latest transition stays.
  await tx.$executeRaw`
    DELETE FROM entitlements WHERE aggregate_id = ${aggregateId} AND CASE kind
      WHEN 'order' THEN ${orderRef}::text IS NULL OR EXISTS (
        SELECT 1 FROM entitlements AS newer WHERE newer.aggregate_id = entitlements.aggregate_id AND newer.kind = 'order'
          AND (newer.transition_id, newer.ref) > (entitlements.transition_id, entitlements.ref))
      ELSE ref <> ALL(${subscriptionRefs}::text[]) END`;
  if (orderRef === null) return;
  await tx.$executeRaw`
    UPDATE entitlements SET ref = ${orderRef}
    WHERE aggregate_id = ${aggregateId} AND kind = 'order' AND ref <> ${orderRef}`;
}
