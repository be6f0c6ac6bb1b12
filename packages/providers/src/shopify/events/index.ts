import type { OrdinaryHandler, StatusWords } from '../../contract/index.ts';
import { dispute, DISPUTE_TYPES } from './dispute.ts';
import { order, ORDER_TYPES } from './order.ts';
import { refund } from './refund.ts';
import { PAYMENT_TYPES, REFUND_TYPES, transaction } from './transaction.ts';

/** Every kind of body that becomes canonical events, with its handler. */
export const handlers = {
  order,
  order_transaction: transaction,
  refund,
  dispute,
} satisfies Record<string, OrdinaryHandler>;

/** The statuses of an order, of the transactions of a payment and of a refund, and of a dispute. */
export const STATUS_WORDS: StatusWords = {
  order: Object.fromEntries(ORDER_TYPES),
  payment: Object.fromEntries(PAYMENT_TYPES),
  refund: Object.fromEntries(REFUND_TYPES),
  dispute: Object.fromEntries(DISPUTE_TYPES),
};
