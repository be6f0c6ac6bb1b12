/** What an order, payment, refund, dispute or subscription can be, in the tables and in `payload`s. */
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
/** Earlier in the lifecycle first: of two events of one moment without a causal hint, the later status wins. */
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

export type OrderStatus = (typeof ORDER_STATUSES)[number];
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];
export type RefundStatus = (typeof REFUND_STATUSES)[number];
export type DisputeStatus = (typeof DISPUTE_STATUSES)[number];
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];
