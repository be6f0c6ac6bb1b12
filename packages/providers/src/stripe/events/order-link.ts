import type { Ref } from '../schema.ts';
import type { StripeSettings } from '../settings.ts';

/**
 * What a payment by itself says of its purchase.
 *
 * Before API 2025-03-31 payment intents and charges carry `invoice`: `null` means that no invoice is behind the payment, so
 * that it is its own order; an id means that the invoice decides. Since then the field is gone (docs.stripe.com/changelog/basil),
 * and only the session or `invoice_payment.paid` tells: until then it is no order, unless the team uses intents alone.
 */
export function orderLink(
  paymentRef: string,
  invoice: Ref | null | undefined,
  { bareIntents }: StripeSettings,
): { orderRef?: string; invoiceRef?: string } {
  if (invoice === undefined) return bareIntents === 'order' ? { orderRef: paymentRef } : {};
  return invoice === null ? { orderRef: paymentRef } : { invoiceRef: invoice.id };
}
