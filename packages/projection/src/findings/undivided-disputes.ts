import type { Database } from '@payspool/db';
import { type Found, foundIn, type Look } from './found.ts';

/** Disputes over single transactions whose amount nobody knows, the latest first: the provider states one amount for all of them. */
export async function undividedDisputes(db: Database, { limit }: Look): Promise<Found> {
  const rows = await db.$queryRaw<{ ref: string; count: number }[]>`
    SELECT provider || '/' || account || ' ' || dispute_ref AS ref, count(*) OVER ()::int AS count
    FROM disputes WHERE transaction_ref <> '' AND amount_minor IS NULL
    GROUP BY provider, account, dispute_ref
    ORDER BY max(occurred_at) DESC, provider, account, dispute_ref LIMIT ${limit}`;
  return foundIn(rows);
}
