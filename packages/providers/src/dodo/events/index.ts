import type { OrdinaryHandler } from '../../contract/index.ts';
import { dispute } from './dispute.ts';
import { payment } from './payment.ts';
import { refund } from './refund.ts';
import { subscription } from './subscription.ts';

/** Every type that becomes canonical events, with its handler. */
export const handlers = {
  'payment.processing': payment('payment.pending'),
  'payment.succeeded': payment('payment.succeeded'),
  'payment.failed': payment('payment.failed'),
  'payment.cancelled': payment('payment.canceled'),
  'refund.succeeded': refund('refund.succeeded'),
  'refund.failed': refund('refund.failed'),
  'dispute.opened': dispute('dispute.opened'),
  'dispute.challenged': dispute('dispute.opened'),
  'dispute.accepted': dispute('dispute.lost'),
  'dispute.expired': dispute('dispute.lost'),
  'dispute.cancelled': dispute('dispute.closed'),
  'dispute.won': dispute('dispute.won'),
  'dispute.lost': dispute('dispute.lost'),
  'subscription.active': subscription('active'),
  'subscription.renewed': subscription('active'),
  'subscription.past_due': subscription('past_due'),
  'subscription.on_hold': subscription('on_hold'),
  'subscription.paused': subscription('paused'),
  'subscription.unpaused': subscription('active'),
  'subscription.failed': subscription('failed'),
  'subscription.expired': subscription('expired'),
  // These do not say which status follows: the body does.
  'subscription.cancelled': subscription(),
  'subscription.plan_changed': subscription(),
  'subscription.update_payment_method': subscription(),
  'subscription.updated': subscription(),
} satisfies Record<string, OrdinaryHandler<unknown>>;
