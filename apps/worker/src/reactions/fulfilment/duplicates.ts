import type { Transaction } from '@payspool/db';
import type { Entitlement } from './entitlement.ts';

interface Owner {
  readonly provider: string;
  readonly account: string;
}

const DUPLICATE = 'duplicate_merchant_ref';

/**
 * What becomes of an entitlement whose merchant's own id another granted one has: it is withheld. One that is granted under that id
 * already stays so. Takes the account's lock: of two purchases that are paid at one moment, one is the second.
 */
export async function withholdDuplicate(
  tx: Transaction,
  { provider, account, kind, ref }: Owner & { readonly kind: string; readonly ref: string },
  entitlement: Entitlement,
): Promise<Entitlement> {
  await lockAccount(tx, { provider, account });
  const { merchantRef } = entitlement;
  if (entitlement.status !== 'granted' || merchantRef === null) return entitlement;
  const holders = await tx.entitlement.findMany({
    where: { provider, account, merchantRef, status: 'granted' },
    select: { kind: true, ref: true },
  });
  const isOwn = (holder: { readonly kind: string; readonly ref: string }) =>
    holder.kind === kind && holder.ref === ref;
  if (holders.length === 0 || holders.some(isOwn)) return entitlement;
  return { ...entitlement, status: 'withheld', reason: DUPLICATE };
}

/** Grants, of each id that nobody holds any more, the purchase that was withheld for it first. */
export async function releaseDuplicates(tx: Transaction, { provider, account }: Owner): Promise<void> {
  await lockAccount(tx, { provider, account });
  await tx.$executeRaw`
    UPDATE entitlements AS held SET status = 'granted', reason = NULL, granted_at = coalesce(held.granted_at, now())
    FROM (
      SELECT DISTINCT ON (merchant_ref) kind, ref FROM entitlements AS waiting
      WHERE provider = ${provider} AND account = ${account} AND status = 'withheld' AND reason = ${DUPLICATE}
        AND NOT EXISTS (
          SELECT 1 FROM entitlements AS holder
          WHERE holder.provider = waiting.provider AND holder.account = waiting.account
            AND holder.merchant_ref = waiting.merchant_ref AND holder.status = 'granted')
      ORDER BY merchant_ref, transition_id) AS next
    WHERE held.provider = ${provider} AND held.account = ${account} AND held.kind = next.kind AND held.ref = next.ref`;
}

const lockAccount = (tx: Transaction, { provider, account }: Owner) =>
  tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`fulfilment ${provider}/${account}`}, 0))`;
