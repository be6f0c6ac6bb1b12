import type { Transaction } from '@payspool/db';
import type { CanonicalEvent, Money } from '@payspool/events';
import type { Reference } from '../fold/references.ts';
import type { Owner } from './lock-references.ts';

/** A dispute over payments of several purchases, as an event of one of them names it. */
interface SharedDispute {
  readonly disputeRef?: string;
  readonly sharedBy?: readonly string[];
}

/** Returns the disputes over several transactions that canonical events name. */
export const sharedDisputesIn = (events: readonly CanonicalEvent[]): SharedDispute[] =>
  events.flatMap((event) => ('sharedBy' in event && event.sharedBy ? [event] : []));

/**
 * Returns references to lock for whole disputes, beside those of their shares. Two shares of one dispute are then never applied at the
 * same time, so that each reads what the other wrote. These references do not link aggregates.
 */
export const sharedDisputeLocks = (events: readonly CanonicalEvent[]): Reference[] =>
  sharedDisputesIn(events).flatMap(({ disputeRef }) =>
    disputeRef === undefined ? [] : [{ kind: 'dispute' as const, ref: disputeRef }],
  );

/**
 * Reads the amounts of the succeeded payments that disputes name, by payment reference. They show whether the disputed amount is the sum of
 * the payments. The payments of other purchases are only in the table `payments`.
 */
export async function sharedPaymentsOf(
  tx: Transaction,
  { provider, account }: Owner,
  disputes: readonly SharedDispute[],
): Promise<ReadonlyMap<string, Money>> {
  const refs = [...new Set(disputes.flatMap(({ sharedBy = [] }) => sharedBy))];
  if (refs.length === 0) return new Map();
  const rows = await tx.payment.findMany({
    where: { provider, account, paymentRef: { in: refs }, status: 'succeeded', amountMinor: { not: null } },
    select: { paymentRef: true, amountMinor: true, currency: true, exponent: true },
  });
  return new Map(
    rows.flatMap(({ paymentRef, amountMinor, currency, exponent }) =>
      amountMinor === null || currency === null || exponent === null
        ? []
        : [[paymentRef, { amountMinor: BigInt(amountMinor.toFixed(0)), currency, exponent }] as const],
    ),
  );
}

/** Locks the other purchases that share these disputes, and returns their ids. The payment of one may decide the shares of the others. */
export async function lockSharers(
  tx: Transaction,
  { provider, account, id: own }: Owner & { readonly id: bigint },
  disputes: readonly SharedDispute[],
): Promise<bigint[]> {
  const refs = [...new Set(disputes.flatMap(({ disputeRef = [] }) => disputeRef))];
  if (refs.length === 0) return [];
  const rows = await tx.$queryRaw<{ id: bigint }[]>`
    SELECT id FROM aggregates
    WHERE id <> ${own} AND id IN (
      SELECT aggregate_id FROM disputes
      WHERE provider = ${provider} AND account = ${account} AND dispute_ref = ANY(${refs}::text[]) AND transaction_ref <> '')
    ORDER BY id FOR UPDATE`;
  return rows.map(({ id }) => id);
}
