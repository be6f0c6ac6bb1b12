/** The state of a payment, from its status or, without one, from the event type. */
export type PaymentState = 'pending' | 'authorized' | 'succeeded' | 'failed' | 'canceled' | 'refunded';

/** The envelope does not define statuses; these are the ones in use, in lower case. */
export const PAYMENT_STATES: ReadonlyMap<string, PaymentState> = new Map([
  ['completed', 'succeeded'],
  ['succeeded', 'succeeded'],
  ['success', 'succeeded'],
  ['paid', 'succeeded'],
  ['captured', 'succeeded'],
  ['pending', 'pending'],
  ['processing', 'pending'],
  ['created', 'pending'],
  ['authorized', 'authorized'],
  ['failed', 'failed'],
  ['declined', 'failed'],
  ['error', 'failed'],
  ['canceled', 'canceled'],
  ['cancelled', 'canceled'],
  ['voided', 'canceled'],
  ['expired', 'canceled'],
  ['refunded', 'refunded'],
]);

/** The state for a status in upper or lower case; `undefined` for an unknown one. */
export const stateOf = (word: string): PaymentState | undefined => PAYMENT_STATES.get(word.toLowerCase());
