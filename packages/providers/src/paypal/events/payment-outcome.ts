import type { PaymentStatus, RefundStatus } from '@payspool/events';
import { lookUpWord } from './status-word.ts';

/** Statuses of captures, authorizations and sales, v2 and v1. A refunded payment still counts as succeeded. */
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

/** Statuses of a completely refunded payment. The status of a partial refund does not state the amount. */
const GONE: readonly (string | undefined)[] = ['REFUNDED', 'REVERSED'];
export const isAllReturned = (word: string | undefined): boolean => GONE.includes(word?.toUpperCase());

/**
 * The event's name decides, because a resource may be newer than its event (PAYMENT.SALE.PENDING has `completed`), and a status
 * may be unknown. There is one exception: if the name says that the payment succeeded but the resource's status says that it did
 * not, the resource decides.
 */
export function paymentOutcome(named: PaymentStatus, word: string | undefined): PaymentStatus {
  const said = lookUpWord(PAYMENT_WORDS, word);
  const settled = named === 'succeeded' || named === 'authorized';
  return settled && (said === 'pending' || said === 'failed') ? said : named;
}

/** In the same way, PAYMENT.CAPTURE.REFUNDED with a pending or failed refund has returned no money yet. */
export const refundOutcome = (named: RefundStatus, word: string | undefined): RefundStatus =>
  named === 'succeeded' ? (lookUpWord(REFUND_WORDS, word) ?? named) : named;
