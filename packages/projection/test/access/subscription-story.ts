import { at, eur } from '../histories/history.ts';

export const SUB = { subscriptionRef: 'sub_1' };
/** The events happen in January 2026, in one minute, so that what was paid for it ends in the future of each. */
export const [JANUARY, FEBRUARY, MARCH] = [at(0), '2026-02-28T12:00:00.000Z', '2026-03-31T12:00:00.000Z'];
export const YEAR = '2027-01-31T12:00:00.000Z';

export const running = { ...SUB, type: 'subscription.activated', status: 'active' } as const;
export const trial = {
  ...SUB,
  type: 'subscription.activated',
  status: 'trialing',
  trialEnd: FEBRUARY,
} as const;
export const ENDS = {
  canceled: { ...SUB, type: 'subscription.canceled', status: 'canceled' },
  expired: { ...SUB, type: 'subscription.expired', status: 'expired' },
  paused: { ...SUB, type: 'subscription.paused', status: 'paused' },
  unpaid: { ...SUB, type: 'subscription.past_due', status: 'unpaid' },
} as const;
/** A renewal that proves its period to be paid. */
export const paidFor = (start: string, end: string | undefined, paymentRef = 'p_1') =>
  ({ ...SUB, type: 'subscription.renewed', paidPeriod: { start, end, paymentRef } }) as const;
export const money = (paymentRef = 'p_1') =>
  ({ ...SUB, type: 'payment.succeeded', paymentRef, amount: eur(900n) }) as const;
export const refunded = (minor: bigint, paymentRef = 'p_1') =>
  ({ type: 'refund.succeeded', refundRef: 'r_1', paymentRef, amount: eur(minor) }) as const;
export const dispute = (type: 'dispute.opened' | 'dispute.lost' | 'dispute.won') =>
  ({ type, disputeRef: 'd_1', paymentRef: 'p_1', amount: eur(900n) }) as const;
export const rolled = {
  ...SUB,
  type: 'subscription.updated',
  currentPeriodStart: FEBRUARY,
  currentPeriodEnd: MARCH,
} as const;
export const paused = { ...SUB, type: 'subscription.updated', collectionPaused: true } as const;

export const stated = (end: string) => ({ paidUntil: end, paidUntilSource: 'stated' }) as const;
