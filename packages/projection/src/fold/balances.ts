import type { Money } from '@payspool/events';
import type { FoldContext } from './context.ts';
import { createHolds } from './holds.ts';
import { type PaymentSums, sumsOf } from './money.ts';
import { createOrderTotals, type OrderTotals } from './order-totals.ts';
import type { DisputeFacts, PaymentFacts } from './payments.ts';
import { createRefundSums, type RefundSums } from './refund-sums.ts';
import type { State } from './state.ts';
import type { Ties } from './ties.ts';
import type { Touched } from './touched.ts';

/** A payment as the events leave it, with what has gone back of it. */
export interface PaymentBalance extends PaymentFacts, PaymentSums {
  /** The one name of the authorization that it was captured from. */
  readonly holdName: string | undefined;
  /** What was authorized for it and let go by its final capture. */
  readonly releasedMinor: bigint;
  /** What of it may still come, where it is an authorization that captures are made from. In its own minor units. */
  readonly openMinor: bigint | undefined;
  /** A dispute over it is open, or was lost over an amount that nobody knows. */
  readonly disputed: boolean;
}

/** A payment that is another one than before. One that is used up, or that nothing refers to any more, has no balance. */
export interface BalanceMove {
  readonly name: string;
  readonly before: PaymentBalance | undefined;
  readonly after: PaymentBalance | undefined;
}

/**
 * Every payment that anything refers to, with what has gone back of it; returns that name no payment stand under `''`. Kept from event
 * to event: what an event touches is taken in again, and nothing else.
 */
export interface Balances {
  readonly totals: OrderTotals;
  readonly get: (name: string) => PaymentBalance | undefined;
  /** In no order. */
  readonly all: () => Iterable<readonly [string, PaymentBalance]>;
  /** The payments of an invoice, by name. */
  readonly ofInvoice: (invoiceRef: string) => Iterable<string>;
  /** Whether something says that it was captured from this, by the name that it uses. */
  readonly isHold: (holdRef: string) => boolean;
  /** Disputes over several transactions: what falls on one depends on the payments of the others. */
  readonly sharedDisputes: ReadonlySet<string>;
  /** Takes in what was touched. Returns the payments that this moved, in order of their names. */
  readonly update: (touched: Pick<Touched, 'payments' | 'refunds' | 'disputes'>) => readonly BalanceMove[];
}

/** A dispute with the amount that falls on its payment. */
type SettledDispute = DisputeFacts & { readonly isShareUnknown: boolean };

interface Known {
  readonly state: State;
  readonly ties: Ties;
  readonly context: FoldContext;
}

export function createBalances({ state, ties, context }: Known): Balances {
  const balances = new Map<string, PaymentBalance>();
  const totals = createOrderTotals();
  const holds = createHolds(ties.paymentName);
  const invoices = createGroups();
  const refunds = new Map<string, RefundSums>();
  const paymentOfRefund = new Map<string, string>();
  const disputes = new Map<string, Map<string, SettledDispute>>();
  const paymentOfDispute = new Map<string, string>();
  const sharedDisputes = new Set<string>();
  /** Payments that have not told their amount: what counts of them depends on the currency of the order. */
  const withoutAmount = new Set<string>();
  let due: string | undefined;

  const nameOf = ({ paymentRef }: { readonly paymentRef?: string }) =>
    paymentRef ? ties.paymentName(paymentRef) : '';

  function takeRefund(ref: string, dirty: Set<string>): void {
    const refund = state.refunds.get(ref);
    const [before, after] = [paymentOfRefund.get(ref), refund && nameOf(refund)];
    if (before !== undefined) dirty.add(before);
    if (before !== undefined && before !== after) {
      const sums = refunds.get(before);
      sums?.set(ref, undefined);
      if (sums?.isEmpty()) refunds.delete(before);
    }
    if (!refund || after === undefined) {
      paymentOfRefund.delete(ref);
      return;
    }
    dirty.add(after);
    paymentOfRefund.set(ref, after);
    const sums = refunds.get(after) ?? createRefundSums();
    refunds.set(after, sums);
    sums.set(ref, refund);
  }

  function takeDispute(part: string, dirty: Set<string>): void {
    const dispute = state.disputes.get(part);
    const [before, after] = [paymentOfDispute.get(part), dispute && nameOf(dispute)];
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
    own.set(part, withShare(dispute, { payments: state.payments, ties, context }));
  }

  function balanceOf(name: string): PaymentBalance | undefined {
    const known = state.payments.get(name);
    const [sums, over] = [refunds.get(name), disputes.get(name)];
    if (!known && !sums && !over) return undefined;
    const facts = endedByRefund(known ?? {}, sums);
    const isSucceeded = facts.status === 'succeeded';
    if (holds.isEmpty(name) && !isSucceeded) return undefined;
    const left = holds.leftOf(name);
    const own = over ? [...over.values()] : [];
    return {
      ...facts,
      ...sumsOf(facts, { refunds: sums, disputes: own, due }),
      holdName: facts.holdRef && ties.paymentName(facts.holdRef),
      releasedMinor: isSucceeded && left !== undefined && left > 0n ? left : 0n,
      openMinor: left,
      disputed: own.some(
        ({ status, isShareUnknown }) => status === 'opened' || (status === 'lost' && isShareUnknown),
      ),
    };
  }

  function update(touched: Pick<Touched, 'payments' | 'refunds' | 'disputes'>): readonly BalanceMove[] {
    const dirty = new Set<string>(touched.payments);
    if (state.order.amount?.currency !== due) {
      due = state.order.amount?.currency;
      for (const name of withoutAmount) dirty.add(name);
    }
    for (const name of touched.payments) {
      const facts = state.payments.get(name);
      invoices.set(name, facts?.invoiceRef);
      for (const hold of holds.set(name, facts)) dirty.add(hold);
    }
    for (const ref of touched.refunds) takeRefund(ref, dirty);
    for (const part of touched.disputes) takeDispute(part, dirty);
    for (const part of [...sharedDisputes]) if (!touched.disputes.has(part)) takeDispute(part, dirty);
    for (const name of dirty) totals.setUsedUp(name, holds.isEmpty(name));
    const names = dirty.size > 1 ? [...dirty].toSorted() : [...dirty];
    return names.map((name) => {
      const [before, after] = [balances.get(name), balanceOf(name)];
      totals.set(name, after);
      if (after) balances.set(name, after);
      else balances.delete(name);
      if (after && !after.amount) withoutAmount.add(name);
      else withoutAmount.delete(name);
      return { name, before, after };
    });
  }

  return {
    totals,
    sharedDisputes,
    update,
    get: (name) => balances.get(name),
    all: () => balances,
    ofInvoice: invoices.of,
    isHold: holds.isNamed,
  };
}

/** A refund of what was only authorized gives nothing back: it ends the authorization. */
function endedByRefund(facts: PaymentFacts, refunds: RefundSums | undefined): PaymentFacts {
  const endedAt = facts.status === 'authorized' ? refunds?.firstSucceededAt() : undefined;
  if (endedAt === undefined) return facts;
  const occurredAt =
    facts.occurredAt !== undefined && facts.occurredAt > endedAt ? facts.occurredAt : endedAt;
  return { ...facts, status: 'canceled', occurredAt };
}

/**
 * What of a dispute over several transactions falls on one of them: its own payment where the total is the sum of all payments;
 * nothing that anybody knows otherwise. It is not split by guess.
 */
export function withShare(
  dispute: DisputeFacts,
  {
    payments,
    ties,
    context,
  }: {
    readonly payments: ReadonlyMap<string, PaymentFacts>;
    readonly ties: Ties;
    readonly context: FoldContext;
  },
): SettledDispute {
  const { sharedAmount, sharedBy, transactionRef } = dispute;
  if (!sharedAmount || !sharedBy || transactionRef === undefined)
    return { ...dispute, isShareUnknown: false };
  const amountOf = (ref: string): Money | undefined => {
    const own = payments.get(ties.paymentName(ref));
    return own ? (own.status === 'succeeded' ? own.amount : undefined) : context.sharedPayments.get(ref);
  };
  const amounts = sharedBy.map(amountOf);
  const isSum =
    amounts.every((amount) => amount?.currency === sharedAmount.currency) &&
    amounts.reduce((total, amount) => total + (amount?.amountMinor ?? 0n), 0n) === sharedAmount.amountMinor;
  const amount = isSum ? amountOf(transactionRef) : undefined;
  return { ...dispute, amount, isShareUnknown: amount === undefined };
}

/** Names by what they belong to. */
function createGroups() {
  const groups = new Map<string, Set<string>>();
  const groupOf = new Map<string, string>();
  return {
    of: (group: string): Iterable<string> => groups.get(group) ?? [],
    set(name: string, group: string | undefined): void {
      const before = groupOf.get(name);
      if (before === group) return;
      if (before !== undefined) {
        const names = groups.get(before);
        names?.delete(name);
        if (names?.size === 0) groups.delete(before);
      }
      if (group === undefined) {
        groupOf.delete(name);
        return;
      }
      groupOf.set(name, group);
      const names = groups.get(group) ?? new Set();
      groups.set(group, names);
      names.add(name);
    },
  };
}
