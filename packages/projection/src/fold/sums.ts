import type { PaymentBalance } from './balances.ts';
import type { PaymentTotals } from './order-totals.ts';

/** Sums over payments of one currency: those of an order, one payment, or the difference that an event makes. */
export interface Sums {
  paid: bigint;
  refunded: bigint;
  chargedBack: bigint;
  released: bigint;
  expected: bigint;
  pending: number;
  authorized: number;
  failed: number;
  succeeded: number;
  canceled: number;
  /** The number of payments that say that their own part of the order is complete. */
  settling: number;
  disputed: number;
}

export const noSums = (): Sums => ({
  paid: 0n,
  refunded: 0n,
  chargedBack: 0n,
  released: 0n,
  expected: 0n,
  pending: 0,
  authorized: 0,
  failed: 0,
  succeeded: 0,
  canceled: 0,
  settling: 0,
  disputed: 0,
});
const NOTHING = noSums();

/** The sums of one payment. Ignores authorizations. */
export function balanceSums(balance: PaymentBalance | undefined): Sums {
  if (!balance) return NOTHING;
  const { status, amount } = balance;
  const sums = noSums();
  if (balance.disputed) sums.disputed = 1;
  if (status === undefined) return sums;
  if (status === 'succeeded') {
    sums.paid = amount?.amountMinor ?? 0n;
    sums.refunded = balance.refundedMinor;
    sums.chargedBack = balance.chargedBackMinor;
    sums.released = balance.releasedMinor;
  }
  sums[status] = 1;
  if (!amount) return sums;
  if (balance.settlesOrder) sums.settling = 1;
  if (status !== 'canceled' && status !== 'failed' && amount.amountMinor > 0n)
    sums.expected = amount.amountMinor;
  return sums;
}

/** Returns `others` plus the difference from `before` to `after`. */
export function sumsMoved(before: Sums, after: Sums, others: Sums = NOTHING): Sums {
  return {
    paid: others.paid + after.paid - before.paid,
    refunded: others.refunded + after.refunded - before.refunded,
    chargedBack: others.chargedBack + after.chargedBack - before.chargedBack,
    released: others.released + after.released - before.released,
    expected: others.expected + after.expected - before.expected,
    pending: others.pending + after.pending - before.pending,
    authorized: others.authorized + after.authorized - before.authorized,
    failed: others.failed + after.failed - before.failed,
    succeeded: others.succeeded + after.succeeded - before.succeeded,
    canceled: others.canceled + after.canceled - before.canceled,
    settling: others.settling + after.settling - before.settling,
    disputed: others.disputed + after.disputed - before.disputed,
  };
}

/** Adds `by` to the sums, or subtracts it, in place. */
export function addSums(sums: Sums, by: Sums | undefined, sign: 1 | -1): void {
  if (!by) return;
  if (by.paid) sums.paid += sign === 1 ? by.paid : -by.paid;
  if (by.refunded) sums.refunded += sign === 1 ? by.refunded : -by.refunded;
  if (by.chargedBack) sums.chargedBack += sign === 1 ? by.chargedBack : -by.chargedBack;
  if (by.released) sums.released += sign === 1 ? by.released : -by.released;
  if (by.expected) sums.expected += sign === 1 ? by.expected : -by.expected;
  // Most are 0, and -1 * 0 is -0, which V8 stores as a floating-point number.
  if (by.pending) sums.pending += sign * by.pending;
  if (by.authorized) sums.authorized += sign * by.authorized;
  if (by.failed) sums.failed += sign * by.failed;
  if (by.succeeded) sums.succeeded += sign * by.succeeded;
  if (by.canceled) sums.canceled += sign * by.canceled;
  if (by.settling) sums.settling += sign * by.settling;
  if (by.disputed) sums.disputed += sign * by.disputed;
}

export const isSameSums = (a: Sums, b: Sums): boolean =>
  a.paid === b.paid &&
  a.refunded === b.refunded &&
  a.chargedBack === b.chargedBack &&
  a.released === b.released &&
  a.expected === b.expected &&
  a.pending === b.pending &&
  a.authorized === b.authorized &&
  a.failed === b.failed &&
  a.succeeded === b.succeeded &&
  a.canceled === b.canceled &&
  a.settling === b.settling &&
  a.disputed === b.disputed;

export const isNoSum = (sums: Sums): boolean => isSameSums(sums, NOTHING);

/** Converts sums to the totals of an order's payments. `expected` counts only if a payment settles the order. */
export const totalsOf = (sums: Sums): PaymentTotals => ({
  paidMinor: sums.paid,
  refundedMinor: sums.refunded,
  chargedBackMinor: sums.chargedBack,
  releasedMinor: sums.released,
  statuses: sums,
  expectedMinor: sums.settling > 0 ? sums.expected : undefined,
});
