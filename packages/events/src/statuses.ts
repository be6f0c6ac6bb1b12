/** The statuses of a recorded event. */
export const EVENT_STATUSES = ['applied', 'ignored', 'failed', 'split'] as const;

/** The statuses of orders, payments, refunds, disputes and subscriptions, in the tables and in payloads. */
export const ORDER_STATUSES = [
  'pending',
  'authorized',
  'paid',
  'partially_refunded',
  'refunded',
  'failed',
  'canceled',
] as const;
export const PAYMENT_STATUSES = ['pending', 'authorized', 'succeeded', 'failed', 'canceled'] as const;
export const REFUND_STATUSES = ['pending', 'succeeded', 'failed'] as const;
export const DISPUTE_STATUSES = ['opened', 'won', 'lost', 'closed'] as const;
/** The earlier in the lifecycle comes first: of two events of the same time without previous values, the later status wins. */
export const SUBSCRIPTION_STATUSES = [
  'incomplete',
  'trialing',
  'active',
  'past_due',
  'unpaid',
  'paused',
  'canceled',
  'expired',
] as const;

/** Who can have written a merchant reference. */
export const REFERENCE_WRITERS = ['merchant', 'buyer'] as const;
/**
 * The access that follows from the payments. `none`: nothing has been paid or begun. `granted`: until `valid_until`, if that is
 * set. `revoked` (orders): the money went back.
 */
export const ORDER_ACCESS = ['none', 'granted', 'revoked'] as const;
export const SUBSCRIPTION_ACCESS = ['none', 'granted'] as const;
/** The source of `paid_until`: the provider stated it, it is derived from an earlier period, or a period is paid whose end is not known. */
export const PAID_UNTIL_SOURCES = ['stated', 'derived', 'unknown'] as const;
/** Why access to a subscription ends at `valid_until`. */
export const ACCESS_END_REASONS = [
  'canceled',
  'expired',
  'unpaid',
  'paused',
  'incomplete',
  'refunded',
  'charged_back',
  'collection_paused',
] as const;

export type ReferenceWriter = (typeof REFERENCE_WRITERS)[number];
export type OrderAccess = (typeof ORDER_ACCESS)[number];
export type SubscriptionAccess = (typeof SUBSCRIPTION_ACCESS)[number];
export type PaidUntilSource = (typeof PAID_UNTIL_SOURCES)[number];
export type AccessEndReason = (typeof ACCESS_END_REASONS)[number];
export type OrderStatus = (typeof ORDER_STATUSES)[number];
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];
export type RefundStatus = (typeof REFUND_STATUSES)[number];
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];
