import type { RefundFacts } from './payments.ts';
import { countBefore } from './sorted.ts';

/** The refunds of one payment, with sums. Another refund costs the same for any number of refunds. */
export interface RefundSums {
  readonly refunds: Map<string, RefundFacts>;
  /** By currency. `''` is for refunds without a currency. */
  readonly succeeded: Succeeded[];
  readonly pending: Set<string>;
  /** Refunds that failed, sorted by the step at which they did. */
  readonly failed: { readonly ref: string; readonly step: number }[];
}

/** The refunds of one currency that succeeded. */
interface Succeeded {
  readonly currency: string;
  minor: bigint;
  count: number;
  firstAt: string;
  lastAt: string;
  /** Whether the first or the last refund was removed, so that the times must be computed again. */
  isStale: boolean;
}

export const noRefunds = (): RefundSums => ({
  refunds: new Map(),
  succeeded: [],
  pending: new Set(),
  failed: [],
});

/** Adds or replaces a refund. `undefined` removes it. */
export function setRefund(sums: RefundSums, ref: string, refund: RefundFacts | undefined): void {
  const before = sums.refunds.get(ref);
  if (before) remove(sums, ref, before);
  if (refund) add(sums, ref, { ...refund });
}

function add({ refunds, succeeded, pending, failed }: RefundSums, ref: string, refund: RefundFacts): void {
  refunds.set(ref, refund);
  const { status, failedAtStep: step, occurredAt = '', amount } = refund;
  if (status === 'pending') pending.add(ref);
  if (step !== undefined)
    failed.splice(
      countBefore(failed, (one) => one.step >= step),
      0,
      { ref, step },
    );
  if (status !== 'succeeded') return;
  const currency = amount?.currency ?? '';
  const minor = amount?.amountMinor ?? 0n;
  const own = succeeded.find((one) => one.currency === currency);
  if (!own) {
    succeeded.push({ currency, minor, count: 1, firstAt: occurredAt, lastAt: occurredAt, isStale: false });
    return;
  }
  own.minor += minor;
  own.count += 1;
  if (occurredAt < own.firstAt) own.firstAt = occurredAt;
  if (occurredAt > own.lastAt) own.lastAt = occurredAt;
}

function remove(
  { refunds, succeeded, pending, failed }: RefundSums,
  ref: string,
  { status, failedAtStep: step, occurredAt, amount }: RefundFacts,
): void {
  refunds.delete(ref);
  pending.delete(ref);
  if (step !== undefined)
    failed.splice(
      countBefore(failed, (one) => one.step >= step),
      1,
    );
  const currency = amount?.currency ?? '';
  const at = status === 'succeeded' ? succeeded.findIndex((one) => one.currency === currency) : -1;
  const own = succeeded[at];
  if (!own) return;
  own.minor -= amount?.amountMinor ?? 0n;
  own.count -= 1;
  if (own.count === 0) succeeded.splice(at, 1);
  else if (occurredAt === own.firstAt || occurredAt === own.lastAt) own.isStale = true;
}

function refresh({ refunds, succeeded }: RefundSums): void {
  if (!succeeded.some(({ isStale }) => isStale)) return;
  for (const own of succeeded) Object.assign(own, { firstAt: '', lastAt: '', isStale: false });
  for (const { status, occurredAt = '', amount } of refunds.values()) {
    if (status !== 'succeeded') continue;
    const currency = amount?.currency ?? '';
    const own = succeeded.find((one) => one.currency === currency);
    if (!own) continue;
    if (own.firstAt === '' || occurredAt < own.firstAt) own.firstAt = occurredAt;
    if (occurredAt > own.lastAt) own.lastAt = occurredAt;
  }
}

/** Returns the sum of the refunds in a currency that succeeded, and the time of the last one; `''` if there is none. */
export function succeededIn(
  sums: RefundSums,
  currency: string | undefined,
): { readonly minor: bigint; readonly lastAt: string } {
  refresh(sums);
  let [minor, lastAt] = [0n, ''];
  for (const own of sums.succeeded) {
    if (!isOf(currency, own.currency || undefined)) continue;
    minor += own.minor;
    if (own.lastAt > lastAt) lastAt = own.lastAt;
  }
  return { minor, lastAt };
}

/** Returns when the first refund succeeded, in any currency. */
export function firstSucceededAt(sums: RefundSums): string | undefined {
  refresh(sums);
  let first: string | undefined;
  for (const { firstAt } of sums.succeeded) if (first === undefined || firstAt < first) first = firstAt;
  return first;
}

/** Returns the sum of the refunds in a currency that failed at a later step than this one. */
export function failedSince(
  { refunds, failed }: RefundSums,
  step: number,
  currency: string | undefined,
): bigint {
  let sum = 0n;
  for (let at = failed.length - 1; at >= 0; at -= 1) {
    const one = failed[at];
    if (!one || one.step <= step) break;
    sum += minorIn(refunds.get(one.ref), currency);
  }
  return sum;
}

/** Returns the sum of the refunds in a currency that are pending and were requested at or before `at`. */
export function pendingBy(
  { refunds, pending }: RefundSums,
  at: string,
  currency: string | undefined,
): bigint {
  let sum = 0n;
  for (const ref of pending) {
    const refund = refunds.get(ref);
    if (refund?.firstAt !== undefined && refund.firstAt <= at) sum += minorIn(refund, currency);
  }
  return sum;
}

const minorIn = (refund: RefundFacts | undefined, currency: string | undefined): bigint =>
  refund?.amount && isOf(currency, refund.amount.currency) ? refund.amount.amountMinor : 0n;

/** Whether two currencies match. An absent currency matches every other. */
export const isOf = (currency: string | undefined, other: string | undefined): boolean =>
  currency === undefined || other === undefined || other === currency;
