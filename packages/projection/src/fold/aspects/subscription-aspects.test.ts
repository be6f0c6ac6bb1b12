import type { SubscriptionStatus } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import type { SubscriptionRow } from '../rows.ts';
import { SUBSCRIPTION_ASPECTS } from './subscription-aspects.ts';

const JANUARY = '2026-01-31T00:00:00.000Z';
const FEBRUARY = '2026-02-28T00:00:00.000Z';

const subscription = (
  status: SubscriptionStatus,
  columns: Partial<SubscriptionRow> = {},
): SubscriptionRow => ({
  subscriptionRef: 'sub_1',
  merchantRef: null,
  merchantRefField: null,
  merchantRefWriter: null,
  customerRef: null,
  planRef: 'basic',
  quantity: 1,
  items: null,
  startsAt: null,
  collectionPaused: false,
  collectionResumesAt: null,
  paidPeriodStart: null,
  paidUntil: null,
  paidUntilSource: null,
  access: 'none',
  validUntil: null,
  accessEndReason: null,
  status,
  providerStatus: null,
  currentPeriodStart: null,
  currentPeriodEnd: JANUARY,
  cancelAt: null,
  canceledAt: null,
  trialEnd: null,
  createdAt: JANUARY,
  updatedAt: JANUARY,
  ...columns,
});

/** The topics of a change from one row to another, aspect by aspect, in the order of publishing. */
const topicsOf = (from: SubscriptionRow, to: SubscriptionRow): string[] =>
  SUBSCRIPTION_ASPECTS.flatMap(({ of, topic }) =>
    of(from) === of(to) ? [] : (topic(of(from), of(to)) ?? []),
  ).map((topic) => topic.slice('subscription.'.length));

describe('a subscription that goes from one status to another', () => {
  it.each([
    ['incomplete', 'trialing', ['activated']],
    ['incomplete', 'active', ['activated']],
    ['incomplete', 'past_due', ['activated', 'past_due']],
    ['incomplete', 'expired', ['expired']],
    ['incomplete', 'canceled', ['canceled']],
    ['trialing', 'active', []],
    ['active', 'past_due', ['past_due']],
    ['past_due', 'active', ['recovered']],
    ['past_due', 'unpaid', ['unpaid']],
    ['past_due', 'paused', ['paused']],
    ['past_due', 'canceled', ['canceled']],
    ['unpaid', 'active', ['recovered']],
    ['unpaid', 'past_due', ['recovered', 'past_due']],
    ['active', 'paused', ['paused']],
    ['paused', 'active', ['resumed']],
    ['paused', 'past_due', ['resumed', 'past_due']],
    ['active', 'canceled', ['canceled']],
    ['active', 'expired', ['expired']],
    ['canceled', 'expired', ['expired']],
    ['canceled', 'active', ['resumed']],
    ['expired', 'past_due', ['resumed', 'past_due']],
    ['active', 'incomplete', ['suspended']],
    ['past_due', 'incomplete', ['suspended']],
    ['canceled', 'incomplete', ['suspended']],
  ] as const)('%s → %s', (from, to, topics) => {
    expect(topicsOf(subscription(from), subscription(to))).toEqual(topics);
  });
});

describe('a subscription that runs', () => {
  const running = subscription('active', { paidPeriodStart: JANUARY });
  it.each([
    ['a further period that is paid', { paidPeriodStart: FEBRUARY }, ['renewed']],
    ['an earlier period that is paid', { paidPeriodStart: '2026-01-01T00:00:00.000Z' }, []],
    ['a further period that nobody has paid yet', { currentPeriodEnd: FEBRUARY }, ['updated']],
    ['collection paused', { collectionPaused: true }, ['updated']],
    ['further items', { items: [{ planRef: 'extra', quantity: 1 }] }, ['updated']],
    ['a longer trial', { trialEnd: FEBRUARY }, ['updated']],
    ['a reference of the merchant', { merchantRef: 'A-17' }, ['updated']],
    ['access until a time', { validUntil: FEBRUARY }, ['updated']],
    ['another plan', { planRef: 'plus' }, ['updated']],
    ['no plan', { planRef: null }, ['updated']],
    ['another quantity', { quantity: 2 }, ['updated']],
    ['an end planned', { cancelAt: FEBRUARY }, ['updated']],
    [
      'another plan with a further period',
      { planRef: 'plus', paidPeriodStart: FEBRUARY },
      ['renewed', 'updated'],
    ],
    ['a new start of its period alone', { currentPeriodStart: JANUARY }, []],
    ['a customer', { customerRef: 'cus_1' }, []],
  ])('publishes %s', (_, columns, topics) => {
    expect(topicsOf(running, { ...running, ...columns })).toEqual(topics);
  });

  it('publishes nothing for the first paid period, because `activated` was published', () => {
    expect(topicsOf(subscription('active'), running)).toEqual([]);
  });

  it('publishes no changed terms when it starts or stops running: they are in the payload', () => {
    const other = { planRef: 'plus', currentPeriodEnd: FEBRUARY, quantity: 4 };
    expect(topicsOf(subscription('incomplete'), subscription('active', other))).toEqual(['activated']);
    expect(topicsOf(running, subscription('canceled', other))).toEqual(['canceled']);
    expect(topicsOf(running, subscription('paused', other))).toEqual(['paused']);
  });
});

describe('access that ends by time', () => {
  const [before, then, later] = ['2026-02-27T23:59:59.999Z', FEBRUARY, '2026-03-01T00:00:00.000Z'];
  const aspect = SUBSCRIPTION_ASPECTS.find(({ name }) => name === 'access_ended');
  const ending = subscription('canceled', { validUntil: FEBRUARY });

  it('ends at its time and not before, and never while the history is folded', () => {
    expect([undefined, before, then, later].map((now) => aspect?.of(ending, now))).toEqual([
      '',
      '',
      FEBRUARY,
      FEBRUARY,
    ]);
    expect(aspect?.of(subscription('active'), later)).toBe('');
  });

  it('is published once, and once more when access is back', () => {
    expect(aspect?.topic('', FEBRUARY)).toBe('subscription.access_ended');
    expect(aspect?.topic(FEBRUARY, JANUARY)).toBeUndefined();
    expect(aspect?.topic(FEBRUARY, '')).toBe('subscription.reinstated');
  });
});
