import { describe, expect, it } from 'vitest';
import { euro, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('subscription_payment_success', () => {
  it('of the first invoice is the payment of the order, and proves the first period', () => {
    expect(eventsOf('subscription_payment_success')).toEqual([
      {
        type: 'payment.succeeded',
        rank: 5,
        occurredAt: '2026-03-02T09:20:08.000Z',
        paymentRef: 'first_of_subscription_1652000',
        subscriptionRef: '1652000',
        invoiceRef: '5113300',
        amount: euro(900n),
        providerStatus: 'paid',
        customerRef: '5064920',
      },
      {
        type: 'subscription.updated',
        rank: 2,
        occurredAt: '2026-03-02T09:20:08.000Z',
        subscriptionRef: '1652000',
        invoiceRef: '5113300',
        customerRef: '5064920',
        merchantRef: 'shop-5518',
        merchantRefField: 'meta.custom_data.order_id',
        merchantRefWriter: 'buyer',
        paidPeriod: {
          start: '2026-03-02T09:20:03.000Z',
          invoiceRef: '5113300',
          paymentRef: 'first_of_subscription_1652000',
        },
      },
    ]);
  });

  it('of a renewal has a payment of its own, and begins a period', () => {
    expect(eventsOf('subscription_payment_success', { billing_reason: 'renewal' })).toMatchObject([
      { paymentRef: 'invoice_5113300' },
      { currentPeriodStart: '2026-03-02T09:20:03.000Z', paidPeriod: { paymentRef: 'invoice_5113300' } },
    ]);
  });

  it.each(['updated', undefined])('of an invoice with the reason %s is money for no period', (reason) => {
    const [payment, subscription] = eventsOf('subscription_payment_success', { billing_reason: reason });
    expect(payment).toMatchObject({ type: 'payment.succeeded', paymentRef: 'invoice_5113300' });
    expect(subscription).not.toHaveProperty('paidPeriod');
    expect(subscription).not.toHaveProperty('currentPeriodStart');
  });

  it('of 0 has no payment: a renewal was free, and the start may be a trial', () => {
    expect(eventsOf('subscription_payment_success', { total: 0, billing_reason: 'renewal' })).toMatchObject([
      { type: 'subscription.updated', paidPeriod: { nothingDue: true } },
    ]);
    const [start, ...others] = eventsOf('subscription_payment_success', { total: 0 });
    expect(others).toEqual([]);
    expect(start).not.toHaveProperty('paidPeriod');
  });
});

describe('subscription_payment_failed', () => {
  it('is a failed payment of the invoice, whose period has begun', () => {
    const [payment, subscription] = eventsOf('subscription_payment_failed');
    expect(payment).toMatchObject({
      type: 'payment.failed',
      paymentRef: 'invoice_5201800',
      occurredAt: '2026-04-02T09:20:20.000Z',
      providerStatus: 'pending',
    });
    expect(subscription).toMatchObject({ currentPeriodStart: '2026-04-02T09:20:04.000Z' });
    expect(subscription).not.toHaveProperty('paidPeriod');
    expect(subscription).not.toHaveProperty('status');
  });

  it.each([
    ['paid', 'payment.succeeded'],
    ['refunded', 'payment.succeeded'],
    ['void', 'payment.canceled'],
    ['pending', 'payment.failed'],
    ['lost', 'payment.failed'],
  ])('of an invoice that is %s by now is %s', (status, type) => {
    expect(eventsOf('subscription_payment_failed', { status })[0]).toMatchObject({ type });
  });
});

it('subscription_payment_recovered names the payment of the success that is sent beside it', () => {
  const recovered = eventsOf('subscription_payment_recovered');
  expect(recovered).toMatchObject([
    { type: 'payment.succeeded', paymentRef: 'invoice_5201800', invoiceRef: '5201800', amount: euro(900n) },
    { paidPeriod: { start: '2026-04-02T09:20:04.000Z', paymentRef: 'invoice_5201800' } },
  ]);
});

it('subscription_payment_refunded states the sum, and does not move the current period', () => {
  const [payment, subscription] = eventsOf('subscription_payment_refunded');
  expect(payment).toMatchObject({
    type: 'payment.succeeded',
    paymentRef: 'invoice_5201800',
    amountRefundedMinor: 900n,
    providerStatus: 'refunded',
  });
  expect(subscription).toMatchObject({ paidPeriod: { start: '2026-04-02T09:20:04.000Z' } });
  expect(subscription).not.toHaveProperty('currentPeriodStart');
});
