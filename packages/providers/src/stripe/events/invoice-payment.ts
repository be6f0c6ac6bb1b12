import { InvoicePayment } from '../schema.ts';
import { onObject, optionalWord } from './event-handler.ts';

/** Since API 2025-03-31 the only word on which payment paid which invoice. It ties the two; the intent says whether money moved. */
export const invoicePaymentPaid = onObject(InvoicePayment, (object, { occurredAt }) => {
  const paymentRef = object.payment.payment_intent ?? object.payment.charge;
  if (!paymentRef) return { ignored: 'the invoice was paid outside Stripe' };
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
