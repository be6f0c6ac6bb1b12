import { describe, expect, it } from 'vitest';
import { day, eventsOf, observed, onDay } from '../simulator/fixtures/made-observation.ts';

const usd = (amountMinor: bigint) => ({ amountMinor, currency: 'USD', exponent: 2 });
const invoicePayment = {
  id: 'inpay_1',
  object: 'invoice_payment',
  amount_paid: 1500,
  created: day(4),
  currency: 'usd',
  invoice: 'in_1',
  livemode: true,
  payment: { type: 'payment_intent', payment_intent: 'pi_1' },
  status: 'paid',
  status_transitions: { canceled_at: null, paid_at: day(6) },
};
const invoice = {
  id: 'in_1',
  object: 'invoice',
  status: 'paid',
  amount_due: 1500,
  amount_paid: 1500,
  billing_reason: 'subscription_cycle',
  created: day(4),
  currency: 'usd',
  customer: 'cus_1',
  lines: {
    data: [
      {
        id: 'il_1',
        parent: { subscription_item_details: { proration: false, subscription: 'sub_1' } },
        period: { start: day(4), end: day(31) },
      },
    ],
    has_more: false,
  },
  livemode: true,
  metadata: {},
  parent: { subscription_details: { subscription: 'sub_1' } },
  payments: { data: [invoicePayment], has_more: false },
  status_transitions: {
    finalized_at: day(5),
    paid_at: day(6),
    voided_at: day(7),
    marked_uncollectible_at: day(8),
  },
};
const bill = { ...invoice, billing_reason: 'manual', parent: null, lines: { data: [], has_more: false } };

describe('an observed invoice', () => {
  it('of a subscription that is paid renews it, with the period, when it was paid', () => {
    expect(eventsOf('invoice', invoice)).toMatchObject([
      {
        type: 'subscription.renewed',
        isObserved: true,
        occurredAt: onDay(6),
        subscriptionRef: 'sub_1',
        invoiceRef: 'in_1',
        paidPeriod: { start: onDay(4), end: onDay(31), invoiceRef: 'in_1', paymentRef: 'pi_1' },
      },
      { type: 'payment.linked', occurredAt: onDay(6), paymentRef: 'pi_1', invoiceRef: 'in_1' },
    ]);
  });

  it.each([
    ['paid', 'order.completed', onDay(6)],
    ['open', 'order.created', onDay(5)],
    ['uncollectible', 'order.created', onDay(8)],
    ['void', 'order.canceled', onDay(7)],
  ])('that is %s is %s at the time of that status', (status, type, occurredAt) => {
    expect(eventsOf('invoice', { ...bill, status, payments: null })).toMatchObject([
      { type, occurredAt, orderRef: 'in_1', amount: usd(1500n), createdAt: onDay(4) },
    ]);
  });

  it('with its payment included states the payment', () => {
    const payment = {
      ...invoicePayment,
      payment: {
        type: 'payment_intent',
        payment_intent: { id: 'pi_1', status: 'succeeded', amount: 5000, currency: 'usd' },
      },
    };
    expect(eventsOf('invoice', { ...bill, payments: { data: [payment], has_more: false } })).toMatchObject([
      { type: 'order.completed' },
      { type: 'payment.linked', paymentRef: 'pi_1' },
      { type: 'payment.succeeded', occurredAt: onDay(6), paymentRef: 'pi_1', amount: usd(5000n) },
    ]);
  });

  it.each([
    ['draft', 'a draft of an invoice'],
    ['teleported', 'unknown invoice status "teleported"'],
  ])('that is a %s is ignored', (status, reason) => {
    expect(observed('invoice', { ...invoice, status })).toMatchObject({ outcome: 'ignored', reason });
  });
});

describe('an observed payment of an invoice', () => {
  it('connects the payment with its invoice when it was paid', () => {
    expect(eventsOf('invoice_payment', invoicePayment)).toMatchObject([
      {
        type: 'payment.linked',
        occurredAt: onDay(6),
        paymentRef: 'pi_1',
        invoiceRef: 'in_1',
        isObserved: true,
      },
    ]);
  });

  it('outside Stripe is a payment', () => {
    const outside = { ...invoicePayment, payment: { type: 'payment_record', payment_record: 'pr_1' } };
    expect(eventsOf('invoice_payment', outside)).toMatchObject([
      { type: 'payment.succeeded', paymentRef: 'pr_1', paymentAliases: ['in_1'], amount: usd(1500n) },
    ]);
  });

  it('that is not paid is ignored', () => {
    expect(observed('invoice_payment', { ...invoicePayment, status: 'open' })).toMatchObject({
      outcome: 'ignored',
    });
  });
});
