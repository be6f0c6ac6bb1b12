import { describe, expect, it } from 'vitest';
import { at, factsOf, meaningOf } from '../simulator/fixtures/changed-fixture.ts';

describe('a subscription', () => {
  it.each([
    ['PENDING', 'incomplete', 'subscription.updated'],
    ['ACTIVE', 'active', 'subscription.updated'],
    ['DEACTIVATED', 'unpaid', 'subscription.past_due'],
    ['PAUSED', 'paused', 'subscription.paused'],
    ['CANCELED', 'canceled', 'subscription.canceled'],
    ['COMPLETED', 'expired', 'subscription.expired'],
  ])('that is %s is %s, by %s', (given, status, type) => {
    expect(factsOf('subscription.updated', at('subscription', { status: given }))).toMatchObject([
      { status, type },
    ]);
  });

  it('that was created with an invoice states its first period', () => {
    const active = at('subscription', { status: 'ACTIVE', charged_through_date: '2026-04-02' });
    expect(factsOf('subscription.created', active)).toMatchObject([
      {
        currentPeriodStart: '2026-03-03T08:00:00.000Z',
        currentPeriodEnd: '2026-04-03T07:00:00.000Z',
        startsAt: null,
      },
    ]);
  });

  it('whose cancellation was withdrawn is no longer canceled', () => {
    expect(factsOf('subscription.updated', at('subscription', { canceled_date: null }))).toMatchObject([
      { cancelAt: null },
    ]);
  });

  it('that is canceled has the day, or else the time of the event', () => {
    expect(factsOf('subscription.updated.canceled')).toMatchObject([
      { cancelAt: null, canceledAt: '2026-04-03T07:00:00.000Z' },
    ]);
    const dayless = at('subscription', { canceled_date: undefined });
    expect(factsOf('subscription.updated.canceled', dayless)).toMatchObject([
      { canceledAt: '2026-04-03T07:05:00.817Z' },
    ]);
  });

  it('with an unknown status keeps the one it had, with a warning', () => {
    const meaning = meaningOf('subscription.updated', at('subscription', { status: 'RESTING' }));
    expect(meaning).toMatchObject({ warnings: ['unknown subscription status "RESTING"'] });
    expect(meaning).not.toHaveProperty('events.0.status');
  });
});
