import type { Money as Amount } from '@payspool/events';
import { balancesOf, type PaymentBalance, withShare } from './balances.ts';
import type { FoldContext } from './context.ts';
import { merchantReferenceOf } from './merchant-reference.ts';
import { orderMoney } from './order.ts';
import type { PaymentFacts } from './payments.ts';
import type { DisputeRow, OrderRow, PaymentRow, RefundRow, SubscriptionRow } from './rows.ts';
import type { State } from './state.ts';
import { subscriptionRow } from './subscription.ts';
import type { Ties } from './ties.ts';

/** The rows that what can be published is read from, and the refunds: all but the disputes and the changes. */
export function currentRows(state: State, ties: Ties, context: FoldContext) {
  const payments = balancesOf(state, ties, context);
  return {
    orders: orderRows(state, ties, { payments, context }),
    payments: paymentRows(payments, ties),
    subscriptions: subscriptionRows(state, ties, { payments, context }),
    refunds: refundRows(state, ties),
  };
}

interface Money {
  readonly payments: ReadonlyMap<string, PaymentBalance>;
  readonly context: FoldContext;
}

/** The order that a state amounts to; none for a subscription or while nothing is known to be bought. */
function orderRows(state: State, ties: Ties, { payments, context }: Money): OrderRow[] {
  if (ties.orderRef === undefined || state.firstAt === undefined || state.lastAt === undefined) return [];
  const { order, inferred } = state;
  return [
    {
      orderRef: ties.orderRef,
      ...merchantReferenceOf(order.reference, inferred.reference),
      providerStatus: order.providerStatus ?? inferred.providerStatus ?? null,
      customerRef: order.customerRef ?? inferred.customerRef ?? null,
      disputed: [...payments.values()].some(({ disputed }) => disputed),
      ...orderMoney(order, [...payments.values()], context.policy),
      createdAt: order.createdAt ?? state.firstAt,
      updatedAt: state.lastAt,
    },
  ];
}

const subscriptionRows = (state: State, ties: Ties, { payments, context }: Money): SubscriptionRow[] =>
  ties.subscriptionRefs.map((ref) =>
    subscriptionRow(ref, state.subscriptions.get(ref) ?? {}, {
      seenAt: state.firstAt ?? '',
      payments: ofSubscription(ref, payments, ties),
      policy: context.policy,
      paymentName: ties.paymentName,
      // Of several subscriptions nobody knows whose the payments' is.
      inferred: ties.subscriptionRefs.length === 1 ? state.inferred.reference : undefined,
    }),
  );

const ofSubscription = (ref: string, payments: Money['payments'], ties: Ties) =>
  new Map([...payments].filter(([, facts]) => subscriptionOf(facts, ties) === ref));

/** Payments whose status an event has told; one that is only referred to waits without a row. */
function paymentRows(payments: Money['payments'], ties: Ties): PaymentRow[] {
  return [...payments].flatMap(([paymentRef, facts]) =>
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
            chargedBackMinor: facts.chargedBackMinor,
            disputed: facts.disputed,
            occurredAt: facts.occurredAt,
          },
        ]
      : [],
  );
}

const refundRows = (state: State, ties: Ties): RefundRow[] =>
  [...state.refunds].flatMap(([refundRef, facts]) => {
    const columns = returnColumns(facts, ties);
    return columns ? [{ refundRef, ...columns }] : [];
  });

export const disputeRows = (state: State, ties: Ties, context: FoldContext): DisputeRow[] =>
  [...state.disputes.values()].flatMap((facts) => {
    const columns = returnColumns(withShare(facts, { payments: state.payments, ties, context }), ties);
    return columns
      ? [{ disputeRef: facts.disputeRef ?? '', transactionRef: facts.transactionRef ?? '', ...columns }]
      : [];
  });

interface ReturnFacts<Status> {
  status?: Status;
  occurredAt?: string;
  paymentRef?: string;
  amount?: Amount;
  reason?: string;
}

/** Refunds and disputes look alike in the tables: money that goes, or may go, back over a payment. */
function returnColumns<Status>(
  { status, occurredAt, paymentRef, amount, reason }: ReturnFacts<Status>,
  ties: Ties,
) {
  if (!status || !occurredAt) return undefined;
  return {
    paymentRef: paymentRef ? ties.paymentName(paymentRef) : null,
    status,
    ...amountColumns(amount),
    reason: reason ?? null,
    occurredAt,
  };
}

function subscriptionOf(facts: PaymentFacts, ties: Ties): string | undefined {
  const [only, ...more] = ties.subscriptionRefs;
  const invoiced = facts.invoiceRef ? ties.subscriptionOfInvoice(facts.invoiceRef) : undefined;
  return facts.subscriptionRef ?? invoiced ?? (more.length === 0 ? only : undefined);
}

const amountColumns = (amount: Amount | undefined) => ({
  currency: amount?.currency ?? null,
  exponent: amount?.exponent ?? null,
  amountMinor: amount?.amountMinor ?? null,
});
