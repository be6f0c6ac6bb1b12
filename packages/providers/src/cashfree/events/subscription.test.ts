import { describe, expect, it } from 'vitest';
import { eventsOf, meaning, status } from '../simulator/fixtures/changed-fixture.ts';

describe('a subscription', () => {
  it('has the status, the plan, the next charge and the merchant’s id', () => {
    expect(eventsOf('SUBSCRIPTION_STATUS_CHANGED')).toEqual([
      {
        type: 'subscription.activated',
        rank: 12,
        occurredAt: '2026-03-02T05:01:35.000Z',
        subscriptionRef: '23639356',
        status: 'active',
        statusAfter: ['incomplete', 'active', 'unpaid', 'paused', 'canceled'],
        planRef: 'plan12345',
        currentPeriodEnd: '2026-04-02T06:30:00.000Z',
        canceledAt: null,
        providerStatus: 'ACTIVE',
        merchantRef: 'tea-monthly-881',
        merchantRefField: 'subscription_id',
        merchantRefWriter: 'merchant',
      },
    ]);
  });

  it('that the customer cancelled is canceled; the older name of the event has the same meaning', () => {
    expect(eventsOf('SUBSCRIPTION_STATUS_CHANGE')).toMatchObject([
      {
        type: 'subscription.canceled',
        status: 'canceled',
        canceledAt: '2026-03-09T05:46:10.000Z',
        startsAt: null,
      },
    ]);
  });

  it.each([
    ['INITIALIZED', 'incomplete', 'subscription.created'],
    ['INITIALISED', 'incomplete', 'subscription.created'],
    ['BANK_APPROVAL_PENDING', 'incomplete', 'subscription.created'],
    ['ACTIVE', 'active', 'subscription.activated'],
    ['ON_HOLD', 'unpaid', 'subscription.past_due'],
    ['CARD_EXPIRED', 'unpaid', 'subscription.past_due'],
    ['PAUSED', 'paused', 'subscription.paused'],
    ['CUSTOMER_PAUSED', 'paused', 'subscription.paused'],
    ['CANCELLED', 'canceled', 'subscription.canceled'],
    ['CUSTOMER_CANCELLED', 'canceled', 'subscription.canceled'],
    ['COMPLETED', 'expired', 'subscription.expired'],
    ['EXPIRED', 'expired', 'subscription.expired'],
    ['LINK_EXPIRED', 'expired', 'subscription.expired'],
  ])('with the status %s is %s', (word, expected, type) => {
    expect(eventsOf('SUBSCRIPTION_STATUS_CHANGED', status('ACTIVE', word))).toMatchObject([
      { type, status: expected, providerStatus: word },
    ]);
  });

  it('that the merchant cancelled has a time of cancellation, and can be reactivated', () => {
    expect(eventsOf('SUBSCRIPTION_STATUS_CHANGED', status('ACTIVE', 'CANCELLED'))).toMatchObject([
      { status: 'canceled', canceledAt: '2026-03-02T05:01:35.000Z' },
    ]);
    expect(eventsOf('SUBSCRIPTION_STATUS_CHANGED')).toMatchObject([
      { status: 'active', canceledAt: null, statusAfter: expect.arrayContaining(['canceled']) as string[] },
    ]);
  });

  it('with an unknown status keeps its status, with a warning', () => {
    const found = meaning('SUBSCRIPTION_STATUS_CHANGED', status('ACTIVE', 'RESTING'));
    expect(found).toMatchObject({
      events: [{ type: 'subscription.updated', planRef: 'plan12345' }],
      warnings: ['unknown subscription status "RESTING"'],
    });
    expect(found.outcome === 'events' && found.events[0]).not.toHaveProperty('status');
  });

  it('whose first charge is later starts then; a time without an offset is Indian', () => {
    expect(
      eventsOf('SUBSCRIPTION_STATUS_CHANGED', {
        '"subscription_first_charge_time": null': '"subscription_first_charge_time": "2026-05-01T00:00:00"',
      }),
    ).toMatchObject([{ startsAt: '2026-04-30T18:30:00.000Z' }]);
  });
});
