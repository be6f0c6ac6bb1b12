import { describe, expect, it } from 'vitest';
import { eventsOf, warningsOf } from '../simulator/fixtures/changed-fixture.ts';

const SUB = 'sub_0NXb52KcT8wFgPy6LzVer';

describe('a subscription', () => {
  it('has plan, quantity, period and customer', () => {
    expect(eventsOf('subscription.active')[0]).toEqual({
      type: 'subscription.activated',
      rank: 12,
      occurredAt: '2026-03-02T10:26:02.854Z',
      subscriptionRef: SUB,
      status: 'active',
      planRef: 'pdt_0NWqSaTeaClub1',
      quantity: 1,
      currentPeriodStart: '2026-03-02T10:25:43.118Z',
      currentPeriodEnd: '2026-04-02T10:26:02.873Z',
      cancelAt: null,
      canceledAt: null,
      providerStatus: 'active',
      merchantRef: 'S-77',
      merchantRefField: 'metadata.order_id',
      merchantRefWriter: 'buyer',
      customerRef: 'cus_0NXa41LmQe7TzrB2vKwYd',
    });
  });

  it('is paid for a period only by subscription.renewed', () => {
    const period = { start: '2026-03-02T10:25:43.118Z', end: '2026-04-02T10:26:02.873Z' };
    expect(eventsOf('subscription.renewed')[0]).toMatchObject({ paidPeriod: period });
    for (const type of ['subscription.active', 'subscription.updated', 'subscription.plan_changed'])
      expect(eventsOf(type)[0]).not.toHaveProperty('paidPeriod');
    const backwards = { 'data.next_billing_date': '2026-03-01T00:00:00Z' };
    expect(eventsOf('subscription.renewed', backwards)[0]).not.toHaveProperty('paidPeriod');
  });

  it('is on trial until its first charge', () => {
    const trial = { status: 'trialing', trialEnd: '2026-03-16T12:00:05.000Z', providerStatus: 'active' };
    expect(eventsOf('subscription.active.trial')[0]).toMatchObject(trial);
    const renewed = { type: 'subscription.renewed' };
    expect(eventsOf('subscription.active.trial', renewed)[0]).toMatchObject(trial);
    expect(eventsOf('subscription.active.trial', renewed)[0]).not.toHaveProperty('paidPeriod');
  });

  it('is no longer on trial when the next charge is a cycle later', () => {
    const charged = { 'data.next_billing_date': '2026-04-16T12:00:05.000Z' };
    expect(eventsOf('subscription.active.trial', charged)[0]).toMatchObject({ status: 'active' });
    expect(eventsOf('subscription.active.trial', charged)[0]).not.toHaveProperty('trialEnd');
  });

  it('whose cancellation is scheduled stays active, with its end', () => {
    expect(eventsOf('subscription.cancelled.scheduled')[0]).toMatchObject({
      type: 'subscription.updated',
      status: 'active',
      cancelAt: '2026-04-02T10:26:02.873Z',
      canceledAt: '2026-03-15T05:59:59.400Z',
    });
  });

  it('that is canceled at once has the time of it, or that of the event', () => {
    expect(eventsOf('subscription.cancelled')[0]).toMatchObject({ canceledAt: '2026-03-15T05:59:59.400Z' });
    expect(eventsOf('subscription.cancelled', { 'data.cancelled_at': null })[0]).toMatchObject({
      canceledAt: '2026-03-15T06:00:00.000Z',
    });
  });

  it('has the status that the event states, even if the data already shows a later one', () => {
    expect(eventsOf('subscription.active', { 'data.status': 'on_hold' })[0]).toMatchObject({
      status: 'active',
    });
  });

  it.each([
    ['pending', 'incomplete'],
    ['on_hold', 'unpaid'],
    ['past_due', 'past_due'],
    ['paused', 'paused'],
    ['cancelled', 'canceled'],
    ['failed', 'expired'],
    ['expired', 'expired'],
  ])('with the status %s in an event that states none is %s', (word, status) => {
    expect(eventsOf('subscription.updated', { 'data.status': word })[0]).toMatchObject({ status });
  });

  it('keeps its status if the new one is unknown, with a short warning', () => {
    const changes = { 'data.status': 'dormant' };
    expect(eventsOf('subscription.updated', changes)[0]).not.toHaveProperty('status');
    expect(warningsOf('subscription.updated', changes)).toEqual(['unknown subscription status "dormant"']);
  });
});
