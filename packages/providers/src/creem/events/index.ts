import type { OrdinaryHandler } from '../../contract/index.ts';
import { checkout } from './checkout.ts';
import { dispute, refund } from './returned.ts';
import { subscription } from './subscription.ts';

/** Every type that becomes canonical events (docs.creem.io/code/webhooks), with its handler. */
export const handlers = {
  'checkout.completed': checkout,
  'refund.created': refund,
  'dispute.created': dispute,
  'subscription.active': subscription('subscription.activated'),
  'subscription.trialing': subscription('subscription.created'),
  'subscription.paid': subscription('subscription.renewed'),
  'subscription.update': subscription('subscription.updated'),
  'subscription.past_due': subscription('subscription.past_due'),
  'subscription.unpaid': subscription('subscription.past_due'),
  'subscription.expired': subscription('subscription.past_due'),
  'subscription.paused': subscription('subscription.paused'),
  'subscription.scheduled_cancel': subscription('subscription.updated'),
  'subscription.canceled': subscription('subscription.canceled'),
} satisfies Record<string, OrdinaryHandler<unknown>>;
