import { together } from '../../contract/index.ts';
import type { EventFacts } from '@payspool/events';
import type { z } from 'zod';
import { money } from '../money.ts';
import { Charge, type InvoicePayment, PaymentIntent } from '../schema.ts';
import { chargeSays } from './charge.ts';
import { type EventContext, optionalWord, readExpanded, type Said, saying } from './event-handler.ts';
import { intentSays } from './payment-intent.ts';

type Payment = z.output<typeof InvoicePayment>;

/** The payment in an invoice payment: its intent, a charge without an intent, or a record of money that moved outside Stripe. */
export const paymentRefIn = ({ payment }: Payment): string | undefined =>
  (payment.payment_intent ?? payment.charge ?? payment.payment_record)?.id;

/** Since API 2025-03-31 the only object that says which payment paid which invoice. It connects the two; the intent says whether money moved. */
export function invoicePaymentSays(object: Payment, context: EventContext): Said {
  const { payment_intent: intent, charge, payment_record: record } = object.payment;
  const paymentRef = intent?.id ?? charge?.id;
  if (!paymentRef) return record ? saying(paidElsewhere(object, record.id, context.occurredAt)) : saying();
  const linked = {
    type: 'payment.linked' as const,
    occurredAt: context.occurredAt,
    paymentRef,
    invoiceRef: object.invoice.id,
    providerStatus: optionalWord(object.status),
  };
  return together(
    saying(linked),
    readExpanded({ schema: PaymentIntent, ref: intent, at: 'payment.payment_intent' }, context, intentSays),
    readExpanded({ schema: Charge, ref: charge, at: 'payment.charge' }, context, chargeSays),
  );
}

/**
 * A payment record represents money that moved outside Stripe (docs.stripe.com/api/payment-record); no other event reports it.
 * Endpoints with an older version identify the same payment by its invoice.
 */
function paidElsewhere(
  { invoice, amount_paid, currency, status }: Payment,
  record: string,
  occurredAt: string,
): EventFacts {
  return {
    type: 'payment.succeeded',
    occurredAt,
    paymentRef: record,
    paymentAliases: [invoice.id],
    invoiceRef: invoice.id,
    amount: amount_paid == null || currency == null ? undefined : money(amount_paid, currency),
    providerStatus: optionalWord(status),
  };
}
