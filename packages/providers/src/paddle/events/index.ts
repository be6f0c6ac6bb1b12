import type { OrdinaryHandler } from '../../contract/index.ts';
import { adjustment } from './adjustment.ts';
import { subscription } from './subscription.ts';
import { transaction } from './transaction.ts';

/** Every type that becomes canonical events, with its handler. */
export const handlers = {
  'transaction.created': transaction,
  'transaction.ready': transaction,
  'transaction.updated': transaction,
  'transaction.billed': transaction,
  'transaction.paid': transaction,
  'transaction.completed': transaction,
  'transaction.canceled': transaction,
  'transaction.past_due': transaction,
  'transaction.payment_failed': transaction,
  'transaction.revised': transaction,
  'subscription.created': subscription('subscription.created'),
  'subscription.imported': subscription('subscription.created'),
  'subscription.activated': subscription('subscription.activated'),
  'subscription.trialing': subscription('subscription.activated'),
  'subscription.updated': subscription('subscription.updated'),
  'subscription.past_due': subscription('subscription.past_due'),
  'subscription.paused': subscription('subscription.paused'),
  'subscription.resumed': subscription('subscription.resumed'),
  'subscription.canceled': subscription('subscription.canceled'),
  'adjustment.created': adjustment,
  'adjustment.updated': adjustment,
} satisfies Record<string, OrdinaryHandler<unknown>>;
