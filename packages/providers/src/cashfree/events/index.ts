import type { OrdinaryHandler, StatusWords } from '../../contract/index.ts';
import { charge } from './charge.ts';
import { dispute, DISPUTE_WORDS } from './dispute.ts';
import { payment } from './payment.ts';
import { paymentLink } from './payment-link.ts';
import { PAYMENT_TYPES } from './payment-status.ts';
import { autoRefund, refund, REFUND_TYPES, subscriptionRefund } from './refund.ts';
import { subscription, SUBSCRIPTION_STATUSES } from './subscription.ts';

/** Every type that becomes canonical events, with its handler. */
export const handlers = {
  PAYMENT_SUCCESS_WEBHOOK: payment,
  PAYMENT_FAILED_WEBHOOK: payment,
  PAYMENT_USER_DROPPED_WEBHOOK: payment,
  REFUND_STATUS_WEBHOOK: refund,
  AUTO_REFUND_STATUS_WEBHOOK: autoRefund,
  DISPUTE_CREATED: dispute,
  DISPUTE_UPDATED: dispute,
  DISPUTE_CLOSED: dispute,
  PAYMENT_LINK_EVENT: paymentLink,
  SUBSCRIPTION_STATUS_CHANGED: subscription,
  /** The name in the webhooks of 2023-08-01 and before. */
  SUBSCRIPTION_STATUS_CHANGE: subscription,
  SUBSCRIPTION_AUTH_STATUS: charge,
  SUBSCRIPTION_PAYMENT_SUCCESS: charge,
  SUBSCRIPTION_PAYMENT_FAILED: charge,
  SUBSCRIPTION_PAYMENT_CANCELLED: charge,
  SUBSCRIPTION_CONTROLLED_EXECUTION_STATUS: charge,
  SUBSCRIPTION_REFUND_STATUS: subscriptionRefund,
} satisfies Record<string, OrdinaryHandler>;

export const STATUS_WORDS: StatusWords = {
  payment: Object.fromEntries(PAYMENT_TYPES),
  refund: Object.fromEntries(REFUND_TYPES),
  dispute: DISPUTE_WORDS,
  subscription: Object.fromEntries(SUBSCRIPTION_STATUSES),
};
