import type { EventFacts } from '@payspool/events';
import type { z } from 'zod';
import { firstMerchantRef, fromUnixSeconds } from '../../contract/index.ts';
import { money } from '../money.ts';
import { Invoice } from '../schema.ts';
import { onObject, optionalWord, type EventHandler } from './event-handler.ts';

type InvoiceObject = z.output<typeof Invoice>;
type OrderType = 'order.created' | 'order.completed' | 'order.canceled';

/** Finalised, or not paid yet: the amount is known and still open. */
export const invoiceOpen = invoice('order.created');
export const invoicePaid = invoice('order.completed');
export const invoiceVoided = invoice('order.canceled');

/** A subscription's invoice ties the payment to its subscription; any other invoice is an order of its own. */
function invoice(type: OrderType): EventHandler {
  return onObject(Invoice, (object, { occurredAt }) => {
    const subscriptionRef =
      object.subscription ?? object.parent?.subscription_details?.subscription ?? undefined;
    const fact = subscriptionRef
      ? subscriptionInvoice(type, object, subscriptionRef, occurredAt)
      : orderInvoice(type, object, occurredAt);
    const paid = type === 'order.completed' ? paidElsewhere(object, subscriptionRef, occurredAt) : [];
    return { facts: [fact, ...linkedPayment(object, subscriptionRef, occurredAt), ...paid] };
  });
}

/** No status: whether a subscription is active is for its own events to say. */
function subscriptionInvoice(
  type: OrderType,
  object: InvoiceObject,
  subscriptionRef: string,
  occurredAt: string,
): EventFacts {
  const renewal = type === 'order.completed' && object.billing_reason === 'subscription_cycle';
  return {
    type: renewal ? 'subscription.renewed' : 'subscription.updated',
    occurredAt,
    subscriptionRef,
    invoiceRef: object.id,
    customerRef: object.customer ?? undefined,
  };
}

/** Due is `amount_due`, not `total`: the customer's credit balance is already taken off it, and nobody pays that part. */
function orderInvoice(type: OrderType, object: InvoiceObject, occurredAt: string): EventFacts {
  return {
    type,
    occurredAt,
    orderRef: object.id,
    invoiceRef: object.id,
    amount: money(object.amount_due, object.currency),
    createdAt: fromUnixSeconds(object.created),
    providerStatus: optionalWord(object.status),
    merchantRef: firstMerchantRef(object.metadata?.order_id),
    customerRef: object.customer ?? undefined,
  };
}

/** Before API 2025-03-31 the invoice names its payment; since then `invoice_payment.paid` does. */
function linkedPayment(
  object: InvoiceObject,
  subscriptionRef: string | undefined,
  occurredAt: string,
): EventFacts[] {
  const { payment_intent: intent, charge } = object;
  const paymentRef = intent ?? charge;
  if (!paymentRef) return [];
  const aliases = intent && charge ? { paymentAliases: [charge] } : {};
  return [
    { type: 'payment.linked', occurredAt, paymentRef, ...aliases, invoiceRef: object.id, subscriptionRef },
  ];
}

/**
 * An invoice that was marked as paid outside Stripe, in the words of before API 2025-03-31, is settled by money that Stripe never
 * saw: a payment named like the invoice, worth what Stripe's own payments left to pay (`amount_paid` does not count it:
 * docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices).
 */
function paidElsewhere(
  { id, paid_out_of_band, amount_due, amount_remaining, currency, customer }: InvoiceObject,
  subscriptionRef: string | undefined,
  occurredAt: string,
): EventFacts[] {
  const settled = amount_remaining || amount_due;
  if (!paid_out_of_band || settled === 0) return [];
  return [
    {
      type: 'payment.succeeded',
      occurredAt,
      paymentRef: id,
      invoiceRef: id,
      subscriptionRef,
      amount: money(settled, currency),
      providerStatus: 'paid_out_of_band',
      customerRef: customer ?? undefined,
    },
  ];
}
