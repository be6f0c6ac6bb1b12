import type { EventFacts } from '@payspool/events';
import type { z } from 'zod';
import { fromIsoText, unknownWord } from '../../contract/index.ts';
import { about, type About } from '../read-object.ts';
import { OrderStub } from '../schema.ts';

type OrderType = Extract<EventFacts['type'], `order.${string}`>;

/** By `state` (square-nodejs-sdk src/api/types/OrderState.ts). */
const TYPES: ReadonlyMap<string | undefined, OrderType> = new Map([
  ['DRAFT', 'order.created'],
  ['OPEN', 'order.created'],
  ['COMPLETED', 'order.completed'],
  ['CANCELED', 'order.canceled'],
]);

/**
 * Events of orders name an order and its state, and nothing else. Orders also exist for abandoned checkouts, for refunds and for the
 * invoices of subscriptions. So the event alone makes no order: a payment or an invoice does.
 */
const read = (
  { order_id: orderRef, state, created_at }: z.output<typeof OrderStub>,
  { occurredAt }: About,
) => {
  const type = TYPES.get(state);
  const facts: EventFacts = {
    type: type ?? 'order.created',
    occurredAt,
    orderRef,
    tentative: true,
    createdAt: fromIsoText(created_at),
    providerStatus: state,
  };
  return { facts: [facts], warnings: type ? [] : [unknownWord('order state', state)] };
};

export const orderCreated = about('order_created', OrderStub, read);
export const orderUpdated = about('order_updated', OrderStub, read);
