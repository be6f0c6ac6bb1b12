/** What a payment's status, or an event type without one, says of the payment. */
export type PaymentState = 'pending' | 'authorized' | 'succeeded' | 'failed' | 'canceled' | 'refunded';

/** The envelope fixes no status words: these are the ones in use, in lower case. */
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

/** The state behind a status word in any case; `undefined` for a word that is not known. */
export const stateOf = (word: string): PaymentState | undefined => PAYMENT_STATES.get(word.toLowerCase());
