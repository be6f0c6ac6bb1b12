import type { PaymentStatus, RefundStatus } from '@payspool/events';
import { lookUpWord } from './status-word.ts';

/** Status words of captures, authorizations and sales, v2 and v1. A refund of it does not undo that a payment succeeded. */
export const PAYMENT_WORDS: Readonly<Record<string, PaymentStatus>> = {
  COMPLETED: 'succeeded',
  PARTIALLY_REFUNDED: 'succeeded',
  REFUNDED: 'succeeded',
  REVERSED: 'succeeded',
  PENDING: 'pending',
  DECLINED: 'failed',
  DENIED: 'failed',
  FAILED: 'failed',
  CREATED: 'authorized',
  AUTHORIZED: 'authorized',
  CAPTURED: 'authorized',
  PARTIALLY_CAPTURED: 'authorized',
  VOIDED: 'canceled',
  EXPIRED: 'canceled',
};

export const REFUND_WORDS: Readonly<Record<string, RefundStatus>> = {
  COMPLETED: 'succeeded',
  PENDING: 'pending',
  FAILED: 'failed',
  CANCELLED: 'failed',
};

/** Words of a payment all of which has gone back. How much of it a partial refund was, its word does not say. */
const GONE: readonly (string | undefined)[] = ['REFUNDED', 'REVERSED'];
export const isAllReturned = (word: string | undefined): boolean => GONE.includes(word?.toUpperCase());

/**
 * The event's name decides: a resource may be newer than its event (PAYMENT.SALE.PENDING carries `completed`), and a word may be unknown.
 * Only what a name calls settled is not believed against the resource's own word that it is not: no money on paper alone.
 */
export function paymentOutcome(named: PaymentStatus, word: string | undefined): PaymentStatus {
  const said = lookUpWord(PAYMENT_WORDS, word);
  const settled = named === 'succeeded' || named === 'authorized';
  return settled && (said === 'pending' || said === 'failed') ? said : named;
}

/** Likewise: PAYMENT.CAPTURE.REFUNDED with a refund that is pending or failed has returned nothing yet. */
export const refundOutcome = (named: RefundStatus, word: string | undefined): RefundStatus =>
  named === 'succeeded' ? (lookUpWord(REFUND_WORDS, word) ?? named) : named;
