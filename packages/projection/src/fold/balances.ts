import type { Money } from '@payspool/events';
import type { FoldContext } from './context.ts';
import { type Authorizations, leftOf, noAuthorizations, setCapture } from './authorizations.ts';
import { type PaymentSums, sumsOf } from './money.ts';
import { noTotals, type OrderTotals, setBalance, setUsedUp } from './order-totals.ts';
import type { DisputeFacts, PaymentFacts } from './payments.ts';
import { firstSucceededAt, noRefunds, type RefundSums, setRefund } from './refund-sums.ts';
import type { State } from './state.ts';
import type { Links } from './links.ts';
import type { Touched } from './touched.ts';

/** A payment with the amounts that went back. */
export interface PaymentBalance extends PaymentFacts, PaymentSums {
  /** The main name of the authorization that it was captured from. */
  readonly authorizationName: string | undefined;
  /** The amount that its final capture released from the authorization. */
  readonly releasedMinor: bigint;
  /** The amount that may still be captured, if captures were made from this authorization. In its own minor units. */
  readonly openMinor: bigint | undefined;
  /** Whether a dispute over it is open, or was lost over an unknown amount. */
  readonly disputed: boolean;
}

/**
 * The balance of a payment before and after an event. A used-up authorization has none, nor has a payment that nothing
 * refers to any more.
 */
export interface BalanceMove {
  readonly name: string;
  readonly before: PaymentBalance | undefined;
  readonly after: PaymentBalance | undefined;
  /** Whether it was a used-up authorization and is a payment again. */
  readonly isBack: boolean;
}

/**
 * The balance of every payment that events refer to. Refunds and disputes without a payment are under `''`. An event
 * updates only what it touches.
 */
export interface Balances {
  readonly byName: Map<string, PaymentBalance>;
  readonly totals: OrderTotals;
  readonly authorizations: Authorizations;
  /** The payments of each invoice, by name. */
  readonly ofInvoices: Map<string, Set<string>>;
  /** The refunds of each payment, and the payment of each refund. */
  readonly refunds: Map<string, RefundSums>;
  readonly paymentOfRefund: Map<string, string>;
  /** The disputes of each payment, and the payment of each dispute; all by `disputePart`. */
  readonly disputes: Map<string, Map<string, SettledDispute>>;
  readonly paymentOfDispute: Map<string, string>;
  /** Disputes over several transactions. The share of each depends on the payments of the others. */
  readonly sharedDisputes: Set<string>;
  /** Payments without a reported amount. What counts of them depends on the currency of the order. */
  readonly withoutAmount: Set<string>;
  /** The currency of the order, if its own events have reported it. */
  due: string | undefined;
}

/** A dispute, with its amount reduced to the share that falls on its payment. */
type SettledDispute = DisputeFacts & { readonly isShareUnknown: boolean };

/** The state, links and context from which balances are computed. */
export interface Known {
  readonly state: State;
  readonly links: Links;
  readonly context: FoldContext;
}

export const noBalances = (): Balances => ({
  byName: new Map(),
  totals: noTotals(),
  authorizations: noAuthorizations(),
  ofInvoices: new Map(),
  refunds: new Map(),
  paymentOfRefund: new Map(),
  disputes: new Map(),
  paymentOfDispute: new Map(),
  sharedDisputes: new Set(),
  withoutAmount: new Set(),
  due: undefined,
});

type Names = Pick<Touched, 'payments' | 'refunds' | 'disputes'>;

/** Updates what an event touched. Returns the payments that may have changed, sorted by name. */
export function updateBalances(balances: Balances, known: Known, touched: Names): readonly BalanceMove[] {
  const { state } = known;
  const dirty = new Set<string>(touched.payments);
  if (state.order.amount?.currency !== balances.due) {
    balances.due = state.order.amount?.currency;
    for (const name of balances.withoutAmount) dirty.add(name);
  }
  for (const name of touched.payments) takePayment(balances, known, { name, dirty });
  for (const ref of touched.refunds) takeRefund(balances, known, { ref, dirty });
  for (const part of touched.disputes) takeDispute(balances, known, { part, dirty });
  if (balances.sharedDisputes.size > 0)
    for (const part of Array.from(balances.sharedDisputes)) takeDispute(balances, known, { part, dirty });
  let usedUp: Set<string> | undefined;
  for (const name of dirty) {
    if (balances.totals.usedUp.has(name)) usedUp = (usedUp ?? new Set<string>()).add(name);
    setUsedUp(balances.totals, name, isUsedUp(balances, state, name));
  }
  const names = [...dirty];
  if (names.length > 1) names.sort(byBytes);
  return names.map((name) => {
    const [before, after] = [balances.byName.get(name), balanceOf(balances, known, name)];
    setBalance(balances.totals, name, after);
    if (after) balances.byName.set(name, after);
    else balances.byName.delete(name);
    if (after && !after.amount) balances.withoutAmount.add(name);
    else if (before && !before.amount) balances.withoutAmount.delete(name);
    return { name, before, after, isBack: !before && after !== undefined && usedUp?.has(name) === true };
  });
}

/**
 * Does the same as `updateBalances` but leaves the sums of the order unchanged, for events in the middle of the history.
 * Expects that nothing was captured from an authorization, and that no dispute is over several purchases.
 */
export function rebalance(balances: Balances, known: Known, touched: Names): readonly BalanceMove[] {
  const dirty = new Set<string>(touched.payments);
  for (const name of touched.payments) takePayment(balances, known, { name, dirty });
  for (const ref of touched.refunds) takeRefund(balances, known, { ref, dirty });
  for (const part of touched.disputes) takeDispute(balances, known, { part, dirty });
  const names = [...dirty];
  if (names.length > 1) names.sort(byBytes);
  return names.map((name) => {
    const [before, after] = [balances.byName.get(name), balanceOf(balances, known, name)];
    if (after) balances.byName.set(name, after);
    else balances.byName.delete(name);
    return { name, before, after, isBack: false };
  });
}

/** Updates the sums of the order with the current balances of these payments. */
export function addUp({ totals, byName, withoutAmount }: Balances, names: Iterable<string>): void {
  for (const name of names) {
    const balance = byName.get(name);
    setBalance(totals, name, balance);
    if (balance && !balance.amount) withoutAmount.add(name);
    else withoutAmount.delete(name);
  }
}

const byBytes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function takePayment(
  { byName, authorizations, ofInvoices }: Balances,
  { state, links }: Known,
  { name, dirty }: { readonly name: string; readonly dirty: Set<string> },
): void {
  const facts = state.payments.get(name);
  for (const authorization of setCapture(authorizations, name, { facts, nameOf: links.paymentName }))
    dirty.add(authorization);
  const [before, after] = [byName.get(name)?.invoiceRef, facts?.invoiceRef];
  if (before !== undefined && before !== after) ofInvoices.get(before)?.delete(name);
  if (after === undefined) return;
  const names = ofInvoices.get(after);
  if (names) names.add(name);
  else ofInvoices.set(after, new Set([name]));
}

const nameOf = ({ paymentRef }: { readonly paymentRef?: string }, links: Links): string =>
  paymentRef ? links.paymentName(paymentRef) : '';

function takeRefund(
  { refunds, paymentOfRefund }: Balances,
  { state, links }: Known,
  { ref, dirty }: { readonly ref: string; readonly dirty: Set<string> },
): void {
  const refund = state.refunds.get(ref);
  const [before, after] = [paymentOfRefund.get(ref), refund && nameOf(refund, links)];
  if (before !== undefined) dirty.add(before);
  if (before !== undefined && before !== after) {
    const sums = refunds.get(before);
    if (sums) setRefund(sums, ref, undefined);
    if (sums?.refunds.size === 0) refunds.delete(before);
  }
  if (!refund || after === undefined) {
    paymentOfRefund.delete(ref);
    return;
  }
  dirty.add(after);
  paymentOfRefund.set(ref, after);
  const known = refunds.get(after);
  const sums = known ?? noRefunds();
  if (!known) refunds.set(after, sums);
  setRefund(sums, ref, refund);
}

function takeDispute(
  { disputes, paymentOfDispute, sharedDisputes }: Balances,
  { state, links, context }: Known,
  { part, dirty }: { readonly part: string; readonly dirty: Set<string> },
): void {
  const dispute = state.disputes.get(part);
  const [before, after] = [paymentOfDispute.get(part), dispute && nameOf(dispute, links)];
  if (before !== undefined) dirty.add(before);
  if (before !== undefined && before !== after) {
    const own = disputes.get(before);
    own?.delete(part);
    if (own?.size === 0) disputes.delete(before);
  }
  if (dispute?.sharedBy) sharedDisputes.add(part);
  else sharedDisputes.delete(part);
  if (!dispute || after === undefined) {
    paymentOfDispute.delete(part);
    return;
  }
  dirty.add(after);
  paymentOfDispute.set(part, after);
  const own = disputes.get(after) ?? new Map<string, SettledDispute>();
  disputes.set(after, own);
  own.set(part, withShare(dispute, { payments: state.payments, links, context }));
}

/** Whether an authorization has been captured in full. */
const isUsedUp = ({ authorizations }: Balances, { payments }: State, name: string): boolean =>
  (leftOf(authorizations, name, payments.get(name)?.held) ?? 1n) <= 0n;

function balanceOf(
  { refunds, disputes, authorizations, due }: Balances,
  { state, links }: Known,
  name: string,
): PaymentBalance | undefined {
  const known = state.payments.get(name);
  const [sums, over] = [refunds.get(name), disputes.get(name)];
  if (!known && !sums && !over) return undefined;
  const facts = endedByRefund(known ?? {}, sums);
  const isSucceeded = facts.status === 'succeeded';
  const left = leftOf(authorizations, name, facts.held);
  // An authorization that was captured in full is not a payment beside its captures.
  if (left !== undefined && left <= 0n && !isSucceeded) return undefined;
  const own = over ? [...over.values()] : NO_DISPUTES;
  return {
    authorizationName: facts.authorizationRef && links.paymentName(facts.authorizationRef),
    releasedMinor: isSucceeded && left !== undefined && left > 0n ? left : 0n,
    openMinor: left,
    disputed: own.some(
      ({ status, isShareUnknown }) => status === 'opened' || (status === 'lost' && isShareUnknown),
    ),
    ...facts,
    ...sumsOf(facts, { refunds: sums, disputes: own, due }),
  };
}
const NO_DISPUTES: readonly SettledDispute[] = [];

/** A refund of a payment that is only authorized returns no money: it ends the authorization. */
function endedByRefund(facts: PaymentFacts, refunds: RefundSums | undefined): PaymentFacts {
  const endedAt = facts.status === 'authorized' && refunds ? firstSucceededAt(refunds) : undefined;
  if (endedAt === undefined) return facts;
  const occurredAt =
    facts.occurredAt !== undefined && facts.occurredAt > endedAt ? facts.occurredAt : endedAt;
  return { ...facts, status: 'canceled', occurredAt };
}

/**
 * Sets the amount of a dispute over several transactions to the share that falls on one of them. It is the amount of its
 * own payment if the total is the sum of all payments. Otherwise it is unknown: the total is not split by a guess.
 */
export function withShare(
  dispute: DisputeFacts,
  {
    payments,
    links,
    context,
  }: {
    readonly payments: ReadonlyMap<string, PaymentFacts>;
    readonly links: Links;
    readonly context: FoldContext;
  },
): SettledDispute {
  const { sharedAmount, sharedBy, transactionRef } = dispute;
  if (!sharedAmount || !sharedBy || transactionRef === undefined)
    return { isShareUnknown: false, ...dispute };
  const amountOf = (ref: string): Money | undefined => {
    const own = payments.get(links.paymentName(ref));
    return own ? (own.status === 'succeeded' ? own.amount : undefined) : context.sharedPayments.get(ref);
  };
  const amounts = sharedBy.map(amountOf);
  const isSum =
    amounts.every((amount) => amount?.currency === sharedAmount.currency) &&
    amounts.reduce((total, amount) => total + (amount?.amountMinor ?? 0n), 0n) === sharedAmount.amountMinor;
  const amount = isSum ? amountOf(transactionRef) : undefined;
  return { isShareUnknown: amount === undefined, ...dispute, amount };
}
