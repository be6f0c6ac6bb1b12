import type { Database } from '@payspool/db';
import { type Found, foundIn, type Look, lookBackFrom } from './found.ts';

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
