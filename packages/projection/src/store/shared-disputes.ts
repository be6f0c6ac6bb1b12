import type { Transaction } from '@payspool/db';
import type { CanonicalEvent, Money } from '@payspool/events';
import type { Reference } from '../fold/references.ts';
import type { Owner } from './lock-references.ts';

/** A dispute over payments of several purchases, as one of them knows it. */
interface SharedDispute {
  readonly disputeRef?: string;
  readonly sharedBy?: readonly string[];
}

/** The disputes over several transactions among canonical events. */
export const sharedDisputesIn = (events: readonly CanonicalEvent[]): SharedDispute[] =>
  events.flatMap((event) => ('sharedBy' in event && event.sharedBy ? [event] : []));

/**
 * Locks for the disputes as a whole, beside those for their parts: two parts that are applied at the same time must not miss each
 * other. They link nothing.
 */
export const sharedDisputeLocks = (events: readonly CanonicalEvent[]): Reference[] =>
  sharedDisputesIn(events).flatMap(({ disputeRef }) =>
    disputeRef === undefined ? [] : [{ kind: 'dispute' as const, ref: disputeRef }],
  );

/**
 * Amounts of the succeeded payments that the disputes name: they tell whether what was disputed is the sum of the payments. Those of
 * other purchases are in `payments` alone.
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

/** The other purchases that share these disputes, locked. What one of them knows of its payment may decide the others' share. */
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
