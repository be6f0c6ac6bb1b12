import { orderTransaction, type EventHandler } from './order-transaction.ts';

/** IppoPay does not name events. The recorded event is an answer of its API; its type is the requested resource. */
export const handlers = {
  'order.transaction': orderTransaction,
} satisfies Record<string, EventHandler>;
