import type { Database } from '@payspool/db';
import { type Found, foundIn, type Look, lookBackFrom } from './found.ts';

const HOUR_MS = 3_600_000;

/**
 * Finds running subscriptions whose last paid period ended more than `graceHours` ago. The one that is overdue for the longest time comes
 * first.
 */
export async function overdueSubscriptions(
  db: Database,
  { now, limit, graceHours }: Look & { readonly graceHours: number },
): Promise<Found> {
  const paidBefore = new Date(now.getTime() - graceHours * HOUR_MS);
  const rows = await db.$queryRaw<{ ref: string; count: number }[]>`
    SELECT provider || '/' || account || ' ' || subscription_ref AS ref, count(*) OVER ()::int AS count
    FROM subscriptions WHERE status IN ('trialing', 'active', 'past_due') AND paid_until < ${paidBefore}
    ORDER BY paid_until, provider, account, subscription_ref LIMIT ${limit}`;
  return foundIn(rows);
}

/** Finds merchant references with more than one paid order that grants access, if one of the orders has changed within `LOOK_BACK_DAYS`. */
export async function refsPaidTwice(db: Database, { now, limit }: Look): Promise<Found> {
  const rows = await db.$queryRaw<{ ref: string; count: number }[]>`
    WITH recent AS (
      SELECT DISTINCT provider, account, merchant_ref FROM orders
      WHERE status IN ('paid', 'partially_refunded') AND updated_at >= ${lookBackFrom(now)}
        AND merchant_ref IS NOT NULL AND paid_minor > 0 AND access = 'granted'
    )
    SELECT provider || '/' || account || ' ' || merchant_ref || ' (' || count(*) || ' orders)' AS ref,
      count(*) OVER ()::int AS count
    FROM recent JOIN orders USING (provider, account, merchant_ref)
    WHERE orders.paid_minor > 0 AND orders.access = 'granted'
    GROUP BY provider, account, merchant_ref HAVING count(*) > 1
    ORDER BY max(orders.updated_at) DESC, provider, account, merchant_ref LIMIT ${limit}`;
  return foundIn(rows);
}

/**
 * Finds disputes over several transactions whose single amounts are unknown, because the provider states one amount for all. The latest
 * comes first.
 */
export async function undividedDisputes(db: Database, { limit }: Look): Promise<Found> {
  const rows = await db.$queryRaw<{ ref: string; count: number }[]>`
    SELECT provider || '/' || account || ' ' || dispute_ref AS ref, count(*) OVER ()::int AS count
    FROM disputes WHERE transaction_ref <> '' AND amount_minor IS NULL
    GROUP BY provider, account, dispute_ref
    ORDER BY max(occurred_at) DESC, provider, account, dispute_ref LIMIT ${limit}`;
  return foundIn(rows);
}

/** Finds ended subscriptions whose last paid period has an unknown end. The latest comes first. */
export async function unknownPeriods(db: Database, { limit }: Look): Promise<Found> {
  const rows = await db.$queryRaw<{ ref: string; count: number }[]>`
    SELECT provider || '/' || account || ' ' || subscription_ref AS ref, count(*) OVER ()::int AS count
    FROM subscriptions WHERE status IN ('canceled', 'expired', 'unpaid') AND paid_until_source = 'unknown'
    ORDER BY updated_at DESC, provider, account, subscription_ref LIMIT ${limit}`;
  return foundIn(rows);
}

/** Finds succeeded refunds whose payment the provider did not name. The latest comes first. */
export async function unmatchedRefunds(db: Database, { limit }: Look): Promise<Found> {
  const rows = await db.$queryRaw<{ ref: string; count: number }[]>`
    SELECT provider || '/' || account || ' ' || refund_ref AS ref, count(*) OVER ()::int AS count
    FROM refunds WHERE payment_ref IS NULL AND status = 'succeeded'
    ORDER BY occurred_at DESC, provider, account, refund_ref LIMIT ${limit}`;
  return foundIn(rows);
}
