import type { EventHandler } from '../read-payload.ts';
import { dispute } from './dispute.ts';
import { invoice } from './invoice.ts';
import { orderPaid, paymentLink } from './order.ts';
import { payment } from './payment.ts';
import { refund } from './refund.ts';
import { subscription } from './subscription.ts';

/** Every type that becomes canonical events, with its handler. */
export const handlers = {
  'payment.authorized': payment('payment.authorized'),
  'payment.captured': payment('payment.succeeded'),
  'payment.failed': payment('payment.failed'),
  'order.paid': orderPaid,
  'refund.created': refund,
  'refund.processed': refund,
  'refund.failed': refund,
  'refund.speed_changed': refund,
  'payment.dispute.created': dispute('dispute.opened'),
  'payment.dispute.under_review': dispute('dispute.opened'),
  'payment.dispute.action_required': dispute('dispute.opened'),
  'payment.dispute.won': dispute('dispute.won'),
  'payment.dispute.lost': dispute('dispute.lost'),
  'payment.dispute.closed': dispute('dispute.closed'),
  'subscription.authenticated': subscription('subscription.created'),
  'subscription.activated': subscription('subscription.activated'),
  'subscription.charged': subscription('subscription.renewed'),
  'subscription.completed': subscription('subscription.expired'),
  'subscription.updated': subscription('subscription.updated'),
  'subscription.pending': subscription('subscription.past_due'),
  'subscription.halted': subscription('subscription.past_due'),
  'subscription.cancelled': subscription('subscription.canceled'),
  'subscription.paused': subscription('subscription.paused'),
  'subscription.resumed': subscription('subscription.resumed'),
  'invoice.paid': invoice('order.completed'),
  'invoice.partially_paid': invoice('order.created'),
  'invoice.expired': invoice('order.expired'),
  'payment_link.paid': paymentLink('order.completed'),
  'payment_link.partially_paid': paymentLink('order.created'),
} satisfies Record<string, EventHandler>;
