import type { DisputeFacts, PaymentFacts, RefundFacts } from './payments.ts';

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
 * in no sum. In its currency, or in `due` where it has not told its own: amounts of another one cannot be
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
  if (payment.status !== 'succeeded') return NOTHING;
  const currency = payment.amount?.currency ?? due;
  const own = refunds.filter(({ amount }) => isOf(currency, amount?.currency));
  const succeeded = sum(own.filter(({ status }) => status === 'succeeded'));
  const refunded = max(succeeded, totalOf(payment, own, currency));
  const lostOnes = disputes.filter(
    ({ status, amount }) => status === 'lost' && isOf(currency, amount?.currency),
  );
  const lost = sum(lostOnes);
  const paid = payment.amount?.amountMinor;
  const refundedMinor = paid === undefined ? refunded : min(refunded, paid);
  const chargedBackMinor = paid === undefined ? lost : min(lost, paid - refundedMinor);
  const times = [
    ...own.filter(({ status }) => status === 'succeeded').map(({ occurredAt }) => occurredAt),
    ...(refunded > succeeded ? [payment.refundedTotal?.reachedAt] : []),
    ...lostOnes.map(({ occurredAt }) => occurredAt),
  ];
  const returnedAt = times
    .flatMap((time) => time ?? [])
    .toSorted()
    .at(-1);
  return { refundedMinor, chargedBackMinor, ...(returnedAt !== undefined && { returnedAt }) };
}

/**
 * The provider's last total, less the refunds that failed after it was sent, and less those that are still pending: a provider may
 * count a refund as soon as it is asked for (Stripe's `amount_refunded`).
 */
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
  const pending = refunds.filter(
    ({ status, firstAt }) => status === 'pending' && firstAt !== undefined && firstAt <= total.at,
  );
  return max(total.minor - sum(failedSince) - sum(pending), 0n);
}

/** What names no currency is taken to be of the same. */
const isOf = (currency: string | undefined, other: string | undefined): boolean =>
  currency === undefined || other === undefined || other === currency;

const sum = (parts: readonly Pick<RefundFacts, 'amount'>[]): bigint =>
  parts.reduce((total, { amount }) => total + (amount?.amountMinor ?? 0n), 0n);
const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
