import type { SubscriptionStatus } from '@payspool/events';
import type { SubscriptionRow } from '../rows.ts';
import type { Facet } from './facet.ts';

const LIVE = 'live';

/** Whether it runs. While a payment is overdue it does: the provider has not given up. */
const ACCESS: Readonly<Record<SubscriptionStatus, string>> = {
  incomplete: '',
  trialing: LIVE,
  active: LIVE,
  past_due: LIVE,
  unpaid: 'unpaid',
  paused: 'paused',
  canceled: 'canceled',
  expired: 'expired',
};

const ifLive = (row: SubscriptionRow, standing: string): string =>
  ACCESS[row.status] === LIVE ? standing : '';

/** In the order in which moves of one moment are told: activated before renewed. */
export const SUBSCRIPTION_FACETS: readonly Facet<SubscriptionRow>[] = [
  {
    name: 'access',
    of: ({ status }) => ACCESS[status],
    topic: (from, to) => {
      if (to === '') return 'subscription.suspended';
      if (to === 'unpaid') return 'subscription.unpaid';
      if (to === 'paused') return 'subscription.paused';
      if (to === 'canceled') return 'subscription.canceled';
      if (to === 'expired') return 'subscription.expired';
      if (from === '') return 'subscription.activated';
      if (from === 'paused') return 'subscription.resumed';
      return from === 'unpaid' ? 'subscription.recovered' : 'subscription.reinstated';
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
    of: (row) => ifLive(row, periodOf(row)),
    topic: (from, to) => {
      if (from === '' || to === '') return undefined;
      const isSamePeriod = from.endsWith(OPEN) && !to.endsWith(OPEN);
      return from !== UNKNOWN && to !== UNKNOWN && !isSamePeriod && to > from
        ? 'subscription.renewed'
        : 'subscription.updated';
    },
  },
  {
    name: 'plan',
    of: (row) => ifLive(row, JSON.stringify([row.planRef, row.quantity, row.cancelAt])),
    topic: (from, to) => (from === '' || to === '' ? undefined : 'subscription.updated'),
  },
];

const UNKNOWN = 'unknown';
/** After the start of a period whose end nobody knows: so that it comes after an end that was known, as text. */
const OPEN = '/';
const periodOf = ({ currentPeriodStart, currentPeriodEnd }: SubscriptionRow): string =>
  currentPeriodEnd ?? (currentPeriodStart === null ? UNKNOWN : `${currentPeriodStart}${OPEN}`);
