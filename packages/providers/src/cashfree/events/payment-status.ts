import type { EventFacts } from '@payspool/events';

export type PaymentType = Extract<EventFacts['type'], `payment.${string}`>;

/**
 * Only SUCCESS is final: each other attempt may still succeed, and the order can be paid by another one
 * (api-reference/payments/latest/webhooks/idempotency). A payment that is FLAGGED is being reviewed.
 */
export const PAYMENT_TYPES: ReadonlyMap<string | undefined, PaymentType> = new Map([
  ['SUCCESS', 'payment.succeeded'],
  ['FAILED', 'payment.failed'],
  ['USER_DROPPED', 'payment.failed'],
  ['CANCELLED', 'payment.canceled'],
  ['VOID', 'payment.canceled'],
  ['PENDING', 'payment.pending'],
  ['FLAGGED', 'payment.pending'],
  ['NOT_ATTEMPTED', 'payment.pending'],
  ['INITIALIZED', 'payment.pending'],
]);
