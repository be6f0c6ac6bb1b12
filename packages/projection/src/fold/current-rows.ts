import type { Money as Amount } from '@payspool/events';
import { type Balances, type Known, type PaymentBalance, withShare } from './balances.ts';
import { merchantReferenceOf } from './merchant-reference.ts';
import { orderMoney } from './order.ts';
import type { DisputeFacts, RefundFacts } from './payments.ts';
import type { DisputeRow, OrderRow, PaymentRow, RefundRow } from './rows.ts';
import type { Links } from './links.ts';

/** The order that a state amounts to; none for a subscription or while nothing is known to be bought. */
export function orderRow({
  state: { order, inferred, firstAt, lastAt },
  links,
  context,
  balances,
}: Known & { readonly balances: Balances }): OrderRow | undefined {
  if (links.orderRef === undefined || firstAt === undefined || lastAt === undefined) return undefined;
  return {
    orderRef: links.orderRef,
    ...merchantReferenceOf(order.reference, inferred.reference),
    providerStatus: order.providerStatus ?? inferred.providerStatus ?? null,
    customerRef: order.customerRef ?? inferred.customerRef ?? null,
    disputed: balances.totals.disputed > 0,
    ...orderMoney(order, balances.totals, context.policy),
    createdAt: order.createdAt ?? firstAt,
    updatedAt: lastAt,
  };
}

/** A payment whose status an event has reported; one that is only referred to waits without a row. */
export function paymentRow(
  paymentRef: string,
  facts: PaymentBalance | undefined,
  links: Links,
): PaymentRow | undefined {
  if (!facts?.status || !facts.occurredAt) return undefined;
  return {
    paymentRef,
    orderRef: links.orderRef ?? null,
    subscriptionRef: subscriptionOf(facts, links) ?? null,
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
  links: Links,
): RefundRow | undefined {
  const columns = facts && returnColumns(facts, links);
  return columns && { refundRef, ...columns };
}

export function disputeRow(
  facts: DisputeFacts | undefined,
  { state, links, context }: Known,
): DisputeRow | undefined {
  if (!facts) return undefined;
  const columns = returnColumns(withShare(facts, { payments: state.payments, links, context }), links);
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
  links: Links,
) {
  if (!status || !occurredAt) return undefined;
  return {
    paymentRef: paymentRef ? links.paymentName(paymentRef) : null,
    status,
    ...amountColumns(amount),
    reason: reason ?? null,
    occurredAt,
  };
}

/** The subscription that a payment is of. */
export function subscriptionOf(
  facts: Pick<PaymentBalance, 'subscriptionRef' | 'invoiceRef'>,
  links: Links,
): string | undefined {
  const { subscriptionRefs } = links;
  const invoiced = facts.invoiceRef ? links.subscriptionOfInvoice(facts.invoiceRef) : undefined;
  return (
    facts.subscriptionRef ?? invoiced ?? (subscriptionRefs.length === 1 ? subscriptionRefs[0] : undefined)
  );
}

const amountColumns = (amount: Amount | undefined) => ({
  currency: amount?.currency ?? null,
  exponent: amount?.exponent ?? null,
  amountMinor: amount?.amountMinor ?? null,
});
