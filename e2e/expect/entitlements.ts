import type { ExpectedRows } from '@payspool/cli';
import type { Database } from '@payspool/db';
import { compareRows, type Difference } from './rows.ts';

/** What customers may use now. */
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

/** Until when the subscriptions that are over may still be used. */
const lastingSubscriptions = (db: Database): Promise<{ ref: string }[]> => db.$queryRaw`
  SELECT subscription_ref AS ref FROM subscriptions WHERE access = 'granted' AND (valid_until IS NULL OR valid_until > now())`;

/**
 * Compares what customers may use with what the scenarios say: one row for each order that was paid and for each subscription, under the
 * name that it has now, and no other row.
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

/** What the scenarios leave granted and revoked. A subscription that is over lasts as long as it is paid for. */
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
