import { describe, expect, it } from 'vitest';
import { eventsOf, warningsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('subscription_created', () => {
  it('is a snapshot whose first cycle begins with it, and says that the order and the first invoice are one payment', () => {
    expect(eventsOf('subscription_created')).toEqual([
      {
        type: 'subscription.created',
        rank: 12,
        occurredAt: '2026-03-02T09:20:07.000Z',
        subscriptionRef: '1652000',
        status: 'active',
        planRef: '972600',
        quantity: 2,
        trialEnd: null,
        currentPeriodStart: '2026-03-02T09:20:02.000Z',
        currentPeriodEnd: '2026-04-02T09:20:00.000Z',
        cancelAt: null,
        canceledAt: null,
        collectionPaused: false,
        collectionResumesAt: null,
        providerStatus: 'active',
        merchantRef: 'shop-5518',
        merchantRefField: 'meta.custom_data.order_id',
        merchantRefWriter: 'buyer',
        customerRef: '5064920',
      },
      {
        type: 'payment.linked',
        rank: 0,
        occurredAt: '2026-03-02T09:20:07.000Z',
        paymentRef: 'order_6859400',
        paymentAliases: ['first_of_subscription_1652000'],
        orderRef: '6859400',
        subscriptionRef: '1652000',
        tentative: true,
      },
    ]);
  });

  it('on trial has no first cycle yet', () => {
    const trial = { status: 'on_trial', trial_ends_at: '2026-03-16T09:20:00.000000Z' };
    const [event] = eventsOf('subscription_created', trial);
    expect(event).toMatchObject({ status: 'trialing', trialEnd: '2026-03-16T09:20:00.000Z' });
    expect(event).not.toHaveProperty('currentPeriodStart');
  });

  it('with usage-based billing has no quantity', () => {
    const item = { quantity: 0, is_usage_based: true, updated_at: '2026-03-02T09:20:07.000000Z' };
    expect(eventsOf('subscription_created', { first_subscription_item: item })[0]).toMatchObject({
      quantity: null,
    });
  });

  it('without an order connects nothing else', () => {
    expect(eventsOf('subscription_created', { order_id: null })).toHaveLength(1);
  });
});

describe('a snapshot of a subscription', () => {
  it('subscription_updated happened when its item changed, if that is later', () => {
    expect(eventsOf('subscription_updated')[0]).toMatchObject({
      type: 'subscription.updated',
      occurredAt: '2026-03-05T11:40:00.000Z',
      status: 'active',
      quantity: 3,
    });
    expect(eventsOf('subscription_updated')[0]).not.toHaveProperty('currentPeriodStart');
  });

  it('subscription_cancelled leaves it active until it ends, unless a payment is overdue', () => {
    expect(eventsOf('subscription_cancelled')[0]).toMatchObject({
      type: 'subscription.updated',
      status: 'active',
      statusAfter: ['incomplete', 'trialing', 'active'],
      providerStatus: 'cancelled',
      cancelAt: '2026-04-02T09:20:00.000Z',
      canceledAt: '2026-03-10T08:00:00.000Z',
      currentPeriodEnd: '2026-04-02T09:20:00.000Z',
    });
  });

  it('that is cancelled during its trial stays on trial until it ends', () => {
    const trial = { trial_ends_at: '2026-03-16T09:20:00.000000Z', ends_at: '2026-03-16T09:20:00.000000Z' };
    expect(eventsOf('subscription_cancelled', trial)[0]).toMatchObject({
      status: 'trialing',
      cancelAt: '2026-03-16T09:20:00.000Z',
    });
    const after = { trial_ends_at: '2026-03-09T09:20:00.000000Z' };
    expect(eventsOf('subscription_cancelled', after)[0]).toMatchObject({ status: 'active' });
  });

  it('subscription_updated of a cancelled one does not move the time of the cancellation', () => {
    const [event] = eventsOf('subscription_updated', {
      status: 'cancelled',
      ends_at: '2026-04-02T09:20:00.000000Z',
    });
    expect(event).toMatchObject({ status: 'active', cancelAt: '2026-04-02T09:20:00.000Z' });
    expect(event).not.toHaveProperty('canceledAt');
  });

  it('subscription_resumed takes the end back', () => {
    expect(eventsOf('subscription_resumed')[0]).toMatchObject({
      type: 'subscription.resumed',
      status: 'active',
      cancelAt: null,
      canceledAt: null,
    });
  });

  it('subscription_expired is over', () => {
    const [event] = eventsOf('subscription_expired');
    expect(event).toMatchObject({
      type: 'subscription.expired',
      status: 'expired',
      occurredAt: '2026-04-02T09:20:30.000Z',
      cancelAt: '2026-04-02T09:20:00.000Z',
    });
    expect(event).not.toHaveProperty('currentPeriodEnd');
    expect(event).not.toHaveProperty('canceledAt');
  });

  it.each(['void', 'free'])('subscription_paused in the mode %s stays active, without collection', (mode) => {
    const pause = { mode, resumes_at: '2026-05-01T00:00:00.000000Z' };
    expect(eventsOf('subscription_paused', { pause })[0]).toMatchObject({
      type: 'subscription.updated',
      status: 'active',
      statusAfter: ['incomplete', 'trialing', 'active'],
      providerStatus: 'paused',
      collectionPaused: true,
      collectionResumesAt: '2026-05-01T00:00:00.000Z',
    });
  });

  it('subscription_paused without an end is paused until somebody resumes it', () => {
    expect(eventsOf('subscription_paused', { pause: { mode: 'free', resumes_at: null } })[0]).toMatchObject({
      collectionPaused: true,
      collectionResumesAt: null,
    });
  });

  it('subscription_unpaused is collected again', () => {
    expect(eventsOf('subscription_unpaused')[0]).toMatchObject({
      type: 'subscription.updated',
      status: 'active',
      collectionPaused: false,
      collectionResumesAt: null,
    });
    expect(eventsOf('subscription_unpaused')[0]).not.toHaveProperty('statusAfter');
  });

  it.each([
    ['past_due', 'past_due'],
    ['unpaid', 'unpaid'],
  ])(
    'with the status %s is %s, and renews_at is the next attempt, not the end of the cycle',
    (word, status) => {
      const [event] = eventsOf('subscription_updated', { status: word });
      expect(event).toMatchObject({ status });
      expect(event).not.toHaveProperty('currentPeriodEnd');
    },
  );

  it('with an unknown status leaves the state as it is, with a warning', () => {
    const [event] = eventsOf('subscription_updated', { status: 'resting' });
    for (const field of ['status', 'cancelAt', 'canceledAt', 'currentPeriodEnd', 'collectionPaused'])
      expect(event).not.toHaveProperty(field);
    expect(warningsOf('subscription_updated', { status: 'resting' })).toEqual([
      'unknown subscription status "resting"',
    ]);
  });
});
