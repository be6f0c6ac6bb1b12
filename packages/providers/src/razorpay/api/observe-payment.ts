import { compiled } from '@payspool/events';
import { z } from 'zod';
import { type EventReading, type ReadFacts, together } from '../../contract/index.ts';
import { isCaptured, paymentBeside, paymentTypeOf } from '../events/payment.ts';
import { orderBeside, orderFacts } from '../events/purchase.ts';
import { type EventHandler, readPayload } from '../read-payload.ts';
import { entity, Order, PaymentBeside } from '../schema.ts';
import { itemsOf, type Observed, readAsDelivered, statusOf, timeOf } from './entity-reading.ts';

const PaymentBody = z.object({ payload: z.object({ payment: entity(PaymentBeside) }) });

/** The payment's own status counts, as for a payment that an event includes. */
const paymentAlone: EventHandler = ({ body, occurredAt }) => {
  const { payload, warnings } = readPayload(PaymentBody, body);
  return together({ facts: [], warnings }, paymentBeside(payload.payment.entity, { occurredAt }));
};

/**
 * The state of a payment. Its total of refunds is left out, because it may include pending ones: refunds are read as objects of their own.
 * A payment has no time but that of its creation, at which only `created` began.
 */
export function observePayment(observed: Observed): ReadFacts {
  const created = statusOf(observed) === 'created' ? timeOf(observed, 'created_at') : undefined;
  const reading = readAsDelivered('payment', observed, {
    type: 'payment',
    occurredAt: created ?? observed.askedAt,
    handler: paymentAlone,
  });
  if ('ignored' in reading) return { facts: [] };
  return {
    facts: reading.facts.map((fact) =>
      'amountRefundedMinor' in fact ? { ...fact, amountRefundedMinor: undefined } : fact,
    ),
    warnings: reading.warnings ?? [],
  };
}

const OrderBody = z.object({ payload: z.object({ order: entity(Order) }) });

/**
 * The state of an order. Alone it does not say whose it is: the order of an invoice may belong to a subscription, and most orders that were
 * never paid were abandoned. It then states what is due, and makes no order by itself. A list includes the payments of each order, which
 * decide as they do in a delivery.
 */
export function observeOrder(observed: Observed): EventReading {
  const { payments } = observed.entity;
  if (payments == null)
    return readAsDelivered('order', observed, { ...orderHead(observed), handler: orderAlone });
  const items = itemsOf(payments, { ...observed, path: `${observed.path}.payments` });
  if (items.length === 0) return { ignored: 'an order that nobody has tried to pay' };
  const order = readAsDelivered('order', observed, {
    ...orderHead(observed),
    handler: orderOf(items.map((item) => item.entity)),
  });
  return 'ignored' in order ? order : together(order, ...items.map(observePayment));
}

const isPaid = (observed: Observed): boolean => statusOf(observed) === 'paid';

/** An order exists since its creation. When it was paid is not stated. */
const orderHead = (observed: Observed) => ({
  type: 'order',
  occurredAt: (isPaid(observed) ? undefined : timeOf(observed, 'created_at')) ?? observed.askedAt,
});

const orderAlone: EventHandler = ({ body, occurredAt }) => {
  const { payload, warnings } = readPayload(OrderBody, body);
  const { entity: order } = payload.order;
  const type = order.status === 'paid' ? 'order.completed' : 'order.created';
  const facts = orderFacts(order, { type, occurredAt, payment: undefined });
  return { facts: [{ ...facts, tentative: true }], warnings };
};

/** The order with the payment that paid it, or else with the latest one, which the API lists first. */
const orderOf =
  (payments: readonly unknown[]): EventHandler =>
  ({ body, occurredAt }) => {
    const { payload, warnings } = readPayload(OrderBody, body);
    const { entity: order } = payload.order;
    const read = payments.flatMap((payment) => compiled(PaymentBeside).safeParse(payment).data ?? []);
    const payment = read.find(isCaptured) ?? read[0];
    if (order.status === 'paid')
      return { facts: [orderFacts(order, { type: 'order.completed', occurredAt, payment })], warnings };
    const type = payment && paymentTypeOf(payment);
    return together({ facts: [], warnings }, orderBeside(order, { payment, type, occurredAt }));
  };
