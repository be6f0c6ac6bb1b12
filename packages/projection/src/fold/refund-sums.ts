import type { RefundFacts } from './payments.ts';

/** What the refunds of one payment come to, kept as sums: one refund more costs the same however many there are. */
export interface RefundSums {
  /** Takes in a refund as it is now; replaces what was taken in under that name. `undefined`: there is none of that name any more. */
  readonly set: (ref: string, refund: RefundFacts | undefined) => void;
  readonly isEmpty: () => boolean;
  /** Of those that succeeded, in a currency: their sum, and when the last one was made. */
  readonly succeededIn: (currency: string | undefined) => { readonly minor: bigint; readonly lastAt: string };
  /** When the first one succeeded, in whatever currency. */
  readonly firstSucceededAt: () => string | undefined;
  /** The sum of those that failed, after they had counted, at a later step than this one. */
  readonly failedSince: (step: number, currency: string | undefined) => bigint;
  /** The sum of those that are pending and were asked for by then. */
  readonly pendingBy: (at: string, currency: string | undefined) => bigint;
}

/** Those of one currency that succeeded. */
interface Succeeded {
  minor: bigint;
  count: number;
  firstAt: string;
  lastAt: string;
  /** The first or the last one has gone, and the times are to be read again. */
  isStale: boolean;
}

export function createRefundSums(): RefundSums {
  const refunds = new Map<string, RefundFacts>();
  /** By currency; `''`: those that name none. */
  const succeeded = new Map<string, Succeeded>();
  const pending = new Set<string>();
  /** In order of the steps at which they failed. */
  const failed: { readonly ref: string; readonly step: number }[] = [];

  const placeOf = (step: number) => {
    let [low, high] = [0, failed.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((failed[middle]?.step ?? 0) < step) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const add = (ref: string, refund: RefundFacts) => {
    refunds.set(ref, refund);
    const { status, failedAtStep, occurredAt = '' } = refund;
    if (status === 'pending') pending.add(ref);
    if (failedAtStep !== undefined) failed.splice(placeOf(failedAtStep), 0, { ref, step: failedAtStep });
    if (status !== 'succeeded') return;
    const sums = succeeded.get(currencyOf(refund));
    const minor = minorOf(refund);
    if (!sums) {
      const first = { minor, count: 1, firstAt: occurredAt, lastAt: occurredAt, isStale: false };
      succeeded.set(currencyOf(refund), first);
      return;
    }
    sums.minor += minor;
    sums.count += 1;
    if (occurredAt < sums.firstAt) sums.firstAt = occurredAt;
    if (occurredAt > sums.lastAt) sums.lastAt = occurredAt;
  };
  const remove = (ref: string) => {
    const refund = refunds.get(ref);
    if (!refund) return;
    refunds.delete(ref);
    const { status, failedAtStep, occurredAt } = refund;
    pending.delete(ref);
    if (failedAtStep !== undefined) failed.splice(placeOf(failedAtStep), 1);
    const sums = status === 'succeeded' ? succeeded.get(currencyOf(refund)) : undefined;
    if (!sums) return;
    sums.minor -= minorOf(refund);
    sums.count -= 1;
    if (sums.count === 0) succeeded.delete(currencyOf(refund));
    else if (occurredAt === sums.firstAt || occurredAt === sums.lastAt) sums.isStale = true;
  };
  const refresh = () => {
    if (![...succeeded.values()].some(({ isStale }) => isStale)) return;
    for (const sums of succeeded.values()) Object.assign(sums, { firstAt: '', lastAt: '', isStale: false });
    for (const refund of refunds.values()) {
      const sums = refund.status === 'succeeded' ? succeeded.get(currencyOf(refund)) : undefined;
      if (!sums) continue;
      const { occurredAt = '' } = refund;
      if (sums.firstAt === '' || occurredAt < sums.firstAt) sums.firstAt = occurredAt;
      if (occurredAt > sums.lastAt) sums.lastAt = occurredAt;
    }
  };
  const sumIn = (refs: Iterable<string>, currency: string | undefined) => {
    let sum = 0n;
    for (const ref of refs) {
      const refund = refunds.get(ref);
      if (refund && isOf(currency, refund.amount?.currency)) sum += minorOf(refund);
    }
    return sum;
  };

  return {
    set(ref, refund) {
      remove(ref);
      if (refund) add(ref, { ...refund });
    },
    isEmpty: () => refunds.size === 0,
    succeededIn(currency) {
      refresh();
      let [minor, lastAt] = [0n, ''];
      for (const [name, sums] of succeeded) {
        if (!isOf(currency, name || undefined)) continue;
        minor += sums.minor;
        if (sums.lastAt > lastAt) lastAt = sums.lastAt;
      }
      return { minor, lastAt };
    },
    firstSucceededAt() {
      refresh();
      let first: string | undefined;
      for (const { firstAt } of succeeded.values()) if (first === undefined || firstAt < first) first = firstAt;
      return first;
    },
    failedSince(step, currency) {
      const since: string[] = [];
      for (let at = failed.length - 1; at >= 0; at -= 1) {
        const one = failed[at];
        if (!one || one.step <= step) break;
        since.push(one.ref);
      }
      return sumIn(since, currency);
    },
    pendingBy(at, currency) {
      const known = [...pending].filter((ref) => {
        const firstAt = refunds.get(ref)?.firstAt;
        return firstAt !== undefined && firstAt <= at;
      });
      return sumIn(known, currency);
    },
  };
}

/** What names no currency is taken to be of the same. */
export const isOf = (currency: string | undefined, other: string | undefined): boolean =>
  currency === undefined || other === undefined || other === currency;

const currencyOf = ({ amount }: RefundFacts): string => amount?.currency ?? '';
const minorOf = ({ amount }: RefundFacts): bigint => amount?.amountMinor ?? 0n;
