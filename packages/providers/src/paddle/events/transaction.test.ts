import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

const ONE = 'txn_01kk3hd5f7h9k2m4p6r8t1w3y5';
const FIRST = 'txn_01kk4ad2f4h6k8n1q3s5v7x9z2';
const MARCH = { start: '2026-03-02T10:04:33.218Z', end: '2026-04-02T10:04:33.218Z' };

describe('a transaction', () => {
  it('has its customer, its creation and the id that the merchant gave it, which a buyer can change', () => {
    expect(eventsOf('transaction.ready')[0]).toEqual({
      type: 'order.created',
      rank: 0,
      occurredAt: '2026-03-02T09:10:41.218Z',
      orderRef: ONE,
      paymentRef: ONE,
      amount: { amountMinor: 14760n, currency: 'EUR', exponent: 2 },
      createdAt: '2026-03-02T09:10:00.421Z',
      providerStatus: 'ready',
      customerRef: 'ctm_01kk3g2a4c6e8g1j3m5p7r9t2w',
      merchantRef: 'L-20417',
      merchantRefField: 'custom_data.order_id',
      merchantRefWriter: 'buyer',
    });
  });

  it.each([
    ['JPY', 0],
    ['KRW', 0],
    ['CLP', 0],
    ['VND', 0],
    ['HUF', 2],
    ['TWD', 2],
  ])('in %s has %s decimals', (currency, exponent) => {
    expect(eventsOf('transaction.ready', { 'data.currency_code': currency })[0]).toMatchObject({
      amount: { amountMinor: 14760n, currency, exponent },
    });
  });

  it('is due what is left after a credit', () => {
    const [due] = eventsOf('transaction.billed', { 'data.details.totals.grand_total': '4760' });
    expect(due).toMatchObject({ amount: { amountMinor: 4760n } });
  });

  it.each(['0', '-500'])('of %s is a free order without a payment', (total) => {
    const events = eventsOf('transaction.updated', { 'data.details.totals.grand_total': total });
    expect(events).toMatchObject([
      { type: 'order.completed', amount: { amountMinor: 0n } },
      { type: 'payment.linked' },
    ]);
  });

  it('that was opened and canceled without an attempt is no order', () => {
    const canceled = { 'data.status': 'canceled', 'data.payments': [], 'data.billed_at': null };
    expect(eventsOf('transaction.updated', canceled)).toMatchObject([
      { type: 'order.canceled', tentative: true },
      { type: 'payment.linked', tentative: true },
    ]);
  });

  it.each([
    ['created', 'payment.pending'],
    ['action_required', 'payment.pending'],
    ['pending_no_action_required', 'payment.pending'],
    ['captured', 'payment.pending'],
    ['authorized', 'payment.authorized'],
    ['authorized_flagged', 'payment.authorized'],
    ['error', 'payment.failed'],
    ['canceled', 'payment.failed'],
    ['dropped', 'payment.failed'],
    ['unknown', 'payment.linked'],
  ])('that is not paid has the state of its last attempt: %s is %s', (status, type) => {
    const events = eventsOf('transaction.ready', {
      'data.payments': [
        { status, created_at: '2026-03-02T09:12:00.1Z' },
        { status: 'error', created_at: '2026-03-02T09:11:00.1Z' },
      ],
    });
    expect(events[1]).toMatchObject({ type });
    expect(changed('transaction.ready', { 'data.payments': [{ status }] })).toMatchObject({ warnings: [] });
  });

  it('has the state of its latest attempt in any order of the list', () => {
    const attempts = [
      { status: 'error', created_at: '2026-03-02T09:11:00.1Z', error_code: 'declined' },
      { status: 'authorized', created_at: '2026-03-02T09:12:00.1Z' },
    ];
    expect(eventsOf('transaction.ready', { 'data.payments': attempts })[1]).toMatchObject({
      type: 'payment.authorized',
    });
  });

  it('that is canceled after an attempt has a canceled payment', () => {
    expect(eventsOf('transaction.payment_failed', { 'data.status': 'canceled' })).toMatchObject([
      { type: 'order.canceled' },
      { type: 'payment.canceled' },
    ]);
  });

  it('with an unknown status changes no state, and with an unknown attempt neither', () => {
    expect(changed('transaction.ready', { 'data.status': 'frozen' })).toMatchObject({
      warnings: ['unknown transaction status "frozen"'],
      events: [{ type: 'payment.linked' }],
    });
    expect(changed('transaction.ready', { 'data.payments': [{ status: 'resting' }] })).toMatchObject({
      warnings: ['unknown payment attempt status "resting"'],
    });
  });

  it.each([
    ['data.details.totals.grand_total', 14760],
    ['data.details.totals.grand_total', '147.60'],
    ['data.details.totals.grand_total', undefined],
    ['data.currency_code', 'EURO'],
    ['data.id', null],
    ['data.subscription_id', 7],
  ])('is refused with the path of %s if it is %s', (path, value) => {
    expect(() => changed('transaction.ready', { [path]: value })).toThrow(
      new RegExp(`^${path.replaceAll('.', '\\.')}`),
    );
  });

  it('leaves out an invalid period with a warning', () => {
    expect(changed('transaction.completed', { 'data.billing_period': 'March' })).toMatchObject({
      warnings: ['data.billing_period has an invalid form and was left out'],
      events: [{ type: 'payment.succeeded' }],
    });
  });
});

describe('the paid period of a transaction', () => {
  const periodOf = (changes: Readonly<Record<string, unknown>>) =>
    eventsOf('transaction.completed', changes).find(({ type }) => type.startsWith('subscription.'));

  it.each([
    ['web', 'subscription.updated'],
    ['api', 'subscription.updated'],
    ['subscription_recurring', 'subscription.renewed'],
  ])('is proven by the origin %s', (origin, type) => {
    expect(periodOf({ 'data.origin': origin })).toMatchObject({
      type,
      paidPeriod: { ...MARCH, paymentRef: FIRST, invoiceRef: 'inv_01kk4an1q3s5v7x9z2b4d6f8h1' },
    });
  });

  it.each(['subscription_charge', 'subscription_payment_method_change', 'elsewhere'])(
    'is not proven by the origin %s',
    (origin) => {
      expect(periodOf({ 'data.origin': origin })).toBeUndefined();
    },
  );

  it('is proven by a change of the items if one is charged without proration', () => {
    const recurring = { price: { billing_cycle: { interval: 'year', frequency: 1 } } };
    const prorated = { ...recurring, proration: { rate: '0.5' } };
    const update = { 'data.origin': 'subscription_update' };
    expect(periodOf({ ...update, 'data.items': [prorated, recurring] })).toHaveProperty('paidPeriod');
    expect(periodOf({ ...update, 'data.items': [prorated] })).toBeUndefined();
  });

  it('is free if nothing is due', () => {
    expect(periodOf({ 'data.details.totals.grand_total': '0' })).toMatchObject({
      paidPeriod: { ...MARCH, nothingDue: true },
    });
  });

  it.each([
    [{ 'data.status': 'billed' }],
    [{ 'data.billing_period': null }],
    [{ 'data.subscription_id': null }],
    [{ 'data.billing_period': { starts_at: MARCH.end, ends_at: MARCH.start } }],
  ])('is not stated if %j', (changes) => {
    expect(periodOf(changes)).toBeUndefined();
  });
});
