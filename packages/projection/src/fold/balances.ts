import type { Money } from '@payspool/events';
import type { FoldContext } from './context.ts';
import { holdsOf } from './holds.ts';
import { sumsOf, type PaymentSums } from './money.ts';
import type { DisputeFacts, PaymentFacts, RefundFacts } from './payments.ts';
import type { State } from './state.ts';
import type { Ties } from './ties.ts';

/** A payment as the events leave it, with what has gone back of it. */
export interface PaymentBalance extends PaymentFacts, PaymentSums {
  /** What was authorized for it and let go by its final capture. */
  readonly releasedMinor: bigint;
  /** What of it may still come, where it is an authorization that captures are made from. In its own minor units. */
  readonly openMinor: bigint | undefined;
  /** A dispute over it is open, or was lost over an amount that nobody knows. */
  readonly disputed: boolean;
}

/** A dispute with the amount that falls on its payment. */
type SettledDispute = DisputeFacts & { readonly isShareUnknown: boolean };

/** Every payment that anything refers to, with what has gone back of it; returns that name no payment stand under `''`. */
export function balancesOf(
  state: State,
  ties: Ties,
  context: FoldContext,
): ReadonlyMap<string, PaymentBalance> {
  const nameOf = ({ paymentRef }: { paymentRef?: string }) =>
    paymentRef ? ties.paymentName(paymentRef) : '';
  const refunds = groupBy(state.refunds.values(), nameOf);
  const payments = new Map(
    [...state.payments].map(([name, facts]) => [name, endedByRefund(facts, refunds.get(name) ?? [])]),
  );
  const disputes = groupBy(
    [...state.disputes.values()].map((dispute) => withShare(dispute, { payments, ties, context })),
    nameOf,
  );
  const names = [...new Set([...payments.keys(), ...refunds.keys(), ...disputes.keys()])].toSorted();
  const holds = holdsOf(payments, ties.paymentName);
  const standing = names.filter((name) => !holds.isUsedUp(name));
  const isOneHeld = standing.some((name) => payments.get(name)?.status === 'authorized');
  return new Map(
    standing.map((name) => {
      const facts = payments.get(name) ?? {};
      const settlesOrder = holds.isOfUsedUp(facts) && !isOneHeld ? true : facts.settlesOrder;
      const own = disputes.get(name) ?? [];
      const sums = sumsOf(facts, refunds.get(name) ?? [], own, state.order.amount?.currency);
      const balance = {
        ...facts,
        ...sums,
        settlesOrder,
        releasedMinor: holds.releasedBy(name),
        openMinor: holds.openOf(name),
        disputed: own.some(
          ({ status, isShareUnknown }) => status === 'opened' || (status === 'lost' && isShareUnknown),
        ),
      };
      return [name, balance];
    }),
  );
}

/** A refund of what was only authorized gives nothing back: it ends the authorization. */
function endedByRefund(facts: PaymentFacts, refunds: readonly RefundFacts[]): PaymentFacts {
  if (facts.status !== 'authorized') return facts;
  const [endedAt] = refunds
    .filter(({ status }) => status === 'succeeded')
    .flatMap(({ occurredAt }) => occurredAt ?? [])
    .toSorted();
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

function groupBy<Entry>(entries: Iterable<Entry>, keyOf: (entry: Entry) => string): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return groups;
}
