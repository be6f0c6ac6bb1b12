import type { OrdinaryHandler } from '../../contract/index.ts';
import { order } from './order.ts';
import { refund } from './refund.ts';
import { subscription } from './subscription.ts';

/** Every type that becomes canonical events, with its handler. */
export const handlers = {
  'order.created': order,
  'order.updated': order,
  'order.paid': order,
  'order.refunded': order,
  'subscription.created': subscription('subscription.created'),
  'subscription.active': subscription('subscription.activated'),
  'subscription.updated': subscription('subscription.updated'),
  'subscription.cycled': subscription('subscription.updated'),
  'subscription.canceled': subscription('subscription.canceled'),
  'subscription.uncanceled': subscription('subscription.updated'),
  'subscription.revoked': subscription('subscription.canceled'),
  'subscription.past_due': subscription('subscription.past_due'),
  'subscription.paused': subscription('subscription.paused'),
  'subscription.resumed': subscription('subscription.resumed'),
  'refund.created': refund,
  'refund.updated': refund,
} satisfies Record<string, OrdinaryHandler<unknown>>;
