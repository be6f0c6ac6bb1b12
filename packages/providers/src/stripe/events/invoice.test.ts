import { describe, expect, it } from 'vitest';
import { CREATED, factsOf, meaningOf } from '../simulator/fixtures/made-event.ts';

const invoice = {
  id: 'in_1',
  created: CREATED - 60,
  status: 'paid',
  billing_reason: 'subscription_cycle',
  amount_due: 1500,
  total: 2000,
  currency: 'eur',
  customer: 'cus_1',
  metadata: {},
};
const current = { ...invoice, parent: { subscription_details: { subscription: 'sub_1' } } };
const legacy = { ...invoice, subscription: 'sub_1', payment_intent: 'pi_1', charge: 'ch_1' };

describe("a subscription's invoice", () => {
  it('that is paid at the end of a cycle renews the subscription, and states no status', () => {
    expect(factsOf('invoice.paid', current)).toEqual([
      {
        type: 'subscription.renewed',
        rank: 3,
        occurredAt: '2026-01-01T12:01:00.000Z',
        subscriptionRef: 'sub_1',
        invoiceRef: 'in_1',
        paidPeriod: { start: '2026-01-01T12:00:00.000Z', invoiceRef: 'in_1' },
        customerRef: 'cus_1',
      },
    ]);
  });

  it('names its payment before API 2025-03-31', () => {
    expect(factsOf('invoice.payment_succeeded', legacy)).toMatchObject([
      { type: 'subscription.renewed', subscriptionRef: 'sub_1', invoiceRef: 'in_1' },
      {
        type: 'payment.linked',
        paymentRef: 'pi_1',
        paymentAliases: ['ch_1'],
        invoiceRef: 'in_1',
        subscriptionRef: 'sub_1',
      },
    ]);
  });

  it('that was paid outside Stripe has a payment of the subscription', () => {
    const elsewhere = { ...legacy, charge: null, amount_remaining: 1500, paid_out_of_band: true };
    expect(factsOf('invoice.paid', elsewhere)).toMatchObject([
      { type: 'subscription.renewed' },
      { type: 'payment.linked', paymentRef: 'pi_1' },
      {
        type: 'payment.succeeded',
        paymentRef: 'in_1',
        subscriptionRef: 'sub_1',
        amount: { amountMinor: 1500n },
        providerStatus: 'paid_out_of_band',
      },
    ]);
  });

  it.each([
    ['invoice.paid', 'subscription_create'],
    ['invoice.payment_succeeded', 'subscription_update'],
    ['invoice.finalized', 'subscription_cycle'],
    ['invoice.payment_failed', 'subscription_cycle'],
    ['invoice.payment_action_required', 'subscription_cycle'],
    ['invoice.voided', 'subscription_cycle'],
    ['invoice.marked_uncollectible', 'subscription_cycle'],
  ])('in %s because of %s only connects the two', (event, billing_reason) => {
    const facts = factsOf(event, { ...current, billing_reason });
    expect(facts).toMatchObject([
      { type: 'subscription.updated', subscriptionRef: 'sub_1', invoiceRef: 'in_1' },
    ]);
    expect(facts[0]).not.toHaveProperty('status');
  });
});

describe('an invoice without a session or subscription', () => {
  const oneOff = { ...invoice, parent: null, billing_reason: 'manual', metadata: { order_id: 'A-1001' } };

  it('is an order, and the credit balance reduces the amount due', () => {
    expect(factsOf('invoice.finalized', { ...oneOff, status: 'open' })).toEqual([
      {
        type: 'order.created',
        rank: 0,
        occurredAt: '2026-01-01T12:01:00.000Z',
        orderRef: 'in_1',
        invoiceRef: 'in_1',
        amount: { amountMinor: 1500n, currency: 'EUR', exponent: 2 },
        createdAt: '2026-01-01T12:00:00.000Z',
        providerStatus: 'open',
        merchantRef: 'A-1001',
        merchantRefField: 'metadata.order_id',
        merchantRefWriter: 'merchant',
        customerRef: 'cus_1',
      },
    ]);
  });

  it.each([
    ['invoice.payment_failed', 'order.created'],
    ['invoice.payment_action_required', 'order.created'],
    ['invoice.marked_uncollectible', 'order.created'],
    ['invoice.paid', 'order.completed'],
    ['invoice.payment_succeeded', 'order.completed'],
    ['invoice.voided', 'order.canceled'],
  ])('in %s is %s', (event, type) => {
    expect(factsOf(event, oneOff)).toMatchObject([{ type, orderRef: 'in_1' }]);
  });

  it('is connected with its payment before API 2025-03-31', () => {
    const [, linked] = factsOf('invoice.paid', {
      ...oneOff,
      subscription: null,
      payment_intent: 'pi_1',
      charge: null,
    });
    expect(linked).toMatchObject({ type: 'payment.linked', paymentRef: 'pi_1', invoiceRef: 'in_1' });
    expect(linked).not.toHaveProperty('subscriptionRef');
  });

  it.each([
    ['the whole amount', { amount_remaining: 1500 }, 1500n],
    ["the amount that remains after Stripe's payments", { amount_remaining: 600, amount_paid: 900 }, 600n],
    ['the amount due, if the remaining amount is 0', { amount_remaining: 0 }, 1500n],
    ['the amount due, if the remaining amount is not stated', {}, 1500n],
  ])('that was paid outside Stripe has a payment of its own: %s', (_, amounts, amountMinor) => {
    const elsewhere = { ...oneOff, ...amounts, payment_intent: null, charge: null, paid_out_of_band: true };
    expect(factsOf('invoice.paid', elsewhere).slice(1)).toEqual([
      {
        type: 'payment.succeeded',
        rank: 5,
        occurredAt: '2026-01-01T12:01:00.000Z',
        paymentRef: 'in_1',
        invoiceRef: 'in_1',
        amount: { amountMinor, currency: 'EUR', exponent: 2 },
        providerStatus: 'paid_out_of_band',
        customerRef: 'cus_1',
      },
    ]);
  });

  it.each([
    ['nothing was due', 'invoice.paid', { paid_out_of_band: true, amount_due: 0 }],
    ['Stripe received the payment', 'invoice.paid', { paid_out_of_band: false }],
    ['it is not paid', 'invoice.voided', { paid_out_of_band: true }],
  ])('has no payment of its own if %s', (_, event, fields) => {
    expect(factsOf(event, { ...oneOff, ...fields })).toHaveLength(1);
  });

  it('from a quote does not belong to a subscription', () => {
    const quoted = { ...oneOff, parent: { type: 'quote_details', subscription_details: null } };
    expect(factsOf('invoice.paid', quoted)).toMatchObject([{ type: 'order.completed' }]);
  });
});

describe('an invoice payment', () => {
  const paid = { id: 'inpay_1', status: 'paid', invoice: 'in_1' };

  it.each([
    ['its intent', { type: 'payment_intent', payment_intent: 'pi_1' }, 'pi_1'],
    ['an expanded intent', { type: 'payment_intent', payment_intent: { id: 'pi_1' } }, 'pi_1'],
    ['a charge without one', { type: 'charge', charge: 'ch_1' }, 'ch_1'],
  ])('connects the invoice with %s', (_, payment, paymentRef) => {
    expect(factsOf('invoice_payment.paid', { ...paid, payment })).toEqual([
      {
        type: 'payment.linked',
        rank: 0,
        occurredAt: '2026-01-01T12:01:00.000Z',
        paymentRef,
        invoiceRef: 'in_1',
        providerStatus: 'paid',
      },
    ]);
  });

  it('of money outside Stripe is a payment with the id of its record, and with the id of the invoice as in older versions', () => {
    const payment = { type: 'payment_record', payment_record: 'pr_1' };
    expect(factsOf('invoice_payment.paid', { ...paid, amount_paid: 1500, currency: 'eur', payment })).toEqual(
      [
        {
          type: 'payment.succeeded',
          rank: 5,
          occurredAt: '2026-01-01T12:01:00.000Z',
          paymentRef: 'pr_1',
          paymentAliases: ['in_1'],
          invoiceRef: 'in_1',
          amount: { amountMinor: 1500n, currency: 'EUR', exponent: 2 },
          providerStatus: 'paid',
        },
      ],
    );
  });

  it('of an unknown kind is ignored', () => {
    expect(meaningOf('invoice_payment.paid', { ...paid, payment: { type: 'barter' } })).toMatchObject({
      outcome: 'ignored',
      reason: 'the invoice payment names no payment',
    });
  });
});
