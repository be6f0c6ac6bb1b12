import { describe, expect, it } from 'vitest';
import { eventsOf, INR, meaning } from '../simulator/fixtures/changed-fixture.ts';

describe('a payment of a subscription', () => {
  const subscribed = {
    subscriptionRef: '23639356',
    merchantRef: 'tea-monthly-881',
    merchantRefField: 'subscription_id',
    merchantRefWriter: 'merchant',
  };

  it('that is a charge pays a period from its scheduled date', () => {
    expect(eventsOf('SUBSCRIPTION_PAYMENT_SUCCESS')).toEqual([
      {
        ...subscribed,
        type: 'subscription.renewed',
        rank: 3,
        occurredAt: '2026-03-02T06:30:41.000Z',
        currentPeriodStart: '2026-03-02T06:30:00.000Z',
        paidPeriod: { start: '2026-03-02T06:30:00.000Z', paymentRef: '49914526' },
      },
      {
        type: 'payment.succeeded',
        rank: 5,
        occurredAt: '2026-03-02T06:30:41.000Z',
        paymentRef: '49914526',
        subscriptionRef: '23639356',
        amount: INR(39900n),
        providerStatus: 'SUCCESS',
      },
    ]);
  });

  it('pays until the next charge, if that is stated and later', () => {
    const withNext = (next: string) => ({
      '"payment_type": "CHARGE"': `"payment_type": "CHARGE", "subscription_details": { "next_schedule_date": "${next}" }`,
    });
    expect(eventsOf('SUBSCRIPTION_PAYMENT_SUCCESS', withNext('2026-04-02'))[0]).toMatchObject({
      currentPeriodEnd: '2026-04-01T18:30:00.000Z',
      paidPeriod: { end: '2026-04-01T18:30:00.000Z' },
    });
    const [same] = eventsOf('SUBSCRIPTION_PAYMENT_SUCCESS', withNext('2026-03-02T12:00:00+05:30'));
    expect(same).not.toHaveProperty('currentPeriodEnd');
  });

  it.each(['SUBSCRIPTION_AUTH_STATUS', 'SUBSCRIPTION_PAYMENT_SUCCESS.auth'])(
    'that authorizes the mandate is a payment without a period: %s',
    (name) => {
      const events = eventsOf(name);
      expect(events).toMatchObject([
        { type: 'subscription.updated', subscriptionRef: '23639356' },
        { type: 'payment.succeeded', paymentRef: '49988825', amount: INR(200n) },
      ]);
      expect(events[0]).not.toHaveProperty('paidPeriod');
      expect(events[0]).not.toHaveProperty('status');
    },
  );

  it('that failed pays nothing, and has the words of the bank', () => {
    expect(eventsOf('SUBSCRIPTION_PAYMENT_FAILED')).toMatchObject([
      { type: 'subscription.updated', subscriptionRef: '23639356' },
      {
        type: 'payment.failed',
        paymentRef: '49585655',
        failureCode: 'DEBIT FAILED | Insufficient Funds',
        amount: INR(39900n),
      },
    ]);
  });

  it('of 2023-08-01 has its failure in another field, and no currency', () => {
    const [, payment] = eventsOf('SUBSCRIPTION_PAYMENT_FAILED', {
      '"failure_reason"': '"failureReason"',
      '"failure_details"': '"failureDetails"',
      '"payment_currency": "INR",': '',
      '"CHARGE"': '"DEBIT_CARD"',
    });
    expect(payment).toMatchObject({ failureCode: 'DEBIT FAILED | Insufficient Funds', amount: INR(39900n) });
  });

  it('that was cancelled is canceled', () => {
    expect(eventsOf('SUBSCRIPTION_PAYMENT_CANCELLED')[1]).toMatchObject({
      type: 'payment.canceled',
      paymentRef: '49585699',
    });
  });

  it('that the merchant controls is a charge with the same payment id', () => {
    expect(eventsOf('SUBSCRIPTION_CONTROLLED_EXECUTION_STATUS')).toMatchObject([
      {
        type: 'subscription.renewed',
        paidPeriod: { start: '2026-03-02T06:30:40.000Z', paymentRef: '49914526' },
      },
      { type: 'payment.succeeded', paymentRef: '49914526', amount: INR(39900n) },
    ]);
  });

  it('with an unknown status only links, with a warning', () => {
    expect(
      meaning('SUBSCRIPTION_PAYMENT_SUCCESS', { 'payment_status": "SUCCESS"': 'payment_status": "RESTING"' }),
    ).toMatchObject({
      events: [{ type: 'subscription.updated' }, { type: 'payment.linked', paymentRef: '49914526' }],
      warnings: ['unknown payment status "RESTING"'],
    });
  });
});
