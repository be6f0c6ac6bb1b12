import { chargeExpired, chargeSnapshot } from './charge.ts';
import {
  checkoutSessionAsyncPaymentFailed,
  checkoutSessionAsyncPaymentSucceeded,
  checkoutSessionCompleted,
  checkoutSessionExpired,
} from './checkout-session.ts';
import { disputeSnapshot } from './dispute.ts';
import type { EventHandler } from './event-handler.ts';
import { invoicePaymentPaid } from './invoice-payment.ts';
import { invoiceOpen, invoicePaid, invoiceVoided } from './invoice.ts';
import {
  paymentIntentAuthorized,
  paymentIntentCanceled,
  paymentIntentFailed,
  paymentIntentPending,
  paymentIntentSucceeded,
} from './payment-intent.ts';
import { refundSnapshot } from './refund.ts';
import {
  subscriptionCreated,
  subscriptionDeleted,
  subscriptionPaused,
  subscriptionResumed,
  subscriptionUpdated,
} from './subscription.ts';

/** Every event type with a meaning for orders and subscriptions, with its handler (stripe-node src/resources/Events.ts). */
export const handlers = {
  'checkout.session.completed': checkoutSessionCompleted,
  'checkout.session.async_payment_succeeded': checkoutSessionAsyncPaymentSucceeded,
  'checkout.session.async_payment_failed': checkoutSessionAsyncPaymentFailed,
  'checkout.session.expired': checkoutSessionExpired,
  'payment_intent.created': paymentIntentPending,
  'payment_intent.processing': paymentIntentPending,
  'payment_intent.requires_action': paymentIntentPending,
  'payment_intent.partially_funded': paymentIntentPending,
  'payment_intent.amount_capturable_updated': paymentIntentAuthorized,
  'payment_intent.succeeded': paymentIntentSucceeded,
  'payment_intent.payment_failed': paymentIntentFailed,
  'payment_intent.canceled': paymentIntentCanceled,
  'charge.succeeded': chargeSnapshot,
  'charge.captured': chargeSnapshot,
  'charge.pending': chargeSnapshot,
  'charge.failed': chargeSnapshot,
  'charge.updated': chargeSnapshot,
  'charge.refunded': chargeSnapshot,
  'charge.expired': chargeExpired,
  'charge.refund.updated': refundSnapshot,
  'refund.created': refundSnapshot,
  'refund.updated': refundSnapshot,
  'refund.failed': refundSnapshot,
  'charge.dispute.created': disputeSnapshot,
  'charge.dispute.updated': disputeSnapshot,
  'charge.dispute.closed': disputeSnapshot,
  'charge.dispute.funds_withdrawn': disputeSnapshot,
  'charge.dispute.funds_reinstated': disputeSnapshot,
  'customer.subscription.created': subscriptionCreated,
  'customer.subscription.updated': subscriptionUpdated,
  'customer.subscription.trial_will_end': subscriptionUpdated,
  'customer.subscription.pending_update_applied': subscriptionUpdated,
  'customer.subscription.pending_update_expired': subscriptionUpdated,
  'customer.subscription.paused': subscriptionPaused,
  'customer.subscription.resumed': subscriptionResumed,
  'customer.subscription.deleted': subscriptionDeleted,
  'invoice.finalized': invoiceOpen,
  'invoice.payment_failed': invoiceOpen,
  'invoice.payment_action_required': invoiceOpen,
  'invoice.marked_uncollectible': invoiceOpen,
  'invoice.paid': invoicePaid,
  'invoice.payment_succeeded': invoicePaid,
  'invoice.voided': invoiceVoided,
  'invoice_payment.paid': invoicePaymentPaid,
} satisfies Record<string, EventHandler>;
