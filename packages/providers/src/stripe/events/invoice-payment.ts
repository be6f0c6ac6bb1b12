import type { EventFacts } from '@payspool/events';
import type { z } from 'zod';
import { money } from '../money.ts';
import { InvoicePayment } from '../schema.ts';
import { onObject, optionalWord } from './event-handler.ts';

/** Since API 2025-03-31 the only word on which payment paid which invoice. It ties the two; the intent says whether money moved. */
export const invoicePaymentPaid = onObject(InvoicePayment, (object, { occurredAt }) => {
  const { payment_intent: intent, charge, payment_record: record } = object.payment;
  const paymentRef = intent ?? charge;
  if (!paymentRef && record) return { facts: [paidElsewhere(object, record, occurredAt)] };
  if (!paymentRef) return { ignored: 'the invoice payment names no payment' };
  return {
    facts: [
      {
        type: 'payment.linked',
        occurredAt,
        paymentRef,
        invoiceRef: object.invoice,
        providerStatus: optionalWord(object.status),
      },
    ],
  };
});

/**
 * A payment record stands for money that moved outside Stripe (docs.stripe.com/api/payment-record): nothing else is going to say
 * that it did. Endpoints of an older version name the same payment by its invoice.
 */
function paidElsewhere(
  { invoice, amount_paid, currency, status }: z.output<typeof InvoicePayment>,
  record: string,
  occurredAt: string,
): EventFacts {
  return {
    type: 'payment.succeeded',
    occurredAt,
    paymentRef: record,
    paymentAliases: [invoice],
    invoiceRef: invoice,
    amount: amount_paid == null || currency == null ? undefined : money(amount_paid, currency),
    providerStatus: optionalWord(status),
  };
}
