import type { DisputeFacts, PaymentFacts, RefundFacts } from './payments.ts';

/** Sums over one payment, in its own minor units. */
export interface PaymentSums {
  readonly refundedMinor: bigint;
  readonly chargedBackMinor: bigint;
}

/**
 * What has gone back of a payment, in its currency, or in `due` where it has not told its own: amounts of another one cannot be
 * added, and stay visible in `refunds` and `disputes`. Its single refunds are summed; the provider's running total summarises the same
 * refunds and is never added to them: the larger of the two counts, since either may have come first. No more goes back
 * than was paid: a provider that reports one loss both as a reversal and as a lost dispute is believed once.
 */
export function sumsOf(
  payment: PaymentFacts,
  refunds: readonly RefundFacts[],
  disputes: readonly DisputeFacts[],
  due?: string,
): PaymentSums {
  const currency = payment.amount?.currency ?? due;
  const own = refunds.filter(({ amount }) => isOf(currency, amount?.currency));
  const succeeded = sum(own.filter(({ status }) => status === 'succeeded'));
  const refunded = max(succeeded, totalOf(payment, own, currency));
  const lost = sum(
    disputes.filter(({ status, amount }) => status === 'lost' && isOf(currency, amount?.currency)),
  );
  const paid = payment.amount?.amountMinor;
  if (paid === undefined) return { refundedMinor: refunded, chargedBackMinor: lost };
  const refundedMinor = min(refunded, paid);
  return { refundedMinor, chargedBackMinor: min(lost, paid - refundedMinor) };
}

/** The provider's last total, less the refunds that failed after it was told. */
function totalOf(
  payment: PaymentFacts,
  refunds: readonly RefundFacts[],
  currency: string | undefined,
): bigint {
  const total = payment.refundedTotal;
  if (!total || !isOf(currency, total.currency)) return 0n;
  const failedSince = refunds.filter(
    ({ failedAtStep }) => failedAtStep !== undefined && failedAtStep > total.step,
  );
  return max(total.minor - sum(failedSince), 0n);
}

/** What names no currency is taken to be of the same. */
const isOf = (currency: string | undefined, other: string | undefined): boolean =>
  currency === undefined || other === undefined || other === currency;

const sum = (parts: readonly Pick<RefundFacts, 'amount'>[]): bigint =>
  parts.reduce((total, { amount }) => total + (amount?.amountMinor ?? 0n), 0n);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
