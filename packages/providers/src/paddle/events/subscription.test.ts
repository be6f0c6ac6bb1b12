import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

const MARCH = { start: '2026-03-02T10:04:33.218Z', end: '2026-04-02T10:04:33.218Z' };

describe('a subscription', () => {
  it('has plan, quantity, items, period and customer', () => {
    expect(eventsOf('subscription.activated')[0]).toMatchObject({
      // The oldest recurring item is the main one.
      planRef: 'pri_01kk2f6b8d1f3h5k7m9p2r4t6w',
      quantity: 1,
      items: [
        { planRef: 'pri_01kk2f6b8d1f3h5k7m9p2r4t6w', quantity: 1 },
        { planRef: 'pri_01kk2f7c9e2g4j6m8q1s3v5x7z', quantity: 4 },
      ],
      currentPeriodStart: MARCH.start,
      currentPeriodEnd: MARCH.end,
      cancelAt: null,
      customerRef: 'ctm_01kk3g2a4c6e8g1j3m5p7r9t2w',
      merchantRef: 'L-20422',
      merchantRefWriter: 'buyer',
    });
  });

  it('has the time of a scheduled cancellation, and none for a scheduled pause', () => {
    expect(eventsOf('subscription.updated')[0]).toMatchObject({ cancelAt: MARCH.end });
    const pause = { action: 'pause', effective_at: MARCH.end, resume_at: null };
    expect(eventsOf('subscription.updated', { 'data.scheduled_change': pause })[0]).toMatchObject({
      cancelAt: null,
    });
  });

  it('has the time of its cancellation, or that of the event', () => {
    expect(eventsOf('subscription.canceled')[0]).toMatchObject({
      canceledAt: '2026-07-01T08:00:00.800Z',
      currentPeriodStart: null,
      currentPeriodEnd: null,
    });
    expect(eventsOf('subscription.canceled', { 'data.canceled_at': null })[0]).toMatchObject({
      canceledAt: '2026-07-01T08:00:01.500Z',
    });
  });

  it('has the end of its trial', () => {
    expect(eventsOf('subscription.trialing')[0]).toMatchObject({ trialEnd: '2026-03-16T10:04:33.218Z' });
  });

  it.each([
    ['it is collected by invoice', { 'data.collection_mode': 'manual' }],
    ['it is a trial', { 'data.status': 'trialing' }],
    ['it names no transaction', { 'data.transaction_id': null }],
    ['it has no period', { 'data.current_billing_period': null }],
  ])(
    'does not prove a paid period by its creation if %s',
    (_, changes: Readonly<Record<string, unknown>>) => {
      expect(eventsOf('subscription.created', changes)[0]).not.toHaveProperty('paidPeriod');
    },
  );

  it('keeps its status if the new one is unknown', () => {
    const meaning = changed('subscription.updated', { 'data.status': 'resting' });
    expect(meaning).toMatchObject({ warnings: ['unknown subscription status "resting"'] });
    expect(eventsOf('subscription.updated', { 'data.status': 'resting' })[0]).not.toHaveProperty('status');
  });
});
