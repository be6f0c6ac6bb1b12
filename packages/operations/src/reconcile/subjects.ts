import type { Database } from '@payspool/db';
import type { SubjectRef } from '@payspool/providers';
import { openSubjects } from '../reading/open-subjects.ts';

export const SUBJECT_KINDS: readonly SubjectRef['kind'][] = [
  'order',
  'payment',
  'refund',
  'dispute',
  'subscription',
];

export interface SubjectPage {
  readonly provider: string;
  /** The account of the rows. */
  readonly account: string;
  /** The reference after which the page begins; empty for the first. */
  readonly after: string;
  readonly limit: number;
  readonly now: Date;
  readonly failedMaySucceedMs: number;
}

/**
 * The references of a page of subjects that are not final, without those that the provider no longer has. It goes by the primary key, so that
 * all pages together read a table once.
 */
export async function openRefs(
  db: Pick<Database, '$queryRaw'>,
  kind: SubjectRef['kind'],
  { provider, account, after, limit, now, failedMaySucceedMs }: SubjectPage,
): Promise<string[]> {
  const { table, ref, isOpen } = openSubjects({ now, failedMaySucceedMs })[kind];
  const rows = await db.$queryRaw<{ ref: string }[]>`
    SELECT DISTINCT ${ref} AS ref FROM ${table} AS subject
    WHERE provider = ${provider} AND account = ${account} AND ${ref} > ${after} AND ${isOpen} AND NOT EXISTS (
      SELECT 1 FROM follow_ups AS asked
      WHERE asked.provider = ${provider} AND asked.account = ${account} AND asked.kind = ${kind} AND asked.ref = subject.${ref} AND is_gone)
    ORDER BY 1 LIMIT ${limit}`;
  return rows.map((row) => row.ref);
}

/**
 * The subjects of a purchase or subscription, by one of its references. If we have nothing under it, every kind of subject with this
 * reference, because any of them may be what the provider calls so.
 */
export async function subjectsOf(
  db: Database,
  { provider, account, ref }: { readonly provider: string; readonly account: string; readonly ref: string },
): Promise<readonly SubjectRef[]> {
  const aliases = await db.alias.findMany({
    where: { provider, account, ref },
    select: { aggregateId: true },
  });
  if (aliases.length === 0) return SUBJECT_KINDS.map((kind) => ({ kind, ref }));
  const where = { aggregateId: { in: aliases.map(({ aggregateId }) => aggregateId) } };
  const [orders, payments, refunds, disputes, subscriptions] = [
    await db.order.findMany({ where, select: { orderRef: true } }),
    await db.payment.findMany({ where, select: { paymentRef: true } }),
    await db.refund.findMany({ where, select: { refundRef: true } }),
    await db.dispute.findMany({ where, select: { disputeRef: true } }),
    await db.subscription.findMany({ where, select: { subscriptionRef: true } }),
  ];
  const subjects: SubjectRef[] = [
    ...orders.map(({ orderRef }) => ({ kind: 'order' as const, ref: orderRef })),
    ...payments.map(({ paymentRef }) => ({ kind: 'payment' as const, ref: paymentRef })),
    ...refunds.map(({ refundRef }) => ({ kind: 'refund' as const, ref: refundRef })),
    ...disputes.map(({ disputeRef }) => ({ kind: 'dispute' as const, ref: disputeRef })),
    ...subscriptions.map(({ subscriptionRef }) => ({ kind: 'subscription' as const, ref: subscriptionRef })),
  ];
  return subjects.length > 0 ? subjects : SUBJECT_KINDS.map((kind) => ({ kind, ref }));
}
