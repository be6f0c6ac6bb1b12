import type { Money as Amount } from '@payspool/events';
import { type Balances, type Known, type PaymentBalance, withShare } from './balances.ts';
import { merchantReferenceOf } from './merchant-reference.ts';
import { orderMoney } from './order.ts';
import type { DisputeFacts, RefundFacts } from './payments.ts';
import type { DisputeRow, OrderRow, PaymentRow, RefundRow } from './rows.ts';
import type { Ties } from './ties.ts';

/** The order that a state amounts to; none for a subscription or while nothing is known to be bought. */
export function orderRow({
  state: { order, inferred, firstAt, lastAt },
  ties,
  context,
  balances,
}: Known & { readonly balances: Balances }): OrderRow | undefined {
  if (ties.orderRef === undefined || firstAt === undefined || lastAt === undefined) return undefined;
  return {
    orderRef: ties.orderRef,
    ...merchantReferenceOf(order.reference, inferred.reference),
    providerStatus: order.providerStatus ?? inferred.providerStatus ?? null,
    customerRef: order.customerRef ?? inferred.customerRef ?? null,
    disputed: balances.totals.disputed > 0,
    ...orderMoney(order, balances.totals, context.policy),
    createdAt: order.createdAt ?? firstAt,
    updatedAt: lastAt,
  };
}

/** A payment whose status an event has told; one that is only referred to waits without a row. */
export function paymentRow(
  paymentRef: string,
  facts: PaymentBalance | undefined,
  ties: Ties,
): PaymentRow | undefined {
  if (!facts?.status || !facts.occurredAt) return undefined;
  return {
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
  };
}

export function refundRow(
  refundRef: string,
  facts: RefundFacts | undefined,
  ties: Ties,
): RefundRow | undefined {
  const columns = facts && returnColumns(facts, ties);
  return columns && { refundRef, ...columns };
}

export function disputeRow(
  facts: DisputeFacts | undefined,
  { state, ties, context }: Known,
): DisputeRow | undefined {
  if (!facts) return undefined;
  const columns = returnColumns(withShare(facts, { payments: state.payments, ties, context }), ties);
  return (
    columns && { disputeRef: facts.disputeRef ?? '', transactionRef: facts.transactionRef ?? '', ...columns }
  );
}

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

/** The subscription that a payment is of. */
export function subscriptionOf(
  facts: Pick<PaymentBalance, 'subscriptionRef' | 'invoiceRef'>,
  ties: Ties,
): string | undefined {
  const { subscriptionRefs } = ties;
  const invoiced = facts.invoiceRef ? ties.subscriptionOfInvoice(facts.invoiceRef) : undefined;
  return (
    facts.subscriptionRef ?? invoiced ?? (subscriptionRefs.length === 1 ? subscriptionRefs[0] : undefined)
  );
}

const amountColumns = (amount: Amount | undefined) => ({
  currency: amount?.currency ?? null,
  exponent: amount?.exponent ?? null,
  amountMinor: amount?.amountMinor ?? null,
});
