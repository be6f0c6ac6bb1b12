import { dispute } from './dispute.ts';
import type { EventHandler } from './event-handler.ts';
import { order } from './order.ts';
import { payment } from './payment.ts';
import { refund, reversal } from './refund.ts';
import { sale } from './sale.ts';
import { subscription } from './subscription.ts';

/**
 * Every event type that changes an order, payment, refund, dispute or subscription, with its handler and the facts that its name proves.
 * Names: developer.paypal.com/api/rest/webhooks/event-names, except the `PAYMENT.REFUND.*` and the order's SAVED and VOIDED, which
 * integrations use although that page does not list them.
 */
export const handlers = {
  'CHECKOUT.ORDER.SAVED': order('created'),
  'CHECKOUT.ORDER.APPROVED': order('approved'),
  'CHECKOUT.ORDER.COMPLETED': order('completed'),
  'CHECKOUT.ORDER.VOIDED': order('canceled'),
  'CHECKOUT.PAYMENT-APPROVAL.REVERSED': order('canceled'),
  'PAYMENT.AUTHORIZATION.CREATED': payment('authorized'),
  'PAYMENT.AUTHORIZATION.VOIDED': payment('canceled'),
  'PAYMENT.CAPTURE.COMPLETED': payment('succeeded'),
  'PAYMENT.CAPTURE.PENDING': payment('pending'),
  'PAYMENT.CAPTURE.DECLINED': payment('failed'),
  'PAYMENT.CAPTURE.DENIED': payment('failed'),
  'PAYMENT.CAPTURE.REFUNDED': refund('succeeded'),
  'PAYMENT.CAPTURE.REVERSED': reversal,
  'PAYMENT.REFUND.COMPLETED': refund('succeeded'),
  'PAYMENT.REFUND.PENDING': refund('pending'),
  'PAYMENT.REFUND.FAILED': refund('failed'),
  'PAYMENT.SALE.COMPLETED': sale('succeeded'),
  'PAYMENT.SALE.PENDING': sale('pending'),
  'PAYMENT.SALE.DENIED': sale('failed'),
  'PAYMENT.SALE.REFUNDED': refund('succeeded'),
  'PAYMENT.SALE.REVERSED': reversal,
  'BILLING.SUBSCRIPTION.CREATED': subscription('subscription.created'),
  'BILLING.SUBSCRIPTION.ACTIVATED': subscription('subscription.activated', 'active'),
  'BILLING.SUBSCRIPTION.UPDATED': subscription('subscription.updated'),
  'BILLING.SUBSCRIPTION.RE-ACTIVATED': subscription('subscription.resumed', 'active'),
  'BILLING.SUBSCRIPTION.SUSPENDED': subscription('subscription.paused', 'paused'),
  'BILLING.SUBSCRIPTION.PAYMENT.FAILED': subscription('subscription.past_due', 'past_due'),
  'BILLING.SUBSCRIPTION.CANCELLED': subscription('subscription.canceled', 'canceled'),
  'BILLING.SUBSCRIPTION.EXPIRED': subscription('subscription.expired', 'expired'),
  'CUSTOMER.DISPUTE.CREATED': dispute('open'),
  'CUSTOMER.DISPUTE.UPDATED': dispute('open'),
  'CUSTOMER.DISPUTE.RESOLVED': dispute('resolved'),
} satisfies Record<string, EventHandler>;
