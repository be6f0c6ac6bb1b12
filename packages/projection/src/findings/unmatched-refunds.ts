import type { Database } from '@payspool/db';
import { type Found, foundIn, type Look } from './found.ts';

/** Refunds that have succeeded and whose payment nobody has named, the latest first. */
export async function unmatchedRefunds(db: Database, { limit }: Look): Promise<Found> {
  const rows = await db.$queryRaw<{ ref: string; count: number }[]>`
    SELECT provider || '/' || account || ' ' || refund_ref AS ref, count(*) OVER ()::int AS count
    FROM refunds WHERE payment_ref IS NULL AND status = 'succeeded'
    ORDER BY occurred_at DESC, provider, account, refund_ref LIMIT ${limit}`;
  return foundIn(rows);
}
