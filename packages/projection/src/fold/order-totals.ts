import type { Money, PaymentStatus } from '@payspool/events';
import type { PaymentBalance } from './balances.ts';
import { addSums, noSums, type Sums } from './sums.ts';
import { greatest, type Heap, type Item, push } from './greatest.ts';

/** Sums over all payments of an order. A change of one payment costs the same for any number of payments. */
export interface OrderTotals {
  /** The contribution of each payment. */
  readonly payments: Map<string, Counted>;
  /** By currency. `''` is for payments whose amount no event has reported. */
  readonly sums: Map<string, CurrencySums>;
  /** Authorizations that were captured in full. Their captures settle the order. */
  readonly usedUp: Set<string>;
  /** Payments with a reported amount. The greatest is the first one by name. */
  readonly named: Heap<Named>;
  disputed: number;
  held: number;
}

interface Counted {
  readonly balance: PaymentBalance;
  readonly named: Named | undefined;
  readonly attempt: Attempt | undefined;
}
interface Named extends Item {
  readonly name: string;
  readonly amount: Money;
}

/** The sums of the payments of one currency, or of those without an amount. */
interface CurrencySums {
  paid: bigint;
  refunded: bigint;
  chargedBack: bigint;
  /** The amounts that final captures released from their authorizations. */
  released: bigint;
  readonly statuses: Record<PaymentStatus, number>;
  /**
   * The number of payments that say that their own part of the order is complete, and of captures of a used-up
   * authorization.
   */
  settling: number;
  ofUsedUp: number;
  /** The number of captures of each authorization. */
  readonly captures: Map<string, number>;
  /** The sum of the payments that neither failed nor were canceled. */
  expected: bigint;
  /** The sum of failed attempts that no other attempt of the same amount followed. */
  failed: bigint;
  readonly attempts: Map<bigint, Attempts>;
}

/** Payments of one amount that were not canceled. The greatest is the last one; `failed` is its amount if it failed. */
interface Attempts {
  readonly heap: Heap<Attempt>;
  failed: bigint;
}
interface Attempt extends Item {
  readonly at: string;
  readonly hasFailed: boolean;
  readonly name: string;
}

export const noTotals = (): OrderTotals => ({
  payments: new Map(),
  sums: new Map(),
  usedUp: new Set(),
  named: [],
  disputed: 0,
  held: 0,
});

const noCurrencySums = (): CurrencySums => ({
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

/** Replaces the contribution of a payment. `undefined` removes it. */
export function setBalance(totals: OrderTotals, name: string, balance: PaymentBalance | undefined): void {
  const before = totals.payments.get(name);
  if (before) {
    count(totals, before.balance, -1);
    if (before.named) before.named.isOut = true;
    if (before.attempt) takeAttempt(totals, before.balance, before.attempt);
  }
  if (!balance) {
    totals.payments.delete(name);
    return;
  }
  count(totals, balance, 1);
  const { amount } = balance;
  const named = amount && { name, amount, isOut: false };
  if (named) push(totals.named, named, isFirst);
  totals.payments.set(name, { balance, named, attempt: addAttempt(totals, name, balance) });
}

function count(totals: OrderTotals, balance: PaymentBalance, sign: 1 | -1): void {
  const { status, amount } = balance;
  const signed = (minor: bigint) => (sign === 1 ? minor : -minor);
  if (balance.disputed) totals.disputed += sign;
  if (status === 'authorized') totals.held += sign;
  const own = sumsOfCurrency(totals, amount?.currency ?? '');
  if (status === 'succeeded') {
    if (amount) own.paid += signed(amount.amountMinor);
    own.refunded += signed(balance.refundedMinor);
    own.chargedBack += signed(balance.chargedBackMinor);
    own.released += signed(balance.releasedMinor);
  }
  if (status === undefined) return;
  own.statuses[status] += sign;
  if (!amount) return;
  if (balance.settlesOrder) own.settling += sign;
  if (balance.authorizationName !== undefined) {
    own.captures.set(balance.authorizationName, (own.captures.get(balance.authorizationName) ?? 0) + sign);
    if (totals.usedUp.has(balance.authorizationName)) own.ofUsedUp += sign;
  }
  if (status !== 'canceled' && status !== 'failed') own.expected += signed(expectedOf(balance));
}

function sumsOfCurrency({ sums }: OrderTotals, currency: string): CurrencySums {
  const known = sums.get(currency);
  if (known) return known;
  const made = noCurrencySums();
  sums.set(currency, made);
  return made;
}

/**
 * If an attempt of the same amount follows a failed one, both are for the same part of the order. So of the payments of
 * one amount at most the last one counts as failed.
 */
function addAttempt(totals: OrderTotals, name: string, balance: PaymentBalance): Attempt | undefined {
  const { status, amount, occurredAt = '' } = balance;
  if (status === undefined || !amount || status === 'canceled') return undefined;
  const own = sumsOfCurrency(totals, amount.currency);
  const known = own.attempts.get(amount.amountMinor);
  const attempts = known ?? { heap: [], failed: 0n };
  if (!known) own.attempts.set(amount.amountMinor, attempts);
  const attempt = { at: occurredAt, hasFailed: status === 'failed', name, isOut: false };
  push(attempts.heap, attempt, isLater);
  countFailed(own, attempts, amount.amountMinor);
  return attempt;
}

function takeAttempt({ sums }: OrderTotals, { amount }: PaymentBalance, attempt: Attempt): void {
  attempt.isOut = true;
  const own = amount && sums.get(amount.currency);
  const attempts = own?.attempts.get(amount?.amountMinor ?? 0n);
  if (own && attempts && amount) countFailed(own, attempts, amount.amountMinor);
}

function countFailed(own: CurrencySums, attempts: Attempts, minor: bigint): void {
  const failed = greatest(attempts.heap, isLater)?.hasFailed && minor > 0n ? minor : 0n;
  own.failed += failed - attempts.failed;
  attempts.failed = failed;
}

/** At one time, a failed attempt comes first. Then the names decide. */
function isLater(a: Attempt, b: Attempt): boolean {
  if (a.at !== b.at) return a.at > b.at;
  if (a.hasFailed !== b.hasFailed) return b.hasFailed;
  return a.name > b.name;
}

const isFirst = (a: Named, b: Named): boolean => a.name < b.name;

const expectedOf = ({ status, amount, openMinor }: PaymentBalance): bigint => {
  const minor = status === 'authorized' ? (openMinor ?? amount?.amountMinor) : amount?.amountMinor;
  return minor !== undefined && minor > 0n ? minor : 0n;
};

/** Sets whether an authorization has been captured in full. */
export function setUsedUp({ usedUp, sums }: OrderTotals, authorization: string, isUsedUp: boolean): void {
  if (usedUp.has(authorization) === isUsedUp) return;
  if (isUsedUp) usedUp.add(authorization);
  else usedUp.delete(authorization);
  for (const own of sums.values())
    own.ofUsedUp += (isUsedUp ? 1 : -1) * (own.captures.get(authorization) ?? 0);
}

/** The amount of the first payment, by name, that has one. */
export const firstAmount = ({ named }: OrderTotals): Money | undefined => greatest(named, isFirst)?.amount;

/** The sums of all payments. Expects that their amounts have one currency. */
export function sumsOfAll({ sums, disputed }: OrderTotals): Sums {
  const all = noSums();
  all.disputed = disputed;
  for (const own of sums.values()) {
    addSums(all, { disputed: 0, ...own, ...own.statuses }, 1);
  }
  return all;
}

/** The totals of an order's payments in one currency, including payments without a reported amount. */
export interface PaymentTotals {
  readonly paidMinor: bigint;
  readonly refundedMinor: bigint;
  readonly chargedBackMinor: bigint;
  /** The amounts that final captures released from their authorizations. */
  readonly releasedMinor: bigint;
  /** The number of payments with each status. */
  readonly statuses: Readonly<Record<PaymentStatus, number>>;
  /**
   * The amount due if no event of the order names it. Absent until a payment says that its part of the order is
   * complete.
   */
  readonly expectedMinor: bigint | undefined;
}

export function totalsIn(totals: OrderTotals, currency: string | undefined): PaymentTotals {
  const named = currency === undefined ? undefined : totals.sums.get(currency);
  const unnamed = totals.sums.get('');
  const [a, b] = [named?.statuses ?? NONE, unnamed?.statuses ?? NONE];
  return {
    paidMinor: (named?.paid ?? 0n) + (unnamed?.paid ?? 0n),
    refundedMinor: (named?.refunded ?? 0n) + (unnamed?.refunded ?? 0n),
    chargedBackMinor: (named?.chargedBack ?? 0n) + (unnamed?.chargedBack ?? 0n),
    releasedMinor: (named?.released ?? 0n) + (unnamed?.released ?? 0n),
    statuses: {
      pending: a.pending + b.pending,
      authorized: a.authorized + b.authorized,
      failed: a.failed + b.failed,
      succeeded: a.succeeded + b.succeeded,
      canceled: a.canceled + b.canceled,
    },
    expectedMinor: named && expectedIn(totals, named),
  };
}
const NONE: Readonly<Record<PaymentStatus, number>> = noCurrencySums().statuses;

/**
 * A final payment says that its own part of the order is complete. Every other payment of the order is evidence of a
 * further part. So the amount due is the sum of all of them: captured, authorized, pending, or failed without a further
 * attempt.
 */
function expectedIn(totals: OrderTotals, own: CurrencySums): bigint | undefined {
  // The rest of another authorization may still become a further part.
  const isSettling = own.settling > 0 || (own.ofUsedUp > 0 && totals.held === 0);
  if (!isSettling) return undefined;
  const { pending, authorized, succeeded, failed } = own.statuses;
  return pending + authorized + succeeded + failed > 0
    ? own.expected + own.failed
    : lastSettling(totals, own);
}

/** The amount due if all payments were canceled: that of the last final one, by name. */
function lastSettling({ payments, sums, held, usedUp }: OrderTotals, own: CurrencySums): bigint | undefined {
  let [last, minor]: [string, bigint | undefined] = ['', undefined];
  for (const [name, { balance }] of payments) {
    const { status, amount, settlesOrder, authorizationName } = balance;
    if (status === undefined || !amount || sums.get(amount.currency) !== own) continue;
    const isFinal =
      settlesOrder ?? (authorizationName !== undefined && held === 0 && usedUp.has(authorizationName));
    if (isFinal && (minor === undefined || name > last)) [last, minor] = [name, amount.amountMinor];
  }
  return minor;
}
