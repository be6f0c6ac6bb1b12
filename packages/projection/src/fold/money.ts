import type { DisputeFacts, PaymentFacts } from './payments.ts';
import { failedSince, isOf, pendingBy, type RefundSums, succeededIn } from './refund-sums.ts';

/** Sums over one payment, in its own minor units. */
export interface PaymentSums {
  readonly refundedMinor: bigint;
  readonly chargedBackMinor: bigint;
  /** When the last of it went back; absent while nothing has. */
  readonly returnedAt?: string;
}

const NOTHING: PaymentSums = { refundedMinor: 0n, chargedBackMinor: 0n };

/**
 * What has gone back of a payment that succeeded: money that never came in cannot go back, and what is let go of an authorization is
 * in no sum. In its currency, or in `due` where it has not reported its own: amounts of another one cannot be
 * added, and stay visible in `refunds` and `disputes`. Its single refunds are summed; the provider's running total summarises the same
 * refunds and is never added to them: the larger of the two counts, since either may have come first. No more goes back
 * than was paid: a provider that reports one loss both as a reversal and as a lost dispute is believed once.
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
 * The provider's last total, less the refunds that failed after it was sent, and less those that are still pending: a provider may
 * count a refund as soon as it is asked for (Stripe's `amount_refunded`).
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
