import type { Money } from '@payspool/events';
import { holdsOf } from './holds.ts';
import { sumsOf } from './money.ts';
import { orderMoney, type PaymentBalance } from './order.ts';
import type { PaymentFacts } from './payments.ts';
import type { DisputeRow, OrderRow, PaymentRow, RefundRow, SubscriptionRow } from './rows.ts';
import type { State } from './state.ts';
import { subscriptionRow } from './subscription.ts';
import type { Ties } from './ties.ts';

/** The order that a state amounts to; none for a subscription or while nothing is known to be bought. */
export function orderRows(state: State, ties: Ties): OrderRow[] {
  if (ties.orderRef === undefined || state.firstAt === undefined || state.lastAt === undefined) return [];
  const { order, hearsay } = state;
  return [
    {
      orderRef: ties.orderRef,
      merchantRef: order.merchantRef ?? hearsay.merchantRef ?? null,
      providerStatus: order.providerStatus ?? hearsay.providerStatus ?? null,
      customerRef: order.customerRef ?? hearsay.customerRef ?? null,
      disputed: [...state.disputes.values()].some(({ status }) => status === 'opened'),
      ...orderMoney(order, [...balances(state, ties).values()]),
      createdAt: order.createdAt ?? state.firstAt,
      updatedAt: state.lastAt,
    },
  ];
}

export const subscriptionRows = (state: State, ties: Ties): SubscriptionRow[] =>
  ties.subscriptionRefs.map((ref) =>
    subscriptionRow(ref, state.subscriptions.get(ref) ?? {}, state.firstAt ?? ''),
  );

/** Payments whose status an event has told; one that is only referred to waits without a row. */
export function paymentRows(state: State, ties: Ties): PaymentRow[] {
  return [...balances(state, ties)].flatMap(([paymentRef, facts]) =>
    facts.status && facts.occurredAt
      ? [
          {
            paymentRef,
            orderRef: ties.orderRef ?? null,
            subscriptionRef: subscriptionOf(facts, ties) ?? null,
            status: facts.status,
            providerStatus: facts.providerStatus ?? null,
            failureCode: facts.failureCode ?? null,
            ...amountColumns(facts.amount),
            refundedMinor: facts.refundedMinor,
            occurredAt: facts.occurredAt,
          },
        ]
      : [],
  );
}

export const refundRows = (state: State, ties: Ties): RefundRow[] =>
  rowsOfReturns(state.refunds, ties).map(([refundRef, columns]) => ({ refundRef, ...columns }));

export const disputeRows = (state: State, ties: Ties): DisputeRow[] =>
  rowsOfReturns(state.disputes, ties).map(([disputeRef, columns]) => ({ disputeRef, ...columns }));

interface ReturnFacts<Status> {
  status?: Status;
  occurredAt?: string;
  paymentRef?: string;
  amount?: Money;
  reason?: string;
}

/** Refunds and disputes look alike in the tables: money that goes, or may go, back over a payment. */
function rowsOfReturns<Status>(entries: ReadonlyMap<string, ReturnFacts<Status>>, ties: Ties) {
  return [...entries].flatMap(([ref, { status, occurredAt, paymentRef, amount, reason }]) => {
    if (!status || !occurredAt) return [];
    const columns = {
      paymentRef: paymentRef ? ties.paymentName(paymentRef) : null,
      status,
      ...amountColumns(amount),
      reason: reason ?? null,
      occurredAt,
    };
    return [[ref, columns] as const];
  });
}

/** Every payment that anything refers to, with what has gone back of it; returns that name no payment stand under `''`. */
function balances(state: State, ties: Ties): Map<string, PaymentBalance> {
  const nameOf = ({ paymentRef }: { paymentRef?: string }) =>
    paymentRef ? ties.paymentName(paymentRef) : '';
  const refunds = groupBy(state.refunds.values(), nameOf);
  const disputes = groupBy(state.disputes.values(), nameOf);
  const names = [...new Set([...state.payments.keys(), ...refunds.keys(), ...disputes.keys()])].toSorted();
  const holds = holdsOf(state.payments, ties.paymentName);
  const standing = names.filter((name) => !holds.isUsedUp(name));
  const isOneHeld = standing.some((name) => state.payments.get(name)?.status === 'authorized');
  return new Map(
    standing.map((name) => {
      const facts = state.payments.get(name) ?? {};
      const settlesOrder = holds.isOfUsedUp(facts) && !isOneHeld ? true : facts.settlesOrder;
      const releasedMinor = holds.releasedBy(name);
      const sums = sumsOf(
        facts,
        refunds.get(name) ?? [],
        disputes.get(name) ?? [],
        state.order.amount?.currency,
      );
      return [name, { ...facts, ...sums, settlesOrder, releasedMinor }];
    }),
  );
}

function groupBy<Entry>(entries: Iterable<Entry>, keyOf: (entry: Entry) => string): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) groups.set(keyOf(entry), [...(groups.get(keyOf(entry)) ?? []), entry]);
  return groups;
}

function subscriptionOf(facts: PaymentFacts, ties: Ties): string | undefined {
  const [only, ...more] = ties.subscriptionRefs;
  const invoiced = facts.invoiceRef ? ties.subscriptionOfInvoice(facts.invoiceRef) : undefined;
  return facts.subscriptionRef ?? invoiced ?? (more.length === 0 ? only : undefined);
}

const amountColumns = (amount: Money | undefined) => ({
  currency: amount?.currency ?? null,
  exponent: amount?.exponent ?? null,
  amountMinor: amount?.amountMinor ?? null,
});
