import type { ExpectedRows } from '@payspool/cli';
import type { Database } from '@payspool/db';
import { compareRows, type Difference } from './rows.ts';

/** The current entitlements. */
interface HeldEntitlement {
  readonly provider: string;
  readonly kind: string;
  readonly ref: string;
  readonly status: string;
  /** Whether there is such an order or subscription. */
  readonly isNamed: boolean;
}

const heldEntitlements = (db: Database): Promise<HeldEntitlement[]> => db.$queryRaw`
  SELECT held.provider, held.kind, held.ref, held.status,
    coalesce(orders.order_ref, subscriptions.subscription_ref) IS NOT NULL AS "isNamed"
  FROM entitlements AS held
  LEFT JOIN orders ON held.kind = 'order' AND orders.aggregate_id = held.aggregate_id AND orders.order_ref = held.ref
  LEFT JOIN subscriptions
    ON held.kind = 'subscription' AND subscriptions.aggregate_id = held.aggregate_id AND subscriptions.subscription_ref = held.ref`;

/** How long ended subscriptions may still be used. */
const lastingSubscriptions = (db: Database): Promise<{ ref: string }[]> => db.$queryRaw`
  SELECT subscription_ref AS ref FROM subscriptions WHERE access = 'granted' AND (valid_until IS NULL OR valid_until > now())`;

/**
 * Compares the entitlements with the scenarios: there must be one row for each paid order and each subscription, with its present
 * reference, and no other row.
 */
export async function entitlementDifferences(db: Database, expected: ExpectedRows): Promise<Difference[]> {
  const [held, lasting] = await Promise.all([heldEntitlements(db), lastingSubscriptions(db)]);
  const lastingRefs = new Set(lasting.map(({ ref }) => ref));
  return compareRows(
    expectedEntitlements(expected, lastingRefs).map(({ provider, kind, ref, status }) => ({
      provider,
      ref: `entitlement to ${kind} ${ref}`,
      columns: { status, isNamed: true },
    })),
    held.map(({ provider, kind, ref, status, isNamed }) => ({
      provider,
      ref: `entitlement to ${kind} ${ref}`,
      columns: { status, isNamed },
    })),
  );
}

/** The granted and revoked entitlements of the scenarios. An ended subscription is granted as long as it is paid. */
function expectedEntitlements({ orders, subscriptions }: ExpectedRows, lasting: ReadonlySet<string>) {
  return [
    ...orders
      .filter(({ paidMinor }) => paidMinor > 0n)
      .map(({ provider, orderRef, paidMinor, refundedMinor, chargedBackMinor }) => ({
        provider,
        kind: 'order',
        ref: orderRef,
        status: refundedMinor + chargedBackMinor >= paidMinor ? 'revoked' : 'granted',
      })),
    ...subscriptions.map(({ provider, subscriptionRef, status }) => ({
      provider,
      kind: 'subscription',
      ref: subscriptionRef,
      status:
        (status === 'canceled' || status === 'expired') && !lasting.has(subscriptionRef)
          ? 'revoked'
          : 'granted',
    })),
  ];
}
