import { z } from 'zod';
import { checkShape, fromUnixSeconds } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { entity, Order, Payment } from '../schema.ts';
import type { EventHandler } from './handler.ts';
import { paymentBeside } from './payment.ts';

const Body = z.object({
  payload: z.object({ order: entity(Order), payment: entity(Payment).optional() }),
});

/** Says what was due, and brings the payment that covered it. An invoice's order may be a subscription's. */
export const orderPaid: EventHandler = ({ body, occurredAt }) => {
  const { payload } = checkShape(Body, body);
  const order = payload.order.entity;
  const payment = payload.payment?.entity;
  const paid = payment && paymentBeside(payment, { occurredAt });
  return {
    events: [
      {
        type: 'order.completed',
        occurredAt,
        orderRef: order.id,
        paymentRef: payment?.id,
        invoiceRef: payment?.invoice_id,
        tentative: payment?.invoice_id ? true : undefined,
        amount: money(order.amount, order.currency),
        merchantRef: merchantRef(order) ?? merchantRef({ notes: payment?.notes }),
        customerRef: payment?.customer_id,
        providerStatus: order.status,
        createdAt: fromUnixSeconds(order.created_at),
      },
      ...(paid?.events ?? []),
    ],
    warnings: paid?.warnings,
  };
};
