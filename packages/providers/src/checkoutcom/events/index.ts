import type { OrdinaryHandler } from '../../contract/index.ts';
import { dispute } from './dispute.ts';
import { authorization, capture, payment } from './payment.ts';
import { refund } from './refund.ts';

/** Every type that becomes canonical events, with its handler. */
export const handlers = {
  payment_pending: payment('payment.pending'),
  payment_capture_pending: payment('payment.pending'),
  // An attempt failed, and Checkout.com will try again.
  payment_retry_scheduled: payment('payment.pending'),
  payment_declined: payment('payment.failed'),
  payment_authentication_failed: payment('payment.failed'),
  payment_expired: payment('payment.canceled'),
  payment_canceled: payment('payment.canceled'),
  payment_approved: authorization,
  payment_authorization_incremented: authorization,
  payment_captured: capture('payment.succeeded'),
  payment_capture_declined: capture('payment.failed'),
  payment_voided: capture('payment.canceled'),
  payment_refund_pending: refund('refund.pending'),
  payment_refunded: refund('refund.succeeded'),
  payment_refund_declined: refund('refund.failed'),
  // A bank took the money back, for example of a direct debit.
  payment_returned: refund('refund.succeeded'),
  dispute_received: dispute('dispute.opened'),
  dispute_evidence_required: dispute('dispute.opened'),
  dispute_evidence_submitted: dispute('dispute.opened'),
  dispute_evidence_acknowledged_by_scheme: dispute('dispute.opened'),
  dispute_arbitration_evidence_submitted: dispute('dispute.opened'),
  dispute_arbitration_sent_to_scheme: dispute('dispute.opened'),
  dispute_accepted: dispute('dispute.lost'),
  dispute_expired: dispute('dispute.lost'),
  dispute_lost: dispute('dispute.lost'),
  dispute_arbitration_lost: dispute('dispute.lost'),
  dispute_won: dispute('dispute.won'),
  dispute_arbitration_won: dispute('dispute.won'),
  dispute_canceled: dispute('dispute.closed'),
  dispute_resolved: dispute('dispute.closed'),
} satisfies Record<string, OrdinaryHandler<unknown>>;
