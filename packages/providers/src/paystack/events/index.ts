import type { OrdinaryHandler } from '../../contract/index.ts';
import { charge } from './charge.ts';
import { dispute } from './dispute.ts';
import { invoice } from './invoice.ts';
import { preauthorization } from './preauthorization.ts';
import { refund } from './refund.ts';
import { subscriptionCreated, subscriptionDisabled, subscriptionNotRenewing } from './subscription.ts';

/** Every type that becomes canonical events, with its handler. */
export const handlers = {
  'charge.success': charge,
  'charge.dispute.create': dispute('dispute.opened'),
  'charge.dispute.remind': dispute('dispute.opened'),
  'charge.dispute.resolve': dispute('dispute.closed'),
  'refund.pending': refund('refund.pending'),
  'refund.processing': refund('refund.pending'),
  'refund.needs-attention': refund('refund.pending'),
  'refund.processed': refund('refund.succeeded'),
  'refund.failed': refund('refund.failed'),
  'subscription.create': subscriptionCreated,
  'subscription.not_renew': subscriptionNotRenewing,
  'subscription.disable': subscriptionDisabled,
  'invoice.create': invoice,
  'invoice.update': invoice,
  'invoice.payment_failed': invoice,
  'preauthorization.reserve.success': preauthorization('payment.authorized'),
  'preauthorization.capture.success': preauthorization('payment.succeeded'),
  'preauthorization.capture.failed': preauthorization('payment.failed'),
  'preauthorization.release.success': preauthorization('payment.canceled'),
} satisfies Record<string, OrdinaryHandler<unknown>>;
