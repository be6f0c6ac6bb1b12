import { describe, expect, it } from 'vitest';
import { CREATED, factsOf, meaningOf } from '../fixtures/made-event.ts';

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
  it('that is paid at the end of a cycle renews, and says nothing of the status', () => {
    expect(factsOf('invoice.paid', current)).toEqual([
      {
        type: 'subscription.renewed',
        rank: 3,
        occurredAt: '2026-01-01T12:01:00.000Z',
        subscriptionRef: 'sub_1',
        invoiceRef: 'in_1',
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

  it.each([
    ['invoice.paid', 'subscription_create'],
    ['invoice.payment_succeeded', 'subscription_update'],
    ['invoice.finalized', 'subscription_cycle'],
    ['invoice.payment_failed', 'subscription_cycle'],
    ['invoice.payment_action_required', 'subscription_cycle'],
    ['invoice.voided', 'subscription_cycle'],
    ['invoice.marked_uncollectible', 'subscription_cycle'],
  ])('in %s because of %s only ties the two', (event, billing_reason) => {
    const facts = factsOf(event, { ...current, billing_reason });
    expect(facts).toMatchObject([
      { type: 'subscription.updated', subscriptionRef: 'sub_1', invoiceRef: 'in_1' },
    ]);
    expect(facts[0]).not.toHaveProperty('status');
  });
});

describe('an invoice of nothing but itself', () => {
  const oneOff = { ...invoice, parent: null, billing_reason: 'manual', metadata: { order_id: 'A-1001' } };

  it('is an order, and due is what the credit balance leaves of its total', () => {
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

  it('is tied to its payment before API 2025-03-31', () => {
    const [, linked] = factsOf('invoice.paid', {
      ...oneOff,
      subscription: null,
      payment_intent: 'pi_1',
      charge: null,
    });
    expect(linked).toMatchObject({ type: 'payment.linked', paymentRef: 'pi_1', invoiceRef: 'in_1' });
    expect(linked).not.toHaveProperty('subscriptionRef');
  });

  it('from a quote is no subscription either', () => {
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
  ])('ties the invoice to %s', (_, payment, paymentRef) => {
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

  it('made outside Stripe is ignored', () => {
    const payment = { type: 'payment_record', payment_record: 'pr_1' };
    expect(meaningOf('invoice_payment.paid', { ...paid, payment })).toMatchObject({
      outcome: 'ignored',
      reason: 'the invoice was paid outside Stripe',
    });
  });
});
