import type { DisputeEvent, Money, PaymentEvent, PaymentStatus, RefundEvent } from '@payspool/events';
import type { DisputeStatus, RefundStatus } from '@payspool/events';
import { DISPUTE_LIFECYCLE, mayBecome, PAYMENT_LIFECYCLE, REFUND_LIFECYCLE } from './lifecycles.ts';

/** What the events so far say of one payment, refund or dispute. `status` is unset while they only tie it to others. */
export interface PaymentFacts {
  status?: PaymentStatus;
  occurredAt?: string;
  providerStatus?: string;
  failureCode?: string;
  amount?: Money;
  invoiceRef?: string;
  subscriptionRef?: string;
  settlesOrder?: true;
  /** What was authorized, whatever was captured since. */
  held?: Money;
  /** The authorization that it was captured from. */
  holdRef?: string;
  /** The provider's own total, and the step of the fold at which it was true; its currency where the event has named one. */
  refundedTotal?: { readonly minor: bigint; readonly step: number; readonly currency?: string };
}

export interface RefundFacts {
  status?: RefundStatus;
  occurredAt?: string;
  /** Step at which it failed after it had counted. */
  failedAtStep?: number;
  paymentRef?: string;
  amount?: Money;
  reason?: string;
}

export interface DisputeFacts {
  status?: DisputeStatus;
  occurredAt?: string;
  paymentRef?: string;
  amount?: Money;
  reason?: string;
}

/** Returns whether the event's status counted. */
export function foldPayment(facts: PaymentFacts, event: PaymentEvent, step: number): boolean {
  tie(facts, event);
  noteTotal(facts, event, step);
  if (event.type === 'payment.linked') return false;
  const status = event.type.slice('payment.'.length) as PaymentStatus;
  if (status === 'authorized') facts.held = event.amount ?? facts.held;
  if (!mayBecome(PAYMENT_LIFECYCLE, facts.status, status)) return false;
  if (facts.status !== status) facts.occurredAt = event.occurredAt;
  facts.status = status;
  facts.providerStatus = event.providerStatus ?? facts.providerStatus;
  facts.failureCode = status === 'failed' ? (event.failureCode ?? facts.failureCode) : undefined;
  facts.amount = event.amount ?? facts.amount;
  facts.settlesOrder = event.settlesOrder ?? facts.settlesOrder;
  return true;
}

export function foldRefund(facts: RefundFacts, event: RefundEvent, step: number): void {
  facts.paymentRef = event.paymentRef ?? facts.paymentRef;
  const status = event.type.slice('refund.'.length) as RefundStatus;
  if (!mayBecome(REFUND_LIFECYCLE, facts.status, status)) return;
  if (facts.status !== status) {
    facts.occurredAt = event.occurredAt;
    if (status === 'failed') facts.failedAtStep = step;
  }
  facts.status = status;
  facts.amount = event.amount ?? facts.amount;
  facts.reason = event.reason ?? facts.reason;
}

export function foldDispute(facts: DisputeFacts, event: DisputeEvent): void {
  facts.paymentRef = event.paymentRef ?? facts.paymentRef;
  const status = event.type.slice('dispute.'.length) as DisputeStatus;
  if (!mayBecome(DISPUTE_LIFECYCLE, facts.status, status)) return;
  if (facts.status !== status) facts.occurredAt = event.occurredAt;
  facts.status = status;
  facts.amount = event.amount ?? facts.amount;
  facts.reason = event.reason ?? facts.reason;
}

/** A running total can come with the payment or with a refund of it. */
export function noteTotal(
  facts: PaymentFacts,
  event: Pick<PaymentEvent | RefundEvent, 'amountRefundedMinor' | 'amount'>,
  step: number,
): void {
  const { amountRefundedMinor: minor, amount } = event;
  if (minor !== undefined)
    facts.refundedTotal = { minor, step, ...(amount && { currency: amount.currency }) };
}

function tie(facts: PaymentFacts, event: PaymentEvent): void {
  facts.invoiceRef = event.invoiceRef ?? facts.invoiceRef;
  facts.subscriptionRef = event.subscriptionRef ?? facts.subscriptionRef;
  facts.holdRef = event.holdRef ?? facts.holdRef;
}
