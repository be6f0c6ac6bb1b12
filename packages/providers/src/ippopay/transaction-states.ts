import type { EventFacts } from '@payspool/events';

/** `success` is documented (ippopay/docs-api rest-api.md), `failure` is the browser callback's word; the others are guarded guesses. */
const PAYMENT_TYPES: ReadonlyMap<string, Extract<EventFacts['type'], `payment.${string}`>> = new Map([
  ['success', 'payment.succeeded'],
  ['failure', 'payment.failed'],
  ['failed', 'payment.failed'],
  ['created', 'payment.pending'],
  ['initiated', 'payment.pending'],
  ['pending', 'payment.pending'],
  ['processing', 'payment.pending'],
]);

/** `not_requested` is documented. A refund that is only asked for has moved nothing; a partial one does not say how much. */
const REFUNDED: ReadonlyMap<string, boolean> = new Map([
  ['not_requested', false],
  ['requested', false],
  ['pending', false],
  ['processing', false],
  ['failed', false],
  ['full', true],
  ['refunded', true],
]);

/** What a transaction's status says of the payment, in any case; `undefined` for an unknown word. */
export const paymentTypeOf = (status: string) => PAYMENT_TYPES.get(status.toLowerCase());

/** Whether the whole payment has been given back; `undefined` for an unknown word. */
export const isRefunded = (refundStatus: string): boolean | undefined =>
  REFUNDED.get(refundStatus.toLowerCase());
