import type { DisputeStatus, PaymentStatus, RefundStatus, SubscriptionStatus } from '@payspool/events';

/** From each status, the ones that may follow. An event that asks for anything else leaves the status as it is. */
type Lifecycle<Status extends string> = Readonly<Record<Status, readonly Status[]>>;

/**
 * A failed payment may be tried again (Razorpay's late UPI captures, Stripe's next attempt). One that succeeded is done: money that was
 * ever captured came in. One that was canceled is done unless an event proves that it was captured after all.
 */
export const PAYMENT_LIFECYCLE: Lifecycle<PaymentStatus> = {
  pending: ['authorized', 'succeeded', 'failed', 'canceled'],
  authorized: ['succeeded', 'failed', 'canceled'],
  failed: ['pending', 'authorized', 'succeeded', 'canceled'],
  succeeded: [],
  canceled: ['succeeded'],
};

/** A refund that succeeded can still bounce: the bank sends it back, and the provider reports it failed. */
export const REFUND_LIFECYCLE: Lifecycle<RefundStatus> = {
  pending: ['succeeded', 'failed'],
  succeeded: ['failed'],
  failed: [],
};

/** A decision can be reversed by a later one (appeal, reinstated funds); it never goes back to being open. */
export const DISPUTE_LIFECYCLE: Lifecycle<DisputeStatus> = {
  opened: ['won', 'lost', 'closed'],
  won: ['lost'],
  lost: ['won'],
  closed: ['won', 'lost'],
};

const LIVING = ['incomplete', 'trialing', 'active', 'past_due', 'unpaid', 'paused'] as const;
const anythingElse = (from: SubscriptionStatus): readonly SubscriptionStatus[] =>
  [...LIVING, 'canceled' as const, 'expired' as const].filter((status) => status !== from);

/** Living states follow each other in any order; canceled and expired are for good: a subscription is bought anew, never revived. */
export const SUBSCRIPTION_LIFECYCLE: Lifecycle<SubscriptionStatus> = {
  incomplete: anythingElse('incomplete'),
  trialing: anythingElse('trialing'),
  active: anythingElse('active'),
  past_due: anythingElse('past_due'),
  unpaid: anythingElse('unpaid'),
  paused: anythingElse('paused'),
  canceled: [],
  expired: [],
};

/** Whether an event that says `next` may speak for something that is `current`: a repeat of the same status may. */
export const mayBecome = <Status extends string>(
  lifecycle: Lifecycle<Status>,
  current: Status | undefined,
  next: Status,
): boolean => current === undefined || current === next || lifecycle[current].includes(next);
