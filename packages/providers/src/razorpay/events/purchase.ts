import type { EventFacts } from '@payspool/events';
import type { PaymentBeside } from '../schema.ts';

type PaymentFacts = Extract<EventFacts, { type: `payment.${string}` }>;
type Ties = Pick<PaymentFacts, 'orderRef' | 'invoiceRef' | 'tentative' | 'settlesOrder'>;

/**
 * What a payment pays for. One with an invoice may be a subscription's: its order decides nothing until
 * `subscription.charged` or `invoice.paid` says whose invoice it is. One that registers a mandate is no purchase.
 * One without an order is a purchase by itself.
 */
export function purchaseOf(
  payment: Pick<
    PaymentBeside,
    'id' | 'order_id' | 'invoice_id' | 'amount' | 'method' | 'token_id' | 'recurring'
  >,
  { type, subscriptionRef }: { readonly type: PaymentFacts['type']; readonly subscriptionRef?: string },
): Ties {
  const { id, order_id: orderRef, invoice_id: invoiceRef } = payment;
  if (invoiceRef || subscriptionRef || registersMandate(payment, type)) {
    return { orderRef, invoiceRef, tentative: true };
  }
  return orderRef ? { orderRef } : { orderRef: id, settlesOrder: true };
}

/** Used for nothing but standing instructions to a bank (api/payments/recurring-payments). */
const MANDATE_METHODS: ReadonlySet<string | undefined> = new Set(['emandate', 'nach']);

/**
 * Whether a payment only registers a mandate. E-mandates and NACH authorize and capture 0; cards and UPI take ₹1 or more, which is
 * money where it is captured (api/payments/recurring-payments/webhooks.md) and is given back where it is not
 * (payments/subscriptions/workflow.md). A card's token alone proves nothing before that: a saved card has one as well, and whoever
 * captures by hand must see the order of an authorization.
 */
function registersMandate(
  {
    amount,
    method,
    token_id,
    recurring,
  }: Pick<PaymentBeside, 'amount' | 'method' | 'token_id' | 'recurring'>,
  type: PaymentFacts['type'],
): boolean {
  if (amount === 0) return true;
  const standing =
    recurring === true || MANDATE_METHODS.has(method) || (method === 'upi' && token_id !== undefined);
  if (type === 'payment.authorized' || type === 'payment.pending') return standing;
  return type === 'payment.canceled' && (standing || token_id !== undefined);
}
