import { z } from 'zod';
import type { EventFacts } from '@payspool/events';
import { type EventHandler, readPayload } from '../read-payload.ts';
import { beside, entity, Order, PaymentBeside, OrderBeside, PaymentLink } from '../schema.ts';
import { orderFacts } from './purchase.ts';
import { paymentBeside } from './payment.ts';
import { fromUnixSeconds, together } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';

const Body = z.object({ payload: z.object({ order: entity(Order), payment: beside(PaymentBeside) }) });

/** States the amount due, with the payment that covered it. The order of an invoice may belong to a subscription. */
export const orderPaid: EventHandler = ({ body, occurredAt }) => {
  const { payload, warnings } = readPayload(Body, body);
  const payment = payload.payment?.entity;
  const order = orderFacts(payload.order.entity, { type: 'order.completed', occurredAt, payment });
  return together({ facts: [order], warnings }, paymentBeside(payment, { occurredAt }));
};

type OrderType = Extract<EventFacts['type'], `order.${string}`>;

const LinkBody = z.object({
  payload: z.object({
    payment_link: entity(PaymentLink),
    order: beside(OrderBeside),
    payment: beside(PaymentBeside),
  }),
});

/** States the amount due, like `order.paid`, with the payment. An endpoint may have selected only one of the two types. */
export const paymentLink =
  (type: OrderType): EventHandler =>
  ({ body, occurredAt }) => {
    const { payload, warnings } = readPayload(LinkBody, body);
    const link = payload.payment_link.entity;
    const order = payload.order?.entity;
    const payment = payload.payment?.entity;
    const bought: EventFacts = {
      type,
      occurredAt,
      orderRef: payment?.order_id ?? link.order_id ?? order?.id ?? link.id,
      paymentRef: payment?.id,
      invoiceRef: payment?.invoice_id,
      tentative: payment?.invoice_id ? true : undefined,
      amount: money(link.amount, link.currency),
      ...merchantRef(
        { of: 'order', receipt: order?.receipt, notes: order?.notes },
        { of: 'payment_link', reference_id: link.reference_id, notes: link.notes },
        { of: 'payment', notes: payment?.notes },
      ),
      customerRef: payment?.customer_id,
      providerStatus: order?.status ?? link.status,
      createdAt: fromUnixSeconds(order?.created_at),
    };
    return together({ facts: [bought], warnings }, paymentBeside(payment, { occurredAt }));
  };
