import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { fromUnixSeconds } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { readPayload } from '../read-payload.ts';
import { beside, entity, OrderBeside, PaymentBeside, PaymentLink } from '../schema.ts';
import { together, type EventHandler } from './handler.ts';
import { paymentBeside } from './payment.ts';

type OrderType = Extract<EventFacts['type'], `order.${string}`>;

const Body = z.object({
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
    const { payload, warnings } = readPayload(Body, body);
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
    return together({ events: [bought], warnings }, paymentBeside(payment, { occurredAt }));
  };
