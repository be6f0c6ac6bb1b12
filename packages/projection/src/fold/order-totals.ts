import type { Money, PaymentStatus } from '@payspool/events';
import type { PaymentBalance } from './balances.ts';
import { addSums, noSums, type Sums } from './sums.ts';
import { greatest, type Heap, type Item, push } from './greatest.ts';

/** Sums over all payments of an order, kept: one payment that changes costs the same however many there are. */
export interface OrderTotals {
  /** What each payment adds to the sums. */
  readonly payments: Map<string, Counted>;
  /** By currency; `''`: payments that have not reported their amount. */
  readonly sums: Map<string, CurrencySums>;
  /** Authorizations of which all has been captured: what was captured from them settles the order. */
  readonly usedUp: Set<string>;
  /** Payments that have reported an amount: the first one by name is the greatest. */
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
  /** What final captures let go of their authorizations. */
  released: bigint;
  readonly statuses: Record<PaymentStatus, number>;
  /** How many say that their own part of the order is complete, and how many were captured from something that is used up. */
  settling: number;
  ofUsedUp: number;
  /** How many were captured from each authorization. */
  readonly captures: Map<string, number>;
  /** What those amount to that neither failed nor were canceled. */
  expected: bigint;
  /** What the failed attempts amount to that no other one of the same amount came after. */
  failed: bigint;
  readonly attempts: Map<bigint, Attempts>;
}

/** Payments of one amount that were not canceled, the last one as the greatest, and what that one adds where it failed. */
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

/** Replaces what a payment adds to the sums; `undefined`: it is none any more. */
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
 * A failed attempt that another one of the same amount came after is the same part of the order, tried again: of the payments of one
 * amount at most the last one counts as tried in vain.
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

/** Two of one instant are distinguished by whether they failed, and by their names. */
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

/** Says whether all of an authorization has been captured. */
export function setUsedUp({ usedUp, sums }: OrderTotals, authorization: string, isUsedUp: boolean): void {
  if (usedUp.has(authorization) === isUsedUp) return;
  if (isUsedUp) usedUp.add(authorization);
  else usedUp.delete(authorization);
  for (const own of sums.values())
    own.ofUsedUp += (isUsedUp ? 1 : -1) * (own.captures.get(authorization) ?? 0);
}

/** The amount of the first payment, by name, that has reported one. */
export const firstAmount = ({ named }: OrderTotals): Money | undefined => greatest(named, isFirst)?.amount;

/** What all payments come to, where their amounts are of one currency. */
export function sumsOfAll({ sums, disputed }: OrderTotals): Sums {
  const all = noSums();
  all.disputed = disputed;
  for (const own of sums.values()) {
    addSums(all, { disputed: 0, ...own, ...own.statuses }, 1);
  }
  return all;
}

/** What the payments of an order come to in one currency, those that have not reported their amount included. */
export interface PaymentTotals {
  readonly paidMinor: bigint;
  readonly refundedMinor: bigint;
  readonly chargedBackMinor: bigint;
  /** What final captures let go of their authorizations. */
  readonly releasedMinor: bigint;
  /** How many have each status. */
  readonly statuses: Readonly<Record<PaymentStatus, number>>;
  /** What is due where no event of the order names it; absent while no payment says that its part of the order is complete. */
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
 * A payment that the provider calls final says that its own part of the order is complete. Every other payment of the order is
 * evidence of a further part: due is what all of them amount to, captured, authorized, pending or tried in vain.
 */
function expectedIn(totals: OrderTotals, own: CurrencySums): bigint | undefined {
  // What is still held of another authorization may yet become a further part.
  const isSettling = own.settling > 0 || (own.ofUsedUp > 0 && totals.held === 0);
  if (!isSettling) return undefined;
  const { pending, authorized, succeeded, failed } = own.statuses;
  return pending + authorized + succeeded + failed > 0
    ? own.expected + own.failed
    : lastSettling(totals, own);
}

/** All of them were canceled: due is what the last of those was that was final, by name. */
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
