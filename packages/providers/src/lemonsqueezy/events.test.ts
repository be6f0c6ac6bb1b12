import { describe, expect, it } from 'vitest';
import { problemOf } from '../conformance/fixtures.ts';
import { lemonsqueezy } from './index.ts';
import { euro, eventsOf, read, SETTINGS, warningsOf } from './simulator/fixtures/changed-fixture.ts';

describe('order_created', () => {
  it('is a complete order, and the payment that paid for it', () => {
    expect(read('order_created')).toMatchObject({ mode: 'test', warnings: [], type: 'order_created' });
    expect(eventsOf('order_created')).toEqual([
      {
        type: 'order.completed',
        rank: 4,
        occurredAt: '2026-03-02T09:14:07.000Z',
        orderRef: '7111501',
        paymentRef: 'order_7111501',
        amount: euro(2900n),
        merchantRef: 'shop-5518',
        merchantRefField: 'meta.custom_data.order_id',
        merchantRefWriter: 'buyer',
        customerRef: '5064920',
        providerStatus: 'paid',
        createdAt: '2026-03-02T09:14:05.000Z',
      },
      {
        type: 'payment.succeeded',
        rank: 5,
        occurredAt: '2026-03-02T09:14:07.000Z',
        orderRef: '7111501',
        paymentRef: 'order_7111501',
        amount: euro(2900n),
        merchantRef: 'shop-5518',
        merchantRefField: 'meta.custom_data.order_id',
        merchantRefWriter: 'buyer',
        customerRef: '5064920',
        providerStatus: 'paid',
      },
    ]);
  });

  it.each([
    ['pending', 'order.created', 'payment.pending'],
    ['failed', 'order.created', 'payment.failed'],
    ['paid', 'order.completed', 'payment.succeeded'],
    ['refunded', 'order.completed', 'payment.succeeded'],
    ['partial_refund', 'order.completed', 'payment.succeeded'],
  ])('with the status %s is %s with %s', (status, order, payment) => {
    expect(eventsOf('order_created', { status })).toMatchObject([{ type: order }, { type: payment }]);
  });

  it('with the status fraudulent only connects, with a warning, because nobody says what became of the money', () => {
    expect(eventsOf('order_created', { status: 'fraudulent' })).toMatchObject([
      { type: 'order.created' },
      { type: 'payment.linked' },
    ]);
    expect(warningsOf('order_created', { status: 'fraudulent' })).toEqual([
      'unknown order status "fraudulent"',
    ]);
  });

  it('of 0 has no payment: it is complete as it is', () => {
    const events = eventsOf('order_created', { total: 0 });
    expect(events).toMatchObject([{ type: 'order.completed', amount: euro(0n) }]);
    expect(events[0]).not.toHaveProperty('paymentRef');
  });

  it('of a variant that the settings call a subscription makes no order by itself', () => {
    const settings = { ...SETTINGS, subscriptionVariants: ['1165900'] };
    expect(eventsOf('order_created', {}, settings)).toMatchObject([{ tentative: true }, { tentative: true }]);
    const other = { ...SETTINGS, subscriptionVariants: ['1'] };
    for (const event of eventsOf('order_created', {}, other)) expect(event).not.toHaveProperty('tentative');
  });

  it.each([
    ['the mode of the resource if meta has none', true, 'test'],
    ['live', false, 'live'],
  ])('has %s', (_, isTest, mode) => {
    const body = JSON.stringify({
      meta: { event_name: 'license_key_created' },
      data: { attributes: { test_mode: isTest } },
    });
    expect(lemonsqueezy.normalise({ body: Buffer.from(body), headers: {} }, SETTINGS)).toMatchObject({
      outcome: 'ignored',
      mode,
    });
  });
});

describe('order_refunded', () => {
  it('states the sum of all refunds of the payment', () => {
    expect(eventsOf('order_refunded')).toMatchObject([
      { type: 'order.completed', occurredAt: '2026-03-03T10:02:40.000Z', providerStatus: 'partial_refund' },
      {
        type: 'payment.succeeded',
        paymentRef: 'order_7111501',
        amount: euro(2900n),
        amountRefundedMinor: 1000n,
      },
    ]);
  });

  it('proves the payment, whatever the status says', () => {
    expect(eventsOf('order_refunded', { status: 'pending' })[1]).toMatchObject({ type: 'payment.succeeded' });
  });

  it.each([
    ['the status', { status: 'refunded', refunded: false }],
    ['the flag', { status: 'paid', refunded: true }],
  ])('in an old body without the sum is a full refund by %s', (_, attributes) => {
    const [, payment] = eventsOf('order_refunded', { refunded_amount: undefined, ...attributes });
    expect(payment).toMatchObject({ amountRefundedMinor: 2900n });
  });

  it('in an old body with a partial refund leaves the sum open, with a warning', () => {
    const old = { refunded_amount: undefined, refunded: false, status: 'partial_refund' };
    expect(eventsOf('order_refunded', old)[1]).not.toHaveProperty('amountRefundedMinor');
    expect(warningsOf('order_refunded', old)).toEqual([
      'data.attributes.refunded_amount is missing: it is not known how much was refunded',
    ]);
  });
});

describe('an amount', () => {
  const shown = (currency: string, total: number, total_formatted: string | undefined) =>
    eventsOf('order_created', { currency, total, total_formatted })[0];

  it.each([
    ['JPY', 1000, '¥1,000', 0],
    ['JPY', 100_000, '¥1,000', 2],
    ['JPY', 100_000, '¥1,000.00', 2],
    ['JPY', 1000, '¥1,000.00', 0],
    ['KRW', 5, '₩5', 0],
    ['PLN', 57_599, undefined, 2],
    ['eur', 2900, '€29.00', 2],
  ])('in %s of %d, shown as %s, has %d decimals', (currency, total, formatted, exponent) => {
    expect(shown(currency, total, formatted)).toMatchObject({
      amount: { amountMinor: BigInt(total), currency: currency.toUpperCase(), exponent },
    });
  });

  it.each([
    ['JPY', 1000, '¥29'],
    ['JPY', 1000, undefined],
    ['KWD', 1000, 'KWD1.000'],
  ])(
    'in %s of %d, shown as %s, is refused: nothing says how many decimals it has',
    (currency, total, formatted) => {
      expect(problemOf(() => shown(currency, total, formatted))).toMatchObject({
        code: 'currency_unknown',
        path: 'data.attributes.currency',
      });
    },
  );

  it.each([
    ['total', { total: -1 }],
    ['total', { total: 0.5 }],
    ['refunded_amount', { refunded_amount: 'ten' }],
  ])('that is invalid is refused with the path %s', (field, attributes) => {
    expect(problemOf(() => read('order_refunded', attributes))).toMatchObject({
      code: 'schema_violation',
      path: `data.attributes.${field}`,
    });
  });
});

it('an attribute that decides nothing is left out with a warning', () => {
  expect(warningsOf('order_created', { customer_id: {} })).toEqual([
    'data.attributes.customer_id has an invalid form and was left out',
  ]);
});

it('an event without a time is refused', () => {
  const times = { updated_at: null, created_at: undefined };
  expect(problemOf(() => read('order_created', times))).toMatchObject({ path: 'data.attributes.updated_at' });
});

describe('other events', () => {
  it.each([
    ['license_key_created', 'the state of a license key, not of a payment'],
    ['license_key_updated', 'the state of a license key, not of a payment'],
    ['affiliate_activated', 'an affiliate is not a customer'],
    ['subscription_plan_changed', 'the change of the plan comes as subscription_updated'],
    ['order_imagined', 'unknown event type'],
  ])('%s is ignored: %s', (name, reason) => {
    const body = Buffer.from(JSON.stringify({ meta: { event_name: name }, data: {} }));
    expect(lemonsqueezy.normalise({ body, headers: {} }, SETTINGS)).toMatchObject({
      outcome: 'ignored',
      reason,
    });
  });
});
