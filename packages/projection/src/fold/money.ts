import type { DisputeFacts, PaymentFacts } from './payments.ts';
import { failedSince, isOf, pendingBy, type RefundSums, succeededIn } from './refund-sums.ts';

/** Sums over one payment, in its own minor units. */
export interface PaymentSums {
  readonly refundedMinor: bigint;
  readonly chargedBackMinor: bigint;
  /** When the last money went back; absent if none did. */
  readonly returnedAt?: string;
}

const NOTHING: PaymentSums = { refundedMinor: 0n, chargedBackMinor: 0n };

/**
 * Returns how much of a payment went back. Only a payment that succeeded counts: money that never came in cannot go
 * back. The rest that is released from an authorization is not counted. Amounts in another currency than that of the
 * payment (or `due`, if it has none) cannot be added; they stay visible in `refunds` and `disputes`.
 *
 * The provider's running total covers the same refunds as the single refunds do. They are never added: the larger one is
 * used, because either may come first. At most the paid amount goes back, because a provider may report one loss both as
 * a reversal and as a lost dispute.
 */
export function sumsOf(
  payment: PaymentFacts,
  {
    refunds,
    disputes,
    due,
  }: {
    readonly refunds: RefundSums | undefined;
    readonly disputes: readonly DisputeFacts[];
    readonly due: string | undefined;
  },
): PaymentSums {
  if (payment.status !== 'succeeded') return NOTHING;
  if (!refunds && disputes.length === 0 && !payment.refundedTotal) return NOTHING;
  const currency = payment.amount?.currency ?? due;
  const succeeded = refunds ? succeededIn(refunds, currency) : { minor: 0n, lastAt: '' };
  const refunded = max(succeeded.minor, totalOf(payment, refunds, currency));
  const lostOnes = disputes.filter(
    ({ status, amount }) => status === 'lost' && isOf(currency, amount?.currency),
  );
  const lost = lostOnes.reduce((total, { amount }) => total + (amount?.amountMinor ?? 0n), 0n);
  const paid = payment.amount?.amountMinor;
  const refundedMinor = paid === undefined ? refunded : min(refunded, paid);
  const chargedBackMinor = paid === undefined ? lost : min(lost, paid - refundedMinor);
  let returnedAt = succeeded.lastAt;
  if (refunded > succeeded.minor) returnedAt = later(returnedAt, payment.refundedTotal?.reachedAt);
  for (const { occurredAt } of lostOnes) returnedAt = later(returnedAt, occurredAt);
  return { refundedMinor, chargedBackMinor, ...(returnedAt !== '' && { returnedAt }) };
}

/**
 * The provider's last total, minus the refunds that failed after it, minus those that are still pending: a provider may
 * count a refund as soon as it is requested (Stripe's `amount_refunded`).
 */
function totalOf(
  { refundedTotal: total }: PaymentFacts,
  refunds: RefundSums | undefined,
  currency: string | undefined,
): bigint {
  if (!total || !isOf(currency, total.currency)) return 0n;
  if (!refunds) return max(total.minor, 0n);
  const failed = failedSince(refunds, total.step, currency);
  return max(total.minor - failed - pendingBy(refunds, total.at, currency), 0n);
}

const later = (a: string, b: string | undefined): string => (b !== undefined && b > a ? b : a);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
