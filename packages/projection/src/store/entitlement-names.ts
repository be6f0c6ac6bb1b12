import type { Transaction } from '@payspool/db';
import type { Rows } from '../fold/rows.ts';
import type { Target } from './wanted-rows.ts';

/**
 * Lets entitlements follow their order in the transaction that renames it, and removes those whose order or subscription is none any
 * more: what they stood for belongs to another one now, which has an entitlement of its own.
 */
export async function keepEntitlementNames(
  tx: Transaction,
  { aggregateId }: Target,
  { orders, subscriptions }: Pick<Rows, 'orders' | 'subscriptions'>,
): Promise<void> {
  const orderRef = orders[0]?.orderRef ?? null;
  const subscriptionRefs = subscriptions.map((row) => row.subscriptionRef);
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
