import type { Ref } from '../schema.ts';
import type { StripeSettings } from '../settings.ts';

/**
 * The purchase of a payment, as far as the payment itself shows it. Before API 2025-03-31 payment intents and charges have
 * `invoice`: `null` means that the payment has no invoice and is its own order; an id means that the invoice decides. Since then
 * the field is missing (docs.stripe.com/changelog/basil), and only the session or `invoice_payment.paid` shows the purchase.
 * Until one of them arrives, the payment is not an order, unless the merchant uses only intents.
 */
export function orderLink(
  paymentRef: string,
  invoice: Ref | null | undefined,
  { bareIntents }: StripeSettings,
): { orderRef?: string; invoiceRef?: string } {
  if (invoice === undefined) return bareIntents === 'order' ? { orderRef: paymentRef } : {};
  return invoice === null ? { orderRef: paymentRef } : { invoiceRef: invoice.id };
}
