import { describe, expect, it } from 'vitest';
import {
  EUR,
  eventsOf,
  EVERY_STATUS,
  meaningOf,
  payment,
  RENEWAL,
  SIGNED,
  SUB,
  subscription,
  TX,
} from '../simulator/meaning.ts';

describe('a subscription', () => {
  it('begins with a paid period', () => {
    const [start, end] = ['2026-03-02T09:14:03.123Z', '2026-04-02T09:14:03.123Z'];
    expect(meaningOf('SUBSCRIBED.INITIAL_BUY')).toMatchObject({
      type: 'SUBSCRIBED',
      occurredAt: SIGNED,
      mode: 'test',
      warnings: [],
    });
    expect(eventsOf('SUBSCRIBED.INITIAL_BUY')).toEqual([
      {
        ...subscription,
        type: 'subscription.activated',
        rank: 12,
        status: 'active',
        providerStatus: '1',
        currentPeriodStart: start,
        currentPeriodEnd: end,
        cancelAt: null,
        canceledAt: null,
        paidPeriod: { start, end, paymentRef: SUB },
      },
      { ...payment, rank: 5, occurredAt: start },
    ]);
  });

  it('begins with a free trial: a period for which nothing was due, and no payment', () => {
    const [start, end] = ['2026-03-02T09:14:03.123Z', '2026-03-09T09:14:03.123Z'];
    const trial = {
      status: 'trialing',
      trialEnd: end,
      currentPeriodEnd: end,
      paidPeriod: { start, end, nothingDue: true },
    };
    expect(eventsOf('SUBSCRIBED.INITIAL_BUY.trial')).toMatchObject([trial]);
    expect(eventsOf('SUBSCRIBED.INITIAL_BUY.trial')).toHaveLength(1);
    const unpriced = { [`${TX}.price`]: undefined, [`${TX}.currency`]: undefined };
    expect(eventsOf('SUBSCRIBED.INITIAL_BUY.trial', unpriced)).toMatchObject([trial]);
  });

  it('of a family member is paid by nobody, and has its own reference', () => {
    const [event, ...others] = eventsOf('SUBSCRIBED.INITIAL_BUY.family');
    expect(event).toMatchObject({
      type: 'subscription.activated',
      subscriptionRef: '2000000905599303',
      status: 'active',
      customerRef: '704512988734569909',
      paidPeriod: { nothingDue: true },
    });
    expect(event).not.toHaveProperty('merchantRef');
    expect(others).toEqual([]);
  });

  it('is bought again under its first id', () => {
    expect(eventsOf('SUBSCRIBED.RESUBSCRIBE')).toMatchObject([
      {
        type: 'subscription.activated',
        subscriptionRef: SUB,
        status: 'active',
        statusAfter: EVERY_STATUS,
        cancelAt: null,
        canceledAt: null,
        paidPeriod: { start: '2026-03-02T09:14:03.123Z', paymentRef: '2000000930441188' },
      },
      { type: 'payment.succeeded', paymentRef: '2000000930441188', subscriptionRef: SUB },
    ]);
  });

  it('is renewed, and charged before the period begins', () => {
    expect(eventsOf('DID_RENEW')).toMatchObject([
      {
        ...subscription,
        type: 'subscription.renewed',
        status: 'active',
        currentPeriodStart: '2026-03-02T10:14:03.123Z',
        currentPeriodEnd: '2026-04-01T10:14:03.123Z',
        paidPeriod: {
          start: '2026-03-02T10:14:03.123Z',
          end: '2026-04-01T10:14:03.123Z',
          paymentRef: '2000000911203377',
        },
      },
      { ...payment, paymentRef: '2000000911203377', occurredAt: SIGNED },
    ]);
  });

  it('is renewed after a failure, for a period that begins with the charge', () => {
    expect(eventsOf('DID_RENEW.BILLING_RECOVERY')).toMatchObject([
      { type: 'subscription.renewed', status: 'active', currentPeriodStart: '2026-03-02T09:14:04.623Z' },
      { ...payment, paymentRef: '2000000911203377', occurredAt: '2026-03-02T09:14:04.623Z' },
    ]);
  });

  it.each([
    ['DID_FAIL_TO_RENEW', 'subscription.past_due', 'unpaid', '3'],
    ['DID_FAIL_TO_RENEW.GRACE_PERIOD', 'subscription.past_due', 'past_due', '4'],
    ['GRACE_PERIOD_EXPIRED', 'subscription.past_due', 'unpaid', '3'],
    ['EXPIRED.VOLUNTARY', 'subscription.expired', 'expired', '2'],
    ['EXPIRED.BILLING_RETRY', 'subscription.expired', 'expired', '2'],
  ])(
    '%s has the status of its data, and states the last payment',
    (fixture, type, status, providerStatus) => {
      const events = eventsOf(fixture);
      expect(events).toMatchObject([
        { ...subscription, type, status, providerStatus, paidPeriod: { paymentRef: SUB } },
        { ...payment },
      ]);
      const withoutStatus = eventsOf(fixture, { 'data.status': undefined });
      expect(withoutStatus[0]).toMatchObject({ status });
      expect(withoutStatus[0]).not.toHaveProperty('providerStatus');
    },
  );

  it('will end with its period if renewal is turned off, and will not if it is turned on again', () => {
    expect(eventsOf('DID_CHANGE_RENEWAL_STATUS.AUTO_RENEW_DISABLED')).toMatchObject([
      {
        ...subscription,
        type: 'subscription.updated',
        status: 'active',
        cancelAt: '2026-03-24T09:14:03.123Z',
        canceledAt: SIGNED,
      },
      { ...payment },
    ]);
    expect(eventsOf('DID_CHANGE_RENEWAL_STATUS.AUTO_RENEW_ENABLED')[0]).toMatchObject({
      status: 'active',
      cancelAt: null,
      canceledAt: null,
    });
  });

  it('ends at the end of the transaction if the renewal names no date', () => {
    const [event] = eventsOf('DID_CHANGE_RENEWAL_STATUS.AUTO_RENEW_DISABLED', {
      [`${RENEWAL}.renewalDate`]: undefined,
    });
    expect(event).toHaveProperty('cancelAt', '2026-03-24T09:14:03.123Z');
  });

  it('has another plan at once after an upgrade, and keeps its plan until the end before a downgrade', () => {
    expect(eventsOf('DID_CHANGE_RENEWAL_PREF.UPGRADE')).toMatchObject([
      {
        type: 'subscription.updated',
        planRef: 'com.example.tea.yearly',
        currentPeriodEnd: '2027-03-02T09:14:05.323Z',
        paidPeriod: { paymentRef: '2000000908800419' },
      },
      { paymentRef: '2000000908800419', amount: EUR(49_990n) },
    ]);
    expect(eventsOf('DID_CHANGE_RENEWAL_PREF.DOWNGRADE')[0]).toMatchObject({
      planRef: 'com.example.tea.monthly',
      status: 'active',
    });
  });

  it('has the price of a redeemed offer', () => {
    expect(eventsOf('OFFER_REDEEMED')).toMatchObject([
      { type: 'subscription.updated', status: 'active' },
      { amount: EUR(2490n) },
    ]);
  });

  it('is extended', () => {
    expect(eventsOf('RENEWAL_EXTENDED')[0]).toMatchObject({
      type: 'subscription.updated',
      currentPeriodEnd: '2026-04-04T09:14:03.123Z',
    });
  });

  it('is no longer shared by the family', () => {
    const events = eventsOf('REVOKE');
    expect(events).toMatchObject([
      {
        type: 'subscription.canceled',
        subscriptionRef: '2000000905599303',
        status: 'canceled',
        canceledAt: '2026-03-02T09:14:05.123Z',
      },
    ]);
    expect(events).toHaveLength(1);
  });

  it('keeps its status if the new one is unknown, with a warning', () => {
    const meaning = meaningOf('DID_RENEW', { 'data.status': 9 });
    expect(meaning).toMatchObject({ warnings: ['unknown subscription status "9"'] });
    expect(eventsOf('DID_RENEW', { 'data.status': 9 })[0]).not.toHaveProperty('status');
  });

  it('does not say when it ends if nothing states whether it will renew', () => {
    const [event] = eventsOf('DID_RENEW', { [RENEWAL]: undefined });
    expect(event).not.toHaveProperty('cancelAt');
    expect(event).not.toHaveProperty('canceledAt');
  });
});
