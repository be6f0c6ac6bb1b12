import type { Database } from '@payspool/db';
import { type Found, foundIn, type Look, lookBackFrom } from './found.ts';

const HOUR_MS = 3_600_000;

/**
 * Subscriptions that run, and for which nothing has been paid since the end of the last paid period and some hours more, the longest
 * overdue first.
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

/** Merchant references under which more than one purchase is paid and grants access, at least one of them changed within the last days. */
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

/** Disputes over single transactions whose amount nobody knows, the latest first: the provider states one amount for all of them. */
export async function undividedDisputes(db: Database, { limit }: Look): Promise<Found> {
  const rows = await db.$queryRaw<{ ref: string; count: number }[]>`
    SELECT provider || '/' || account || ' ' || dispute_ref AS ref, count(*) OVER ()::int AS count
    FROM disputes WHERE transaction_ref <> '' AND amount_minor IS NULL
    GROUP BY provider, account, dispute_ref
    ORDER BY max(occurred_at) DESC, provider, account, dispute_ref LIMIT ${limit}`;
  return foundIn(rows);
}

/** Subscriptions that have ended, and whose last paid period is of a length that nobody knows, the latest first. */
export async function unknownPeriods(db: Database, { limit }: Look): Promise<Found> {
  const rows = await db.$queryRaw<{ ref: string; count: number }[]>`
    SELECT provider || '/' || account || ' ' || subscription_ref AS ref, count(*) OVER ()::int AS count
    FROM subscriptions WHERE status IN ('canceled', 'expired', 'unpaid') AND paid_until_source = 'unknown'
    ORDER BY updated_at DESC, provider, account, subscription_ref LIMIT ${limit}`;
  return foundIn(rows);
}

/** Refunds that have succeeded and whose payment nobody has named, the latest first. */
export async function unmatchedRefunds(db: Database, { limit }: Look): Promise<Found> {
  const rows = await db.$queryRaw<{ ref: string; count: number }[]>`
    SELECT provider || '/' || account || ' ' || refund_ref AS ref, count(*) OVER ()::int AS count
    FROM refunds WHERE payment_ref IS NULL AND status = 'succeeded'
    ORDER BY occurred_at DESC, provider, account, refund_ref LIMIT ${limit}`;
  return foundIn(rows);
}
