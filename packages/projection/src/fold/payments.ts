import type { DisputeEvent, Money, PaymentEvent, PaymentStatus, RefundEvent } from '@payspool/events';
import type { DisputeStatus, RefundStatus } from '@payspool/events';
import { DISPUTE_LIFECYCLE, mayBecome, PAYMENT_LIFECYCLE, REFUND_LIFECYCLE } from './lifecycles.ts';

/** What the events so far say of one payment, refund or dispute. `status` is unset while they only link it to others. */
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
  authorizationRef?: string;
  /** The provider's own total, and the step and time of the fold at which it was true; its currency where the event has named one. */
  refundedTotal?: {
    readonly minor: bigint;
    readonly step: number;
    readonly at: string;
    /** When a total first was this much. */
    readonly reachedAt: string;
    readonly currency?: string;
  };
}

export interface RefundFacts {
  status?: RefundStatus;
  occurredAt?: string;
  /** Time of its first event. */
  firstAt?: string;
  /** Step at which it failed after it had counted. */
  failedAtStep?: number;
  paymentRef?: string;
  amount?: Money;
  reason?: string;
}

export interface DisputeFacts {
  disputeRef?: string;
  /** The disputed transaction, where the provider's dispute names transactions. */
  transactionRef?: string;
  status?: DisputeStatus;
  occurredAt?: string;
  paymentRef?: string;
  /** All transactions of a dispute over several, in order of bytes. */
  sharedBy?: readonly string[];
  /** What they share, where the provider does not say what falls on each. */
  sharedAmount?: Money;
  amount?: Money;
  reason?: string;
}

/** Returns whether the event's status counted. */
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
  // An amount of its own and a share of a total replace each other: the last event that names either counts.
  if (event.amount || event.sharedAmount) {
    facts.amount = event.amount;
    facts.sharedAmount = event.amount ? undefined : event.sharedAmount;
  }
  facts.reason = event.reason ?? facts.reason;
}

/** A running total can come with the payment or with a refund of it. */
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
