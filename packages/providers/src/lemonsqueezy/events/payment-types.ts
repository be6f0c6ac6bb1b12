import type { EventFacts } from '@payspool/events';

export type PaymentType = Extract<EventFacts['type'], `payment.${string}`>;

/**
 * The state of the payment by the status of the order or invoice. `fraudulent` is missing: no page says whether the money of such an order was
 * kept.
 */
export const PAYMENT_TYPES: ReadonlyMap<string | undefined, PaymentType> = new Map([
  ['pending', 'payment.pending'],
  ['failed', 'payment.failed'],
  ['paid', 'payment.succeeded'],
  ['refunded', 'payment.succeeded'],
  ['partial_refund', 'payment.succeeded'],
  ['void', 'payment.canceled'],
]);

/** Without `refunded_amount` a partial refund does not say how much went back. */
export const UNKNOWN_REFUND =
  'data.attributes.refunded_amount is missing: it is not known how much was refunded';
