import type { EventFacts } from '@payspool/events';
import { fromUnixSeconds } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import type { Order, OrderBeside, PaymentBeside } from '../schema.ts';
import type { Meaning } from './handler.ts';
import { purchaseOf } from './purchase.ts';

type PaymentFacts = Extract<EventFacts, { type: `payment.${string}` }>;
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
): Meaning | undefined {
  const orderRef = payment?.order_id;
  if (!order || !orderRef || (order.id !== orderRef && `order_${order.id}` !== orderRef)) return undefined;
  const { amount, currency } = order;
  if (amount === undefined || currency === undefined) return undefined;
  const type = order.status === 'paid' ? 'order.completed' : 'order.created';
  const facts = orderFacts({ ...order, id: orderRef, amount, currency }, { type, occurredAt, payment });
  const { tentative } = purchaseOf(payment, { type: paymentType });
  return { events: [{ ...facts, tentative: facts.tentative ?? tentative }] };
}
