import type { ExpectedRows } from '@payspool/cli';
import type { Database } from '@payspool/db';
import { compareRows, type Difference } from './rows.ts';

/** What customers may use now, under the names that their orders and subscriptions have now. */
interface HeldEntitlement {
  readonly provider: string;
  readonly kind: string;
  /** Null when there is no such order or subscription any more. */
  readonly ref: string | null;
  readonly status: string;
  readonly reason: string | null;
}

const heldEntitlements = (db: Database): Promise<HeldEntitlement[]> => db.$queryRaw`
  SELECT held.provider, held.kind, held.status, held.reason, coalesce(orders.order_ref, subscriptions.subscription_ref) AS ref
  FROM entitlements AS held
  JOIN outbox ON outbox.id = held.transition_id
  LEFT JOIN orders ON held.kind = 'order' AND orders.aggregate_id = outbox.aggregate_id
  LEFT JOIN subscriptions ON held.kind = 'subscription' AND subscriptions.aggregate_id = outbox.aggregate_id`;

/**
 * Compares what customers may use with what the scenarios say: one row for each order that was paid and for each subscription.
 * Besides them only what was taken back: money that arrived before it was known to be a subscription's.
 */
export async function entitlementDifferences(db: Database, expected: ExpectedRows): Promise<Difference[]> {
  const held = await heldEntitlements(db);
  return compareRows(
    expectedEntitlements(expected).map(({ provider, kind, ref, status }) => ({
      provider,
      ref: `entitlement to ${kind} ${ref}`,
      columns: { status },
    })),
    held
      .filter(({ status, reason }) => !(status === 'revoked' && reason === 'withdrawn'))
      .map(({ provider, kind, ref, status }) => ({
        provider,
        ref: `entitlement to ${kind} ${ref}`,
        columns: { status },
      })),
  );
}

/** What the scenarios leave granted and revoked. */
function expectedEntitlements({ orders, subscriptions }: ExpectedRows) {
  return [
    ...orders
      .filter(({ paidMinor }) => paidMinor > 0n)
      .map(({ provider, orderRef, paidMinor, refundedMinor, chargedBackMinor }) => ({
        provider,
        kind: 'order',
        ref: orderRef,
        status: refundedMinor === paidMinor || chargedBackMinor > 0n ? 'revoked' : 'granted',
      })),
    ...subscriptions.map(({ provider, subscriptionRef, status }) => ({
      provider,
      kind: 'subscription',
      ref: subscriptionRef,
      status: status === 'canceled' || status === 'expired' ? 'revoked' : 'granted',
    })),
  ];
}
