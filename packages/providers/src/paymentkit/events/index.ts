import { checkoutSession } from './checkout-session.ts';
import type { EventHandler } from './handler.ts';
import { invoice } from './invoice.ts';
import { paymentIntent } from './payment-intent.ts';
import { refund } from './refund.ts';
import { subscription } from './subscription.ts';

/** Every type that becomes canonical events, with its handler. */
export const handlers = {
  'checkout.session.completed': checkoutSession('order.completed'),
  'checkout.session.expired': checkoutSession('order.expired'),
  'checkout.session.async_payment_succeeded': checkoutSession('order.completed', 'payment.succeeded'),
  'checkout.session.async_payment_failed': checkoutSession('order.created', 'payment.failed'),
  'payment_intent.created': paymentIntent('payment.pending'),
  'payment_intent.processing': paymentIntent('payment.pending'),
  'payment_intent.requires_action': paymentIntent('payment.pending'),
  'payment_intent.amount_capturable_updated': paymentIntent('payment.authorized'),
  'payment_intent.succeeded': paymentIntent('payment.succeeded'),
  'payment_intent.payment_failed': paymentIntent('payment.failed'),
  'payment_intent.canceled': paymentIntent('payment.canceled'),
  'invoice.finalized': invoice('order.created'),
  'invoice.paid': invoice('order.completed'),
  'invoice.payment_succeeded': invoice('order.completed'),
  'invoice.payment_failed': invoice('order.created'),
  'invoice.payment_action_required': invoice('order.created'),
  'invoice.voided': invoice('order.canceled'),
  'invoice.marked_uncollectible': invoice('order.created'),
  'refund.created': refund,
  'refund.updated': refund,
  'refund.succeeded': refund,
  'refund.canceled': refund,
  'customer.subscription.created': subscription('subscription.created'),
  'customer.subscription.started': subscription('subscription.activated', { implied: 'active', paid: true }),
  'customer.subscription.updated': subscription('subscription.updated'),
  'customer.subscription.renewed': subscription('subscription.renewed', { implied: 'active', paid: true }),
  'customer.subscription.renew_failed': subscription('subscription.past_due', { implied: 'past_due' }),
  'customer.subscription.past_due': subscription('subscription.past_due', { implied: 'past_due' }),
  'customer.subscription.paused': subscription('subscription.paused', { implied: 'paused' }),
  'customer.subscription.resumed': subscription('subscription.resumed'),
  'customer.subscription.recovered': subscription('subscription.resumed', { implied: 'active' }),
  'customer.subscription.upgraded': subscription('subscription.updated'),
  'customer.subscription.trial_start': subscription('subscription.updated', { implied: 'trialing' }),
  'customer.subscription.trial_will_end': subscription('subscription.updated'),
  'customer.subscription.trial_end': subscription('subscription.updated'),
  'customer.subscription.deleted': subscription('subscription.canceled', { final: 'canceled' }),
  'customer.subscription.pending_update_applied': subscription('subscription.updated'),
  'customer.subscription.pending_update_expired': subscription('subscription.updated'),
} satisfies Record<string, EventHandler>;
