import type { Database } from '@payspool/db';
import { type Found, foundIn, type Look } from './found.ts';

/** Subscriptions that have ended, and whose last paid period is of a length that nobody knows, the latest first. */
export async function unknownPeriods(db: Database, { limit }: Look): Promise<Found> {
  const rows = await db.$queryRaw<{ ref: string; count: number }[]>`
    SELECT provider || '/' || account || ' ' || subscription_ref AS ref, count(*) OVER ()::int AS count
    FROM subscriptions WHERE status IN ('canceled', 'expired', 'unpaid') AND paid_until_source = 'unknown'
    ORDER BY updated_at DESC, provider, account, subscription_ref LIMIT ${limit}`;
  return foundIn(rows);
}
