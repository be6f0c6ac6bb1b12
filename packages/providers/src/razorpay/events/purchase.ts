import type { EventFacts } from '@payspool/events';
import type { PaymentBeside } from '../schema.ts';

type PaymentFacts = Extract<EventFacts, { type: `payment.${string}` }>;
type Ties = Pick<PaymentFacts, 'orderRef' | 'invoiceRef' | 'tentative' | 'settlesOrder'>;

/**
 * The purchase of a payment. A payment with an invoice may belong to a subscription, so its order does not decide until
 * `subscription.charged` or `invoice.paid` names the owner of the invoice. A payment that registers a mandate is not a purchase.
 * A payment without an order is a purchase by itself.
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

/** Used only for standing instructions to a bank (api/payments/recurring-payments). */
const MANDATE_METHODS: ReadonlySet<string | undefined> = new Set(['emandate', 'nach']);

/**
 * Whether a payment only registers a mandate. E-mandates and NACH authorize and capture 0. Cards and UPI charge ₹1 or more, which
 * is a payment if it is captured (api/payments/recurring-payments/webhooks.md) and is released if it is not
 * (payments/subscriptions/workflow.md). A card's token alone proves nothing before that, because a saved card has one too, and
 * merchants who capture by hand must see the order of an authorization.
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
