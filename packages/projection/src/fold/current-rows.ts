import type { Money as Amount } from '@payspool/events';
import { type Balances, type Known, type PaymentBalance, withShare } from './balances.ts';
import { merchantReferenceOf } from './merchant-reference.ts';
import { orderMoney } from './order.ts';
import type { DisputeFacts, RefundFacts } from './payments.ts';
import type { DisputeRow, OrderRow, PaymentRow, RefundRow } from './rows.ts';
import type { Links } from './links.ts';

/** Returns the row of the order; `undefined` for a subscription, or while no event says that something was bought. */
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

/** Returns the row of a payment; `undefined` until an event has reported its status. */
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

/** The columns that refunds and disputes share: both are about money that goes back, or may go back. */
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

/** Returns the subscription of a payment: the one that it names, that of its invoice, or the only one. */
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
