import { describe, expect, it } from 'vitest';
import { changed, CREATED, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('subscriptions', () => {
  const NAMES = {
    subscriptionRef: 'sub_rVKGtNd6s3',
    customerRef: 'cst_8wmqcHMN4U',
    merchantRef: 'sub-1001',
    merchantRefField: 'metadata.order_id',
    merchantRefWriter: 'merchant',
    rank: expect.any(Number) as number,
  };
  const CREATED_SUBSCRIPTION = {
    type: 'subscription.created',
    occurredAt: '2026-03-02T09:00:00.000Z',
    status: 'incomplete',
    statusAfter: ['incomplete'],
    startsAt: null,
    ...NAMES,
  };

  it('after a paid payment are active, with the paid period', () => {
    expect(changed('subscription')).toMatchObject({ type: 'subscription', mode: 'test', warnings: [] });
    expect(eventsOf('subscription')).toEqual([
      CREATED_SUBSCRIPTION,
      {
        type: 'subscription.renewed',
        occurredAt: '2026-03-02T09:31:12.000Z',
        status: 'active',
        startsAt: null,
        currentPeriodStart: '2026-03-02T09:30:00.000Z',
        currentPeriodEnd: '2026-04-02T09:30:00.000Z',
        paidPeriod: {
          start: '2026-03-02T09:30:00.000Z',
          end: '2026-04-02T09:30:00.000Z',
          paymentRef: 'tr_sub1Pq7',
        },
        ...NAMES,
      },
    ]);
  });

  it('after a payment that failed have a period that is not paid', () => {
    const [, billed] = eventsOf('subscription', { 'after.status': 'failed' });
    expect(billed).toMatchObject({
      type: 'subscription.updated',
      currentPeriodEnd: '2026-04-02T09:30:00.000Z',
    });
    expect(billed).not.toHaveProperty('status');
    expect(billed).not.toHaveProperty('paidPeriod');
  });

  it('that are suspended or completed have the time of the payment', () => {
    const occurredAt = '2026-03-02T09:31:12.000Z';
    expect(eventsOf('subscription', { 'subscription.status': 'suspended' }).at(-1)).toMatchObject({
      type: 'subscription.paused',
      occurredAt,
      status: 'paused',
      providerStatus: 'suspended',
    });
    expect(eventsOf('subscription', { 'subscription.status': 'completed' }).at(-1)).toMatchObject({
      type: 'subscription.expired',
      occurredAt,
      status: 'expired',
      providerStatus: 'completed',
    });
  });

  it('that are canceled have a time of their own', () => {
    const canceled = {
      type: 'subscription.canceled',
      occurredAt: '2026-03-02T18:00:00.000Z',
      status: 'canceled',
      canceledAt: '2026-03-02T18:00:00.000Z',
      providerStatus: 'canceled',
      ...NAMES,
    };
    expect(eventsOf('subscription.canceled')).toEqual([CREATED_SUBSCRIPTION, canceled]);
  });

  it.each(['suspended', 'completed'])('that are %s, asked for without a payment, have no time', (status) => {
    expect(changed('subscription.canceled', { status, canceledAt: undefined })).toMatchObject({
      events: [{ type: 'subscription.created' }],
      warnings: [`the subscription status "${status}" has no time and was left out`],
    });
  });

  it('with an unknown status give a warning', () => {
    expect(changed('subscription', { 'subscription.status': 'frozen' })).toMatchObject({
      warnings: ['unknown subscription status "frozen"'],
    });
  });

  it('that start later say so', () => {
    expect(eventsOf('subscription', { 'subscription.startDate': '2026-05-01' })[0]).toMatchObject({
      startsAt: '2026-05-01T00:00:00.000Z',
    });
  });

  const ofSubscription = {
    '_embedded.entity.subscriptionId': 'sub_1',
    '_embedded.entity.customerId': 'cst_1',
  };
  it('are known from their payments: a paid one pays for a period that begins with it', () => {
    expect(eventsOf('payment.paid', ofSubscription)).toMatchObject([
      { type: 'payment.succeeded', subscriptionRef: 'sub_1' },
      {
        type: 'subscription.updated',
        occurredAt: CREATED,
        status: 'incomplete',
        statusAfter: ['incomplete'],
      },
      {
        type: 'subscription.renewed',
        occurredAt: '2026-03-02T09:31:12.000Z',
        subscriptionRef: 'sub_1',
        customerRef: 'cst_1',
        status: 'active',
        paidPeriod: { start: CREATED, paymentRef: 'tr_7UhSN1zuXS4Rq' },
      },
    ]);
    expect(eventsOf('payment.paid', ofSubscription)[0]).not.toHaveProperty('orderRef');
  });

  it.each(['payment.failed', 'payment.canceled', 'payment.expired'])(
    'are past due after %s, if they had begun',
    (name) => {
      expect(eventsOf(name, ofSubscription).at(-1)).toMatchObject({
        type: 'subscription.past_due',
        status: 'past_due',
        statusAfter: ['trialing', 'active', 'past_due'],
      });
    },
  );

  it('have not begun while their first payment is pending', () => {
    expect(eventsOf('payment.pending')).toMatchObject([
      { type: 'payment.pending', subscriptionRef: 'sub_rVKGtNd6s3' },
      { type: 'subscription.updated', status: 'incomplete' },
    ]);
  });

  it('are asked for after a webhook about a payment, if there is a key', () => {
    const apiKey = 'test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM';
    expect(changed('payment.paid', ofSubscription, { apiKey })).toMatchObject({
      questions: [{ key: 'tr_7UhSN1zuXS4Rq', body: Buffer.from('id=tr_7UhSN1zuXS4Rq') }],
    });
    expect(changed('payment.paid', ofSubscription)).not.toHaveProperty('questions');
    expect(changed('payment.paid', {}, { apiKey })).not.toHaveProperty('questions');
  });
});
