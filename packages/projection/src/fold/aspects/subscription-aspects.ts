import type { SubscriptionStatus } from '@payspool/events';
import type { SubscriptionRow } from '../rows.ts';
import type { Aspect } from './aspect.ts';

const LIVE = 'live';

/** Whether the provider continues billing. It does while a payment is overdue. */
const BILLING: Readonly<Record<SubscriptionStatus, string>> = {
  incomplete: '',
  trialing: LIVE,
  active: LIVE,
  past_due: LIVE,
  unpaid: 'unpaid',
  paused: 'paused',
  canceled: 'canceled',
  expired: 'expired',
};

const ifLive = (row: SubscriptionRow, snapshot: string): string =>
  BILLING[row.status] === LIVE ? snapshot : '';

/** In the order in which changes of one instant are published: activated before renewed. */
export const SUBSCRIPTION_ASPECTS: readonly Aspect<SubscriptionRow>[] = [
  {
    name: 'billing',
    of: ({ status }) => BILLING[status],
    topic: (from, to) => {
      if (to === '') return 'subscription.suspended';
      if (to === 'unpaid') return 'subscription.unpaid';
      if (to === 'paused') return 'subscription.paused';
      if (to === 'canceled') return 'subscription.canceled';
      if (to === 'expired') return 'subscription.expired';
      if (from === '') return 'subscription.activated';
      return from === 'unpaid' ? 'subscription.recovered' : 'subscription.resumed';
    },
  },
  {
    name: 'arrears',
    of: (row) => ifLive(row, row.status === 'past_due' ? 'yes' : 'no'),
    topic: (from, to) => {
      if (to === 'yes') return 'subscription.past_due';
      return from === 'yes' && to === 'no' ? 'subscription.recovered' : undefined;
    },
  },
  {
    name: 'period',
    // A period that has only begun is no renewal: it may never be paid.
    of: (row) => ifLive(row, row.paidPeriodStart ?? ''),
    topic: (from, to) => (from !== '' && to > from ? 'subscription.renewed' : undefined),
  },
  {
    name: 'plan',
    of: (row) => ifLive(row, planOf(row)),
    topic: (from, to) => (from === '' || to === '' ? undefined : 'subscription.updated'),
  },
  {
    name: 'merchant_ref',
    of: ({ merchantRef }) => merchantRef ?? '',
    topic: (_, to) => (to ? 'subscription.updated' : undefined),
    isQuiet: true,
  },
  {
    name: 'period_end',
    of: (row) => ifLive(row, row.currentPeriodEnd ?? 'unknown'),
    topic: (from, to) => (from === '' || to === '' ? undefined : 'subscription.updated'),
    isQuiet: true,
  },
  {
    name: 'valid_until',
    of: ({ validUntil }) => validUntil ?? '',
    topic: () => 'subscription.updated',
    isQuiet: true,
  },
  {
    name: 'access_ended',
    of: ({ validUntil }, now) =>
      now !== undefined && validUntil !== null && validUntil <= now ? validUntil : '',
    topic: (from, to) => {
      if (to === '') return 'subscription.reinstated';
      // The end was published before; only its time has changed.
      return from === '' ? 'subscription.access_ended' : undefined;
    },
    isByClock: true,
    at: (to) => to || undefined,
  },
];

const planOf = (row: SubscriptionRow): string =>
  JSON.stringify([
    row.planRef,
    row.quantity,
    row.items,
    row.cancelAt,
    row.trialEnd,
    row.startsAt,
    row.collectionPaused,
    row.collectionResumesAt,
  ]);
