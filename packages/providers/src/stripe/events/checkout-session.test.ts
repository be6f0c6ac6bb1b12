import { describe, expect, it } from 'vitest';
import { CREATED, factsOf, meaningOf } from '../fixtures/made-event.ts';

const occurredAt = '2026-01-01T12:01:00.000Z';
const amount = { amountMinor: 4999n, currency: 'USD', exponent: 2 };
const session = {
  id: 'cs_1',
  mode: 'payment',
  status: 'complete',
  payment_status: 'paid',
  created: CREATED - 60,
  amount_total: 4999,
  currency: 'usd',
  client_reference_id: 'A-1001',
  customer: 'cus_1',
  payment_intent: 'pi_1',
  invoice: null,
  subscription: null,
  metadata: { order_id: 'B-7' },
};
const completed = 'checkout.session.completed';

describe('a completed session that is paid', () => {
  it('completes the order and proves the payment', () => {
    expect(factsOf(completed, session)).toEqual([
      {
        type: 'order.completed',
        rank: 4,
        occurredAt,
        orderRef: 'cs_1',
        paymentRef: 'pi_1',
        amount,
        createdAt: '2026-01-01T12:00:00.000Z',
        providerStatus: 'complete',
        merchantRef: 'A-1001',
        customerRef: 'cus_1',
      },
      {
        type: 'payment.succeeded',
        rank: 5,
        occurredAt,
        paymentRef: 'pi_1',
        orderRef: 'cs_1',
        amount,
        settlesOrder: true,
        providerStatus: 'paid',
        customerRef: 'cus_1',
      },
    ]);
  });

  it('reads expanded objects as their ids', () => {
    const expanded = { ...session, payment_intent: { id: 'pi_1', amount: 4999 }, customer: { id: 'cus_1' } };
    expect(factsOf(completed, expanded)).toEqual(factsOf(completed, session));
  });

  it.each([null, '   '])('falls back to the order id in its metadata from %j', (client_reference_id) => {
    const [order] = factsOf(completed, { ...session, client_reference_id });
    expect(order).toMatchObject({ merchantRef: 'B-7' });
  });

  it.each(['', '  ', 'x'.repeat(256), 'a\u0000b'])(
    "is not lost over a buyer's reference that cannot be kept: %j",
    (reference) => {
      const [order] = factsOf(completed, { ...session, client_reference_id: reference, metadata: {} });
      expect(order).not.toHaveProperty('merchantRef');
    },
  );

  it('names the invoice that it made', () => {
    const facts = factsOf(completed, { ...session, invoice: 'in_1' });
    expect(facts).toMatchObject([{ invoiceRef: 'in_1' }, { invoiceRef: 'in_1' }]);
  });
});

describe('a completed session that is not paid', () => {
  it('leaves the payment pending, and to it what is due: a hold may be captured for less', () => {
    const facts = factsOf(completed, { ...session, payment_status: 'unpaid' });
    expect(facts).toMatchObject([
      { type: 'order.completed', orderRef: 'cs_1' },
      { type: 'payment.pending', amount, settlesOrder: true },
    ]);
    expect(facts[0]).not.toHaveProperty('amount');
  });

  it('says itself what is due where it names no payment', () => {
    const facts = factsOf(completed, { ...session, payment_status: 'unpaid', payment_intent: null });
    expect(facts).toMatchObject([{ type: 'order.completed', amount }]);
  });

  it('has no payment when none is required', () => {
    const free = { ...session, payment_status: 'no_payment_required', payment_intent: null, amount_total: 0 };
    expect(factsOf(completed, free)).toMatchObject([
      { type: 'order.completed', amount: { amountMinor: 0n } },
    ]);
  });

  it('claims no payment over a status that is not known, and says so', () => {
    expect(meaningOf(completed, { ...session, payment_status: 'half' })).toMatchObject({
      events: [{ type: 'order.completed' }],
      warnings: ['unknown payment status "half"'],
    });
  });

  it('is paid, or failed, when the delayed payment says so', () => {
    const unpaid = { ...session, payment_status: 'unpaid' };
    const paid = factsOf('checkout.session.async_payment_succeeded', session);
    expect(paid.map(({ type }) => type)).toEqual(['order.completed', 'payment.succeeded']);
    const failed = factsOf('checkout.session.async_payment_failed', unpaid);
    expect(failed).toMatchObject([{ type: 'payment.failed', paymentRef: 'pi_1', orderRef: 'cs_1' }]);
  });
});

describe('other sessions', () => {
  it('expire as orders', () => {
    const expired = { ...session, payment_intent: null, payment_status: 'unpaid', status: 'expired' };
    expect(factsOf('checkout.session.expired', expired)).toMatchObject([
      { type: 'order.expired', orderRef: 'cs_1', providerStatus: 'expired' },
    ]);
  });

  it('for a subscription tie session, invoice and subscription, and make no order and no payment', () => {
    const subscribed = {
      ...session,
      mode: 'subscription',
      payment_intent: null,
      invoice: 'in_1',
      subscription: 'sub_1',
    };
    const facts = factsOf(completed, subscribed);
    expect(facts).toHaveLength(1);
    expect(facts[0]).toMatchObject({
      type: 'order.completed',
      orderRef: 'cs_1',
      invoiceRef: 'in_1',
      subscriptionRef: 'sub_1',
      tentative: true,
    });
  });

  it('for a subscription that never came to be expire without making an order', () => {
    const facts = factsOf('checkout.session.expired', {
      ...session,
      mode: 'subscription',
      payment_intent: null,
    });
    expect(facts).toMatchObject([{ type: 'order.expired', tentative: true }]);
    expect(facts[0]).not.toHaveProperty('subscriptionRef');
  });

  it.each([
    ['setup', 'a setup session sells nothing'],
    ['barter', 'unknown checkout mode "barter"'],
  ])('of mode %s are ignored', (mode, reason) => {
    expect(meaningOf(completed, { ...session, mode })).toMatchObject({ outcome: 'ignored', reason });
  });
});
