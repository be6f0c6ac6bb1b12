import type { HANDLED } from '../event-types.ts';
import { orderTransaction, type EventHandler } from './order-transaction.ts';

export const handlers = {
  'order.transaction': orderTransaction,
} satisfies Record<(typeof HANDLED)[number], EventHandler>;
