import type { OrdinaryHandler } from '../../contract/index.ts';
import { dispute } from './dispute.ts';
import { invoice } from './invoice.ts';
import { orderCreated, orderUpdated } from './order.ts';
import { payment } from './payment.ts';
import { refund } from './refund.ts';
import { subscription } from './subscription.ts';

/** Every type that becomes canonical events, with its handler. */
export const handlers = {
  'payment.created': payment,
  'payment.updated': payment,
  'refund.created': refund,
  'refund.updated': refund,
  'order.created': orderCreated,
  'order.updated': orderUpdated,
  'invoice.created': invoice,
  'invoice.published': invoice,
  'invoice.updated': invoice,
  'invoice.payment_made': invoice,
  'invoice.scheduled_charge_failed': invoice,
  'invoice.canceled': invoice,
  'invoice.refunded': invoice,
  'subscription.created': subscription,
  'subscription.updated': subscription,
  'dispute.created': dispute,
  'dispute.state.updated': dispute,
  'dispute.state.changed': dispute,
} satisfies Record<string, OrdinaryHandler<unknown>>;
