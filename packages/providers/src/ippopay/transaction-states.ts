import type { EventFacts } from '@payspool/events';

/** `success` is documented (ippopay/docs-api rest-api.md), `failure` comes from the browser callback; the others are assumptions. */
const PAYMENT_TYPES: ReadonlyMap<string, Extract<EventFacts['type'], `payment.${string}`>> = new Map([
  ['success', 'payment.succeeded'],
  ['failure', 'payment.failed'],
  ['failed', 'payment.failed'],
  ['created', 'payment.pending'],
  ['initiated', 'payment.pending'],
  ['pending', 'payment.pending'],
  ['processing', 'payment.pending'],
]);

/** `not_requested` is documented. A requested refund has moved no money yet; a partial one does not state its amount. */
const REFUNDED: ReadonlyMap<string, boolean> = new Map([
  ['not_requested', false],
  ['requested', false],
  ['pending', false],
  ['processing', false],
  ['failed', false],
  ['full', true],
  ['refunded', true],
]);

/** The payment's status for a transaction's status in upper or lower case; `undefined` for an unknown one. */
export const paymentTypeOf = (status: string) => PAYMENT_TYPES.get(status.toLowerCase());

/** Whether the whole payment was refunded; `undefined` for an unknown status. */
export const isRefunded = (refundStatus: string): boolean | undefined =>
  REFUNDED.get(refundStatus.toLowerCase());
