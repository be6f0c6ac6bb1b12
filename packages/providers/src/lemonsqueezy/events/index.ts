import { invoice } from './invoice.ts';
import { order } from './order.ts';
import type { Handler } from './order.ts';
import { subscription } from './subscription.ts';

/** Every type that becomes canonical events (docs.lemonsqueezy.com/help/webhooks/event-types), with its handler. */
export const handlers = {
  order_created: order,
  order_refunded: order,
  subscription_created: subscription('subscription.created'),
  subscription_updated: subscription('subscription.updated'),
  subscription_cancelled: subscription('subscription.updated'),
  subscription_resumed: subscription('subscription.resumed'),
  subscription_expired: subscription('subscription.expired'),
  subscription_paused: subscription('subscription.updated'),
  subscription_unpaused: subscription('subscription.updated'),
  subscription_payment_success: invoice,
  subscription_payment_failed: invoice,
  subscription_payment_recovered: invoice,
  subscription_payment_refunded: invoice,
} satisfies Record<string, Handler>;
