import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

const MARCH_END = '2026-04-02T10:04:33.218Z';

describe('a subscription', () => {
  it('has plan, quantity, period, customer and the id of the merchant', () => {
    expect(eventsOf('subscription.created')[0]).toMatchObject({
      planRef: '3e9a7c10-1d24-4b58-b6f2-c7d8e9f0a1b2',
      quantity: 3,
      currentPeriodStart: '2026-03-02T10:04:33.218Z',
      currentPeriodEnd: MARCH_END,
      cancelAt: null,
      canceledAt: null,
      trialEnd: null,
      customerRef: '7b1de2a4-5c93-4f7e-8a16-90c3d4e5f6a7',
      merchantRef: 'T-5512',
      merchantRefWriter: 'merchant',
    });
  });

  it('counts units if it has no seats, and has no quantity without both', () => {
    expect(eventsOf('subscription.created', { 'data.seats': null, 'data.units': 7 })[0]).toMatchObject({
      quantity: 7,
    });
    expect(eventsOf('subscription.created', { 'data.seats': null })[0]).toMatchObject({ quantity: null });
  });

  it('that is canceled at the end of its period is active until then', () => {
    expect(eventsOf('subscription.canceled')[0]).toMatchObject({
      type: 'subscription.updated',
      status: 'active',
      cancelAt: MARCH_END,
      canceledAt: '2026-03-18T07:30:00.100Z',
    });
  });

  it('ends with its period if the time of the end is absent', () => {
    expect(eventsOf('subscription.canceled', { 'data.ends_at': null })[0]).toMatchObject({
      cancelAt: MARCH_END,
    });
  });

  it('is not canceled any more after it was uncanceled', () => {
    expect(eventsOf('subscription.uncanceled')[0]).toMatchObject({ cancelAt: null, canceledAt: null });
  });

  it('that is canceled at once is over', () => {
    expect(
      eventsOf('subscription.canceled', { 'data.status': 'canceled', 'data.cancel_at_period_end': false })[0],
    ).toMatchObject({ type: 'subscription.canceled', status: 'canceled', cancelAt: null });
  });

  it('has the time at which it ended if the time of the request is absent, or the time of the event', () => {
    expect(eventsOf('subscription.revoked', { 'data.canceled_at': null })[0]).toMatchObject({
      canceledAt: '2026-07-01T08:00:01.000Z',
    });
    const none = { 'data.canceled_at': null, 'data.ended_at': null };
    expect(eventsOf('subscription.revoked', none)[0]).toMatchObject({
      canceledAt: '2026-07-01T08:00:01.100Z',
    });
  });

  it('has the end of its trial', () => {
    const trial = { 'data.status': 'trialing', 'data.trial_end': '2026-03-16T10:04:33.218804Z' };
    expect(eventsOf('subscription.created', trial)[0]).toMatchObject({
      status: 'trialing',
      trialEnd: '2026-03-16T10:04:33.218Z',
    });
  });

  it.each([
    ['incomplete', 'incomplete'],
    ['incomplete_expired', 'expired'],
    ['trialing', 'trialing'],
    ['active', 'active'],
    ['past_due', 'past_due'],
    ['unpaid', 'unpaid'],
    ['paused', 'paused'],
    ['canceled', 'canceled'],
  ])('with the status %s is %s', (word, status) => {
    expect(eventsOf('subscription.updated', { 'data.status': word })[0]).toMatchObject({ status });
  });

  it('keeps its status if the new one is unknown', () => {
    const resting = { 'data.status': 'resting' };
    expect(changed('subscription.updated', resting)).toMatchObject({
      warnings: ['unknown subscription status "resting"'],
    });
    expect(eventsOf('subscription.updated', resting)[0]).not.toHaveProperty('status');
  });
});
