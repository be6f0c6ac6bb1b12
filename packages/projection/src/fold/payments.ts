import type { DisputeEvent, Money, PaymentEvent, PaymentStatus, RefundEvent } from '@payspool/events';
import type { DisputeStatus, RefundStatus } from '@payspool/events';
import { DISPUTE_LIFECYCLE, mayBecome, PAYMENT_LIFECYCLE, REFUND_LIFECYCLE } from './lifecycles.ts';

/**
 * The facts that events have reported about one payment, refund or dispute. `status` is absent while events only link it
 * to others.
 */
export interface PaymentFacts {
  status?: PaymentStatus;
  occurredAt?: string;
  providerStatus?: string;
  failureCode?: string;
  amount?: Money;
  invoiceRef?: string;
  subscriptionRef?: string;
  settlesOrder?: true;
  /** The authorized amount, without regard to captures. */
  held?: Money;
  /** The authorization that it was captured from. */
  authorizationRef?: string;
  /** The provider's own total, with the step and time at which it was stated, and its currency if the event names one. */
  refundedTotal?: {
    readonly minor: bigint;
    readonly step: number;
    readonly at: string;
    /** When the total reached this value. */
    readonly reachedAt: string;
    readonly currency?: string;
  };
}

export interface RefundFacts {
  status?: RefundStatus;
  occurredAt?: string;
  /** Time of its first event. */
  firstAt?: string;
  /** Step at which it failed. */
  failedAtStep?: number;
  paymentRef?: string;
  amount?: Money;
  reason?: string;
}

export interface DisputeFacts {
  disputeRef?: string;
  /** The disputed transaction, if the provider's dispute names transactions. */
  transactionRef?: string;
  status?: DisputeStatus;
  occurredAt?: string;
  paymentRef?: string;
  /** All transactions of a dispute over several, sorted by bytes. */
  sharedBy?: readonly string[];
  /** Their total, if the provider does not state the share of each. */
  sharedAmount?: Money;
  amount?: Money;
  reason?: string;
}

/** Folds an event into the facts of its payment. Returns whether the event's status counted. */
export function foldPayment(facts: PaymentFacts, event: PaymentEvent, step: number): boolean {
  link(facts, event);
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
  facts.firstAt ??= event.occurredAt;
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
  facts.disputeRef = event.disputeRef;
  facts.transactionRef = event.transactionRef;
  facts.paymentRef = event.paymentRef ?? facts.paymentRef;
  facts.sharedBy = event.sharedBy ?? facts.sharedBy;
  const status = event.type.slice('dispute.'.length) as DisputeStatus;
  if (!mayBecome(DISPUTE_LIFECYCLE, facts.status, status)) return;
  if (facts.status !== status) facts.occurredAt = event.occurredAt;
  facts.status = status;
  // An own amount and a shared total replace each other: the last event with either counts.
  if (event.amount || event.sharedAmount) {
    facts.amount = event.amount;
    facts.sharedAmount = event.amount ? undefined : event.sharedAmount;
  }
  facts.reason = event.reason ?? facts.reason;
}

/** Notes the provider's running total, which can come with the payment or with one of its refunds. */
export function noteTotal(
  facts: PaymentFacts,
  event: Pick<PaymentEvent | RefundEvent, 'amountRefundedMinor' | 'amount' | 'occurredAt'>,
  step: number,
): void {
  const { amountRefundedMinor: minor, amount, occurredAt: at } = event;
  if (minor === undefined) return;
  const reachedAt = facts.refundedTotal?.minor === minor ? facts.refundedTotal.reachedAt : at;
  facts.refundedTotal = { minor, step, at, reachedAt, ...(amount && { currency: amount.currency }) };
}

function link(facts: PaymentFacts, event: PaymentEvent): void {
  facts.invoiceRef = event.invoiceRef ?? facts.invoiceRef;
  facts.subscriptionRef = event.subscriptionRef ?? facts.subscriptionRef;
  facts.authorizationRef = event.authorizationRef ?? facts.authorizationRef;
}
