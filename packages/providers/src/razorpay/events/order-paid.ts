import { z } from 'zod';
import { readPayload } from '../read-payload.ts';
import { beside, entity, Order, PaymentBeside } from '../schema.ts';
import { together, type EventHandler } from './handler.ts';
import { orderFacts } from './order-beside.ts';
import { paymentBeside } from './payment.ts';

const Body = z.object({ payload: z.object({ order: entity(Order), payment: beside(PaymentBeside) }) });

/** States the amount due, with the payment that covered it. The order of an invoice may belong to a subscription. */
export const orderPaid: EventHandler = ({ body, occurredAt }) => {
  const { payload, warnings } = readPayload(Body, body);
  const payment = payload.payment?.entity;
  const order = orderFacts(payload.order.entity, { type: 'order.completed', occurredAt, payment });
  return together({ events: [order], warnings }, paymentBeside(payment, { occurredAt }));
};
