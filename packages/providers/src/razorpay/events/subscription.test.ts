import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('subscriptions', () => {
  it('state that there is no period yet', () => {
    expect(eventsOf('subscription.authenticated')[0]).toMatchObject({
      status: 'incomplete',
      currentPeriodStart: null,
      currentPeriodEnd: null,
    });
  });

  it('have plan, quantity and period', () => {
    expect(eventsOf('subscription.updated')[0]).toMatchObject({
      planRef: 'plan_PayspoolTea01',
      quantity: 4,
      currentPeriodStart: '2026-03-02T09:31:00.000Z',
      currentPeriodEnd: '2026-04-01T09:31:00.000Z',
      customerRef: 'cust_N40ZsOgKdF8tXe',
    });
  });

  it('have the time of their cancellation', () => {
    expect(eventsOf('subscription.cancelled')[0]).toMatchObject({ canceledAt: '2026-03-02T09:55:00.000Z' });
  });

  it('keep their status if the new one is unknown, with a short warning', () => {
    const normalised = changed('subscription.updated', {
      'payload.subscription.entity.status': 'x'.repeat(200),
    });
    expect(normalised).toMatchObject({ warnings: [`unknown subscription status "${'x'.repeat(40)}"`] });
    const [event] = eventsOf('subscription.updated', { 'payload.subscription.entity.status': 'x' });
    expect(event).not.toHaveProperty('status', expect.anything());
  });
});

const entity = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [`payload.subscription.entity.${key}`, value]),
  );
const CYCLE = { start: '2026-03-02T09:31:00.000Z', end: '2026-04-01T09:31:00.000Z' };
const BY_PAYMENT = { ...CYCLE, paymentRef: 'pay_N41JqTiPlC3mUh', invoiceRef: 'inv_N41JqDvAeM4jLr' };

describe('the paid period', () => {
  it.each(['subscription.charged', 'subscription.activated', 'subscription.completed'])(
    'is the current cycle: %s with its payment',
    (type) => {
      expect(eventsOf(type)[0]).toMatchObject({ paidPeriod: BY_PAYMENT });
    },
  );

  it('is proven by the name of subscription.charged alone', () => {
    const [event] = eventsOf('subscription.charged', { 'payload.payment': undefined });
    expect(event).toHaveProperty('paidPeriod', CYCLE);
  });

  it('is proven by subscription.completed if every cycle was charged', () => {
    const counted = (fields: Readonly<Record<string, unknown>>) =>
      eventsOf('subscription.completed', { 'payload.payment': undefined, ...entity(fields) })[0];
    expect(counted({ paid_count: 12, total_count: 12 })).toHaveProperty('paidPeriod', CYCLE);
    expect(counted({ paid_count: 11, total_count: 12 })).not.toHaveProperty('paidPeriod');
    expect(counted({ paid_count: undefined })).not.toHaveProperty('paidPeriod');
    expect(counted({ paid_count: 0, total_count: 0 })).not.toHaveProperty('paidPeriod');
  });

  it.each(['subscription.activated', 'subscription.completed'])(
    'is not proven by %s with a payment that failed',
    (type) => {
      const [event] = eventsOf(type, {
        ...entity({ paid_count: 1 }),
        'payload.payment.entity.status': 'failed',
        'payload.payment.entity.captured': false,
      });
      expect(event).not.toHaveProperty('paidPeriod');
    },
  );

  it('is not proven by an upfront amount, because no cycle was charged', () => {
    expect(eventsOf('subscription.activated', entity({ paid_count: 0 }))[0]).not.toHaveProperty('paidPeriod');
    const [charged] = eventsOf('subscription.charged', entity({ current_start: null, current_end: null }));
    expect(charged).not.toHaveProperty('paidPeriod');
  });

  it.each([
    'subscription.authenticated',
    'subscription.updated',
    'subscription.pending',
    'subscription.halted',
    'subscription.paused',
    'subscription.resumed',
    'subscription.cancelled',
  ])('is not stated by %s: a cycle has begun, but may not be paid', (type) => {
    const [event] = eventsOf(type, entity({ current_start: 1772443860, current_end: 1775035860 }));
    expect(event).toMatchObject({ currentPeriodStart: CYCLE.start, currentPeriodEnd: CYCLE.end });
    expect(event).not.toHaveProperty('paidPeriod');
  });

  it('is the one that the invoice bills', () => {
    expect(eventsOf('invoice.paid')[0]).toMatchObject({ paidPeriod: BY_PAYMENT });
    expect(eventsOf('invoice.paid', { 'payload.invoice.entity.billing_start': null })[0]).not.toHaveProperty(
      'paidPeriod',
    );
  });
});

describe('a start in the future', () => {
  const START_AT = 1773653430; // 14 days after subscription.authenticated.
  const STARTS = '2026-03-16T09:30:30.000Z';
  const ahead = entity({ start_at: START_AT, charge_at: START_AT });

  it('is scheduled by default: no access until then', () => {
    const [event] = eventsOf('subscription.authenticated', ahead);
    expect(event).toMatchObject({ status: 'incomplete', startsAt: STARTS });
    expect(event).not.toHaveProperty('trialEnd');
  });

  it('is the end of a trial if the settings say so', () => {
    expect(eventsOf('subscription.authenticated', ahead, { futureStart: 'trial' })[0]).toMatchObject({
      status: 'trialing',
      startsAt: STARTS,
      trialEnd: STARTS,
      providerStatus: 'authenticated',
    });
  });

  it('is not a trial before there is a mandate', () => {
    const created = { ...ahead, ...entity({ start_at: START_AT, status: 'created' }) };
    expect(eventsOf('subscription.updated', created, { futureStart: 'trial' })[0]).toMatchObject({
      status: 'incomplete',
      startsAt: STARTS,
    });
  });

  it.each(['scheduled', 'trial'] as const)(
    'is absent at that very second, and if there is no start: %s',
    (futureStart) => {
      const now = eventsOf('subscription.authenticated', entity({ start_at: 1772443830 }), { futureStart });
      expect(now[0]).toMatchObject({ status: 'incomplete', startsAt: null });
      const never = eventsOf('subscription.authenticated', entity({ start_at: null }), { futureStart });
      expect(never[0]).toMatchObject({ status: 'incomplete', startsAt: null });
      const unsaid = eventsOf('subscription.authenticated', entity({ start_at: undefined }), { futureStart });
      expect(unsaid[0]).not.toHaveProperty('startsAt');
    },
  );

  it('is over after billing has begun, and the end of the trial does not change', () => {
    const [event] = eventsOf('subscription.activated', ahead, { futureStart: 'trial' });
    expect(event).toMatchObject({ status: 'active', startsAt: null });
    expect(event).not.toHaveProperty('trialEnd');
  });
});

it('a subscription without a quantity has the quantity null', () => {
  expect(eventsOf('subscription.updated', entity({ quantity: null }))[0]).toHaveProperty('quantity', null);
});

it('the payment for the mandate is given back, and belongs to the subscription', () => {
  const events = eventsOf('subscription.authenticated', {
    'payload.payment': {
      entity: { id: 'pay_auth', amount: 500, currency: 'INR', status: 'refunded', captured: false },
    },
  });
  expect(events).toMatchObject([
    { type: 'subscription.created' },
    { type: 'payment.canceled', subscriptionRef: 'sub_N41HcWnYbA6vLr', tentative: true },
  ]);
});
