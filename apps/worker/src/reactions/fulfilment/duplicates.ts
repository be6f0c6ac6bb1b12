import type { Transaction } from '@payspool/db';

interface Owner {
  readonly provider: string;
  readonly account: string;
}

/**
 * The reason for withholding an entitlement if another granted entitlement has the same merchant reference. The one that was
 * granted first stays granted.
 */
export const DUPLICATE = 'duplicate_merchant_ref';

/** Locks the accounts, so that of two purchases that are paid at the same time one is second. */
export async function lockAccounts(tx: Transaction, owners: readonly Owner[]): Promise<void> {
  const names = [...new Set(owners.map(({ provider, account }) => `fulfilment ${provider}/${account}`))];
  await tx.$executeRaw`
    WITH locks AS MATERIALIZED (
      SELECT hashtextextended(name, 0) AS number FROM unnest(${names}::text[]) AS name ORDER BY number
    )
    SELECT pg_advisory_xact_lock(number) FROM locks`;
}

/** The change of one purchase or subscription. */
interface Written extends Owner {
  readonly aggregateId: bigint;
  readonly entitlement: { readonly merchantRef: string | null } | undefined;
}

/**
 * Divides changes into rounds, which are written one after the other. No round has two changes of the same merchant reference,
 * new or old. Changes of the same reference stay in order.
 */
export async function roundsWithoutSharedIds<Change extends Written>(
  tx: Transaction,
  changes: readonly Change[],
): Promise<Change[][]> {
  if (changes.length === 1) return [[...changes]];
  const held = await tx.$queryRaw<{ aggregateId: bigint; merchantRef: string }[]>`
    SELECT aggregate_id AS "aggregateId", merchant_ref AS "merchantRef" FROM entitlements
    WHERE aggregate_id = ANY(${changes.map(({ aggregateId }) => aggregateId)}::bigint[]) AND merchant_ref IS NOT NULL`;
  const lastRound = new Map<string, number>();
  const rounds: Change[][] = [];
  for (const change of changes) {
    const { provider, account, aggregateId, entitlement } = change;
    const refs = [
      ...held.flatMap((row) => (row.aggregateId === aggregateId ? [row.merchantRef] : [])),
      ...(entitlement?.merchantRef == null ? [] : [entitlement.merchantRef]),
    ].map((ref) => `${provider} ${account} ${ref}`);
    const round = Math.max(-1, ...refs.map((ref) => lastRound.get(ref) ?? -1)) + 1;
    for (const ref of refs) lastRound.set(ref, round);
    (rounds[round] ??= []).push(change);
  }
  return rounds;
}

/** For each merchant reference that no granted entitlement has any more, grants the purchase that was withheld first. The accounts must be locked. */
export async function releaseDuplicates(tx: Transaction, owners: readonly Owner[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE entitlements AS held SET status = 'granted', reason = NULL, granted_at = coalesce(held.granted_at, now())
    FROM (
      SELECT DISTINCT ON (provider, account, merchant_ref) provider, account, kind, ref FROM entitlements AS waiting
      WHERE (provider, account) IN (
          SELECT * FROM unnest(${owners.map(({ provider }) => provider)}::text[], ${owners.map(({ account }) => account)}::text[]))
        AND status = 'withheld' AND reason = ${DUPLICATE}
        AND NOT EXISTS (
          SELECT 1 FROM entitlements AS holder
          WHERE holder.provider = waiting.provider AND holder.account = waiting.account
            AND holder.merchant_ref = waiting.merchant_ref AND holder.status = 'granted')
      ORDER BY provider, account, merchant_ref, transition_id) AS next
    WHERE held.provider = next.provider AND held.account = next.account AND held.kind = next.kind AND held.ref = next.ref`;
}
