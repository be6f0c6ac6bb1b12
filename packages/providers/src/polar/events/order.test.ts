import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

const ONE = '8defc165-6c79-40ad-8be7-b2c3d4e5f607';
const FIRST = '9ef0d276-7d8a-41be-9cf8-c3d4e5f60718';

describe('an order', () => {
  it("has its customer, its creation and the merchant's own id", () => {
    expect(eventsOf('order.created')[0]).toEqual({
      type: 'order.created',
      rank: 0,
      occurredAt: '2026-03-02T09:13:06.011Z',
      orderRef: ONE,
      paymentRef: ONE,
      amount: { amountMinor: 14760n, currency: 'EUR', exponent: 2 },
      createdAt: '2026-03-02T09:13:05.913Z',
      providerStatus: 'pending',
      customerRef: '7b1de2a4-5c93-4f7e-8a16-90c3d4e5f6a7',
      merchantRef: 'T-5501',
      merchantRefField: 'metadata.order_id',
      merchantRefWriter: 'merchant',
    });
  });

  it('has an id that a buyer wrote into a link, if the merchant wrote none', () => {
    const metadata = { reference_id: 'R-1', utm_source: 'mail' };
    expect(eventsOf('order.created', { 'data.metadata': metadata })[0]).toMatchObject({
      merchantRef: 'R-1',
      merchantRefField: 'metadata.reference_id',
      merchantRefWriter: 'buyer',
    });
  });

  it.each([
    ['draft', 'order.created', 'payment.linked'],
    ['pending', 'order.created', 'payment.linked'],
    ['paid', 'order.completed', 'payment.succeeded'],
    ['partially_refunded', 'order.completed', 'payment.succeeded'],
    ['refunded', 'order.completed', 'payment.succeeded'],
    ['void', 'order.canceled', 'payment.linked'],
  ])('that is %s is %s with %s, whatever the name of the event', (status, type, payment) => {
    for (const name of ['order.created', 'order.paid'])
      expect(eventsOf(name, { 'data.status': status })).toMatchObject([{ type }, { type: payment }]);
  });

  it('is no order while it is a draft', () => {
    expect(eventsOf('order.created', { 'data.status': 'draft' })).toMatchObject([
      { tentative: true },
      { tentative: true },
    ]);
  });

  it('is due what the balance of the customer leaves', () => {
    const balance = { 'data.applied_balance_amount': -4760, 'data.due_amount': 10_000 };
    expect(eventsOf('order.paid', balance)).toMatchObject([
      { amount: { amountMinor: 10_000n } },
      { amount: { amountMinor: 10_000n } },
    ]);
    expect(eventsOf('order.paid', { 'data.due_amount': undefined })[0]).toMatchObject({
      amount: { amountMinor: 14_760n },
    });
  });

  it('of 0 is free and has no payment', () => {
    expect(eventsOf('order.paid', { 'data.due_amount': 0 })).toMatchObject([
      { type: 'order.completed', amount: { amountMinor: 0n } },
      { type: 'payment.linked' },
    ]);
  });

  it('whose payment is tried again had an attempt that failed', () => {
    expect(
      eventsOf('order.created', { 'data.next_payment_attempt_at': '2026-03-04T09:13:06.011824Z' })[1],
    ).toMatchObject({ type: 'payment.failed', paymentRef: ONE });
  });

  it.each([
    ['usd', 2],
    ['jpy', 0],
    ['isk', 2],
    ['ugx', 2],
    ['vnd', 0],
    ['xof', 0],
  ])('in %s has %s decimals', (currency, exponent) => {
    expect(eventsOf('order.paid', { 'data.currency': currency })[0]).toMatchObject({
      amount: { currency: currency.toUpperCase(), exponent },
    });
  });

  it('with an unknown status changes no state', () => {
    expect(changed('order.paid', { 'data.status': 'escrowed' })).toMatchObject({
      warnings: ['unknown order status "escrowed"'],
      events: [{ type: 'payment.linked' }],
    });
  });

  it.each([
    ['data.total_amount', 147.6],
    ['data.total_amount', undefined],
    ['data.due_amount', '14760'],
    ['data.refunded_amount', -1],
    ['data.currency', 'euro'],
    ['data.id', ''],
    ['data.subscription_id', 7],
  ])('is refused with the path of %s if it is %s', (path, value) => {
    expect(() => changed('order.paid', { [path]: value })).toThrow(
      new RegExp(`^${path.replaceAll('.', '\\.')}`),
    );
  });
});

describe('the paid period of an order', () => {
  const MARCH = { start: '2026-03-02T10:04:33.218Z', end: '2026-04-02T10:04:33.218Z' };
  const periodOf = (changes: Readonly<Record<string, unknown>>) =>
    eventsOf('order.updated', changes).find(({ type }) => type.startsWith('subscription.'));
  const moved = {
    'data.subscription.current_period_start': '2026-04-02T10:04:33.218804Z',
    'data.subscription.current_period_end': '2026-05-02T10:04:33.218804Z',
  };

  it.each([
    ['subscription_create', 'subscription.updated'],
    ['subscription_cycle', 'subscription.renewed'],
    ['subscription_update', 'subscription.updated'],
  ])('is the current one of the subscription, if the order was made in it: %s', (reason, type) => {
    expect(periodOf({ 'data.billing_reason': reason })).toMatchObject({
      type,
      paidPeriod: { ...MARCH, paymentRef: FIRST },
    });
  });

  it.each(['purchase', 'subscription_meter_cycle', 'elsewhere'])(
    'is not proven by an order for %s',
    (reason) => {
      expect(periodOf({ 'data.billing_reason': reason })).toBeUndefined();
    },
  );

  it('begins when the order was made, with an unknown end, if the subscription has moved on since', () => {
    const late = periodOf({ ...moved, 'data.billing_reason': 'subscription_cycle' });
    expect(late).toHaveProperty('paidPeriod', {
      start: '2026-03-02T10:04:33.918Z',
      paymentRef: FIRST,
    });
  });

  it('is not stated by an order for a change of the plan in the middle of a period', () => {
    const update = { 'data.billing_reason': 'subscription_update' };
    expect(periodOf({ ...update, 'data.created_at': '2026-03-12T08:00:00Z' })).toBeUndefined();
    expect(periodOf({ ...update, ...moved })).toBeUndefined();
  });

  it('is free if nothing is due', () => {
    expect(periodOf({ 'data.due_amount': 0 })).toMatchObject({
      paidPeriod: { ...MARCH, paymentRef: FIRST, nothingDue: true },
    });
  });

  it.each([
    ['the order is pending', { 'data.status': 'pending' }],
    ['the order is void', { 'data.status': 'void' }],
    ['the subscription is canceled', { 'data.subscription.status': 'canceled' }],
    ['the order was made after it', { 'data.created_at': '2026-04-03T10:00:00Z' }],
    ['the subscription is absent', { 'data.subscription': null }],
    ['its end is invalid', { 'data.subscription.current_period_end': 'later' }],
  ])('is not stated if %s', (_, changes: Readonly<Record<string, unknown>>) => {
    expect(periodOf(changes)).toBeUndefined();
  });
});
