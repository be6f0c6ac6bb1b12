import { describe, expect, it } from 'vitest';
import { factsOf, meaningOf, RECEIVED, SUBSCRIPTION } from '../simulator/fixtures/changed-fixture.ts';

describe('a subscription that was created', () => {
  it.each([
    ['active', 'active'],
    ['non-renewing', 'active'],
    ['attention', 'past_due'],
    ['completed', 'expired'],
    ['complete', 'expired'],
    ['cancelled', 'canceled'],
  ])('with the status %s is %s', (given, status) => {
    expect(factsOf('subscription.create', { status: given })[0]).toMatchObject({ status });
  });

  it('with an unknown status has none, with a warning', () => {
    const meaning = meaningOf('subscription.create', { status: 'resting' });
    expect(meaning).toMatchObject({ warnings: ['unknown subscription status "resting"'] });
    expect(meaning).not.toHaveProperty('events.0.status');
  });

  it.each([null, 'soon', '2016-05-19T07:00:00.000Z'])('has no period if the next payment is %j', (next) => {
    const [fact] = factsOf('subscription.create', { next_payment_date: next });
    expect(fact).not.toHaveProperty('currentPeriodStart');
    expect(fact).not.toHaveProperty('currentPeriodEnd');
  });

  it('does not prove that a period was paid, because it may begin without a charge', () => {
    expect(factsOf('subscription.create')[0]).not.toHaveProperty('paidPeriod');
  });

  it('without a customer is not connected with a charge', () => {
    expect(factsOf('subscription.create', { customer: null })).toHaveLength(1);
  });
});

describe('a subscription that will not renew', () => {
  it('is canceled at the next payment date, if that is stated', () => {
    const next = '2026-04-02T11:00:00.000Z';
    expect(factsOf('subscription.not_renew', { next_payment_date: next })).toMatchObject([
      { status: 'active', cancelAt: next, canceledAt: RECEIVED },
    ]);
  });

  it('with a limited number of charges may be near its end, and nobody has canceled it', () => {
    const [fact] = factsOf('subscription.not_renew', { invoice_limit: 5 });
    expect(fact).toMatchObject({ type: 'subscription.updated', subscriptionRef: SUBSCRIPTION });
    expect(fact).not.toHaveProperty('canceledAt');
  });
});

describe('a subscription that was disabled', () => {
  it('has expired after its last charge', () => {
    const [fact] = factsOf('subscription.disable.complete');
    expect(fact).toMatchObject({ type: 'subscription.expired', status: 'expired' });
    expect(fact).not.toHaveProperty('canceledAt');
  });

  it.each(['cancelled', 'non-renewing', 'resting', undefined])('is canceled with the status %s', (status) => {
    expect(factsOf('subscription.disable', { status })).toMatchObject([
      { type: 'subscription.canceled', status: 'canceled', canceledAt: RECEIVED },
    ]);
  });
});
