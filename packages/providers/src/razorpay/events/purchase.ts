import type { EventFacts } from '@payspool/events';
import type { PaymentBeside, Order, OrderBeside } from '../schema.ts';
import { fromUnixSeconds, type ReadFacts } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';

type PaymentFacts = Extract<EventFacts, { type: `payment.${string}` }>;
type Links = Pick<PaymentFacts, 'orderRef' | 'invoiceRef' | 'tentative' | 'settlesOrder'>;

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
): Links {
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
  const isInstruction =
    recurring === true || MANDATE_METHODS.has(method) || (method === 'upi' && token_id !== undefined);
  if (type === 'payment.authorized' || type === 'payment.pending') return isInstruction;
  return type === 'payment.canceled' && (isInstruction || token_id !== undefined);
}

type OrderFacts = Extract<EventFacts, { type: `order.${string}` }>;

/** The facts about an included payment that matter for the order. */
type PayingFor = Pick<PaymentBeside, 'id' | 'invoice_id' | 'customer_id' | 'notes'>;

/** The facts of an order: the amount due, and the merchant's own id. An order of 0 registers a mandate and is not a purchase. */
export function orderFacts(
  order: Order,
  {
    type,
    occurredAt,
    payment,
  }: {
    readonly type: OrderFacts['type'];
    readonly occurredAt: string;
    readonly payment: PayingFor | undefined;
  },
): OrderFacts {
  return {
    type,
    occurredAt,
    orderRef: order.id,
    paymentRef: payment?.id,
    invoiceRef: payment?.invoice_id,
    // The order of an invoice may belong to a subscription.
    tentative: payment?.invoice_id || order.amount === 0 ? true : undefined,
    amount: money(order.amount, order.currency),
    ...merchantRef({ ...order, of: 'order' }, { of: 'payment', notes: payment?.notes }),
    customerRef: payment?.customer_id,
    providerStatus: order.status,
    createdAt: fromUnixSeconds(order.created_at),
  };
}

/** An order that is included with its payment states the amount due, even if `order.paid` never arrives. Only the payment's own order is read. */
export function orderBeside(
  order: OrderBeside | undefined,
  {
    payment,
    type: paymentType = 'payment.linked',
    occurredAt,
  }: {
    readonly payment: PaymentBeside | undefined;
    /** The result of the payment. If it does not prove a purchase, its order does not either. */
    readonly type: PaymentFacts['type'] | undefined;
    readonly occurredAt: string;
  },
): ReadFacts | undefined {
  const orderRef = payment?.order_id;
  if (!order || !orderRef || (order.id !== orderRef && `order_${order.id}` !== orderRef)) return undefined;
  const { amount, currency } = order;
  if (amount === undefined || currency === undefined) return undefined;
  const type = order.status === 'paid' ? 'order.completed' : 'order.created';
  const facts = orderFacts({ ...order, id: orderRef, amount, currency }, { type, occurredAt, payment });
  const { tentative } = purchaseOf(payment, { type: paymentType });
  return { facts: [{ ...facts, tentative: facts.tentative ?? tentative }] };
}
