import type { Money, PaymentStatus } from '@payspool/events';
import type { PaymentBalance } from './balances.ts';
import { createGreatest, type Greatest } from './greatest.ts';

/** What the payments of an order come to in one currency, those that have not told their amount included. */
export interface PaymentTotals {
  readonly paidMinor: bigint;
  readonly refundedMinor: bigint;
  readonly chargedBackMinor: bigint;
  /** What final captures let go of their authorizations. */
  readonly releasedMinor: bigint;
  /** Whether any of them has this status. */
  readonly has: (status: PaymentStatus) => boolean;
  /** Whether the status of any of them is known. */
  readonly isAnyKnown: boolean;
  /** What is due where no event of the order names it; absent while no payment says that its part of the order is complete. */
  readonly expectedMinor: bigint | undefined;
}

/** Sums over all payments of an order, kept: one payment that changes costs the same however many there are. */
export interface OrderTotals {
  /** Replaces what a payment adds to the sums; `undefined`: it is none any more. */
  readonly set: (name: string, balance: PaymentBalance | undefined) => void;
  /** Whether all of an authorization has been captured: what was captured from it settles the order. */
  readonly setUsedUp: (hold: string, isUsedUp: boolean) => void;
  readonly in: (currency: string | undefined) => PaymentTotals;
  /** The amount of the first payment, by name, that has told one. */
  readonly firstAmount: () => Money | undefined;
  readonly isDisputed: () => boolean;
}

/** The sums of the payments of one currency, or of those without an amount. */
interface Sums {
  paid: bigint;
  refunded: bigint;
  chargedBack: bigint;
  released: bigint;
  readonly statuses: Record<PaymentStatus, number>;
  /** How many say that their own part of the order is complete, and how many were captured from something that is used up. */
  settling: number;
  ofUsedUp: number;
  readonly captures: Map<string, number>;
  /** What those amount to that neither failed nor were canceled. */
  expected: bigint;
  /** What the failed attempts amount to that no other one of the same amount came after. */
  failed: bigint;
  readonly attempts: Map<bigint, Attempts>;
}

/** Payments of one amount that were not canceled, and what the last of them adds where it failed. */
interface Attempts {
  readonly last: Greatest<Attempt>;
  failed: bigint;
}
interface Attempt {
  readonly at: string;
  readonly hasFailed: boolean;
  readonly name: string;
}

export function createOrderTotals(): OrderTotals {
  const balances = new Map<string, PaymentBalance>();
  const sums = new Map<string, Sums>();
  const usedUp = new Set<string>();
  const first = createGreatest<{ readonly name: string; readonly amount: Money }>((a, b) => a.name < b.name);
  let [disputed, held] = [0, 0];

  const sumsIn = (currency: string) => {
    const known = sums.get(currency) ?? noSums();
    sums.set(currency, known);
    return known;
  };
  const count = (name: string, balance: PaymentBalance, sign: 1 | -1) => {
    const { status, amount, disputed: isDisputed } = balance;
    if (isDisputed) disputed += sign;
    if (status === 'authorized') held += sign;
    const own = sumsIn(amount?.currency ?? '');
    const signed = BigInt(sign);
    if (status === 'succeeded') own.paid += signed * (amount?.amountMinor ?? 0n);
    own.refunded += signed * balance.refundedMinor;
    own.chargedBack += signed * balance.chargedBackMinor;
    own.released += signed * balance.releasedMinor;
    if (status === undefined) return;
    own.statuses[status] += sign;
    if (!amount) return;
    if (balance.settlesOrder) own.settling += sign;
    if (balance.holdName !== undefined) {
      own.captures.set(balance.holdName, (own.captures.get(balance.holdName) ?? 0) + sign);
      if (usedUp.has(balance.holdName)) own.ofUsedUp += sign;
    }
    if (status === 'canceled') return;
    if (status !== 'failed') own.expected += signed * expectedOf(balance);
    setAttempt(own, name, sign === 1 ? balance : undefined, amount.amountMinor);
  };

  return {
    set(name, balance) {
      const before = balances.get(name);
      if (before) count(name, before, -1);
      if (balance) {
        balances.set(name, balance);
        count(name, balance, 1);
      } else balances.delete(name);
      if (balance?.amount) first.set(name, { name, amount: balance.amount });
      else if (before?.amount) first.delete(name);
    },
    setUsedUp(hold, isUsedUp) {
      if (usedUp.has(hold) === isUsedUp) return;
      if (isUsedUp) usedUp.add(hold);
      else usedUp.delete(hold);
      for (const own of sums.values()) own.ofUsedUp += (isUsedUp ? 1 : -1) * (own.captures.get(hold) ?? 0);
    },
    in(currency) {
      const named = currency === undefined ? undefined : sums.get(currency);
      const unnamed = sums.get('');
      const has = (status: PaymentStatus) =>
        (named?.statuses[status] ?? 0) > 0 || (unnamed?.statuses[status] ?? 0) > 0;
      return {
        paidMinor: (named?.paid ?? 0n) + (unnamed?.paid ?? 0n),
        refundedMinor: (named?.refunded ?? 0n) + (unnamed?.refunded ?? 0n),
        chargedBackMinor: (named?.chargedBack ?? 0n) + (unnamed?.chargedBack ?? 0n),
        releasedMinor: (named?.released ?? 0n) + (unnamed?.released ?? 0n),
        has,
        isAnyKnown: STATUSES.some(has),
        expectedMinor: named && expectedIn(named),
      };
    },
    firstAmount: () => first.get()?.amount,
    isDisputed: () => disputed > 0,
  };

  /**
   * A payment that the provider calls final says that its own part of the order is complete. Every other payment of the order is
   * evidence of a further part: due is what all of them amount to, captured, authorized, pending or tried in vain.
   */
  function expectedIn(own: Sums): bigint | undefined {
    // What is still held of another authorization may yet become a further part.
    const isSettling = own.settling > 0 || (own.ofUsedUp > 0 && held === 0);
    if (!isSettling) return undefined;
    const { pending, authorized, succeeded, failed } = own.statuses;
    if (pending + authorized + succeeded + failed > 0) return own.expected + own.failed;
    return lastSettling(own);
  }

  /** All of them were canceled: due is what the last of those was that was final, by name. */
  function lastSettling(own: Sums): bigint | undefined {
    let last: readonly [string, PaymentBalance] | undefined;
    for (const entry of balances) {
      const [name, { status, amount, settlesOrder, holdName }] = entry;
      if (status === undefined || !amount || sums.get(amount.currency) !== own) continue;
      const isFinal = settlesOrder ?? (holdName !== undefined && held === 0 && usedUp.has(holdName));
      if (isFinal && (!last || name > last[0])) last = entry;
    }
    return last?.[1].amount?.amountMinor;
  }
}

/**
 * A failed attempt that another one of the same amount came after is the same part of the order, tried again: of the payments of one
 * amount at most the last one counts as tried in vain. Two of one moment are told apart by whether they failed, and by their names.
 */
function setAttempt(own: Sums, name: string, balance: PaymentBalance | undefined, minor: bigint): void {
  const attempts = own.attempts.get(minor) ?? { last: createGreatest(isLater), failed: 0n };
  own.attempts.set(minor, attempts);
  if (balance)
    attempts.last.set(name, {
      at: balance.occurredAt ?? '',
      hasFailed: balance.status === 'failed',
      name,
    });
  else attempts.last.delete(name);
  const failed = attempts.last.get()?.hasFailed && minor > 0n ? minor : 0n;
  own.failed += failed - attempts.failed;
  attempts.failed = failed;
}

function isLater(a: Attempt, b: Attempt): boolean {
  if (a.at !== b.at) return a.at > b.at;
  if (a.hasFailed !== b.hasFailed) return b.hasFailed;
  return a.name > b.name;
}

const expectedOf = ({ status, amount, openMinor }: PaymentBalance): bigint => {
  const minor = status === 'authorized' ? (openMinor ?? amount?.amountMinor) : amount?.amountMinor;
  return minor !== undefined && minor > 0n ? minor : 0n;
};

const noSums = (): Sums => ({
  paid: 0n,
  refunded: 0n,
  chargedBack: 0n,
  released: 0n,
  statuses: { pending: 0, authorized: 0, failed: 0, succeeded: 0, canceled: 0 },
  settling: 0,
  ofUsedUp: 0,
  captures: new Map(),
  expected: 0n,
  failed: 0n,
  attempts: new Map(),
});

const STATUSES: readonly PaymentStatus[] = ['pending', 'authorized', 'failed', 'succeeded', 'canceled'];
