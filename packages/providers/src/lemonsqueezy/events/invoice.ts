import type { EventFacts } from '@payspool/events';
import { checkShape, fromIsoText, unknownWord } from '../../contract/index.ts';
import { leftOutOf } from '../left-out.ts';
import { merchantRef } from '../merchant-ref.ts';
import { moneyOf, refundedOf } from '../money.ts';
import { firstPaymentOf, paymentOfInvoice } from '../payment-names.ts';
import { InvoiceBody } from '../schema.ts';
import type { Handler } from './order.ts';
import { PAYMENT_TYPES, type PaymentType, UNKNOWN_REFUND } from './payment-types.ts';

/**
 * `subscription_payment_*`: an invoice of a subscription. `subscription_payment_success` is always sent beside
 * `subscription_payment_recovered`, with the same invoice, so both name the same payment.
 */
export const invoice: Handler = ({ type: name, body, occurredAt }) => {
  const { meta, data } = checkShape(InvoiceBody, body);
  const { id: invoiceRef, attributes } = data;
  const { subscription_id: subscriptionRef, status, billing_reason: reason, total } = attributes;
  const type = paymentType(name, status);
  const refunded = refundedOf(attributes, status);
  const amount = moneyOf(attributes, total);
  const paymentRef = reason === 'initial' ? firstPaymentOf(subscriptionRef) : paymentOfInvoice(invoiceRef);
  const about = { occurredAt, subscriptionRef, invoiceRef, customerRef: attributes.customer_id };
  const isFirst = reason === 'initial';
  const start = isFirst || reason === 'renewal' ? fromIsoText(attributes.created_at) : undefined;
  const isPaid = type === 'payment.succeeded';
  // An invoice of 0 at the start may be that of a trial, which is no period.
  const isPeriod = isPaid && start !== undefined && !(isFirst && total === 0);
  const billed: EventFacts = {
    type: 'subscription.updated',
    ...about,
    ...merchantRef(meta.custom_data),
    // A refund may come long after the period.
    currentPeriodStart: isFirst || name === REFUNDED ? undefined : start,
    paidPeriod: isPeriod
      ? { start, invoiceRef, ...(total > 0 ? { paymentRef } : { nothingDue: true as const }) }
      : undefined,
  };
  const paid: EventFacts[] =
    total > 0
      ? [{ type, ...about, paymentRef, amount, amountRefundedMinor: refunded, providerStatus: status }]
      : [];
  return {
    facts: [...paid, billed],
    warnings: [
      ...leftOutOf(body, attributes),
      ...(PAYMENT_TYPES.has(status) ? [] : [unknownWord('invoice status', status)]),
      ...(name === REFUNDED && refunded === undefined ? [UNKNOWN_REFUND] : []),
    ],
  };
};

const FAILED = 'subscription_payment_failed';
const REFUNDED = 'subscription_payment_refunded';

/** The event's name says what happened. After a failed attempt the invoice stays `pending`, unless it was paid or voided since. */
function paymentType(name: string, status: string | undefined): PaymentType {
  if (name !== FAILED) return 'payment.succeeded';
  const now = PAYMENT_TYPES.get(status);
  return now === 'payment.succeeded' || now === 'payment.canceled' ? now : 'payment.failed';
}
