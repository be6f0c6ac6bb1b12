import type { DisputeStatus, PaymentStatus, RefundStatus, SubscriptionStatus } from '@payspool/events';

/** The statuses that may follow each status. An event with any other status leaves the status unchanged. */
type Lifecycle<Status extends string> = Readonly<Record<Status, readonly Status[]>>;

/**
 * A failed payment may be retried (Razorpay's late UPI captures, Stripe's next attempt). A payment that succeeded keeps
 * that status: captured money came in. A canceled payment stays canceled unless an event proves that it was captured.
 */
export const PAYMENT_LIFECYCLE: Lifecycle<PaymentStatus> = {
  pending: ['authorized', 'succeeded', 'failed', 'canceled'],
  authorized: ['succeeded', 'failed', 'canceled'],
  failed: ['pending', 'authorized', 'succeeded', 'canceled'],
  succeeded: [],
  canceled: ['succeeded'],
};

/** A refund that succeeded can still fail: the bank sends it back, and the provider reports that. */
export const REFUND_LIFECYCLE: Lifecycle<RefundStatus> = {
  pending: ['succeeded', 'failed'],
  succeeded: ['failed'],
  failed: [],
};

/** A later decision can reverse an earlier one (appeal, reinstated funds). A dispute never becomes open again. */
export const DISPUTE_LIFECYCLE: Lifecycle<DisputeStatus> = {
  opened: ['won', 'lost', 'closed'],
  won: ['lost'],
  lost: ['won'],
  closed: ['won', 'lost'],
};

const LIVING = ['incomplete', 'trialing', 'active', 'past_due', 'unpaid', 'paused'] as const;
const anythingElse = (from: SubscriptionStatus): readonly SubscriptionStatus[] =>
  [...LIVING, 'canceled' as const, 'expired' as const].filter((status) => status !== from);

/**
 * All statuses except canceled and expired follow each other in any order. Those two are final: a subscription is bought
 * again, never revived. An event overrules that if its `statusAfter` names the ended status: some providers keep the id
 * of a subscription that is bought again.
 */
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

/** Whether an event with the status `next` counts for something with the status `current`. The same status counts again. */
export const mayBecome = <Status extends string>(
  lifecycle: Lifecycle<Status>,
  current: Status | undefined,
  next: Status,
): boolean => current === undefined || current === next || lifecycle[current].includes(next);
