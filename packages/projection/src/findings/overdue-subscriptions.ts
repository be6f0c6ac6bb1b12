import type { Database } from '@payspool/db';
import { type Found, foundIn, type Look } from './found.ts';

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
