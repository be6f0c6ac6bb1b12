import { describe, expect, it } from 'vitest';
import { CREATED, factsOf, meaningOf, warningsOf } from '../simulator/fixtures/made-event.ts';

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
  payment_link: null,
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
        merchantRefField: 'client_reference_id',
        merchantRefWriter: 'merchant',
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

  it.each([null, '   '])(
    'uses the order id in its metadata if its own reference is %j',
    (client_reference_id) => {
      const [order] = factsOf(completed, { ...session, client_reference_id });
      expect(order).toMatchObject({ merchantRef: 'B-7' });
    },
  );

  it.each(['', '  ', 'x'.repeat(256), 'a\u0000b'])(
    "uses the order id in its metadata if the buyer's reference cannot be stored: %j",
    (reference) => {
      const [order] = factsOf(completed, { ...session, client_reference_id: reference, metadata: {} });
      expect(order).not.toHaveProperty('merchantRef');
    },
  );

  it('names the invoice that it created', () => {
    const facts = factsOf(completed, { ...session, invoice: 'in_1' });
    expect(facts).toMatchObject([{ invoiceRef: 'in_1' }, { invoiceRef: 'in_1' }]);
  });
});

describe('a completed session that is not paid', () => {
  it('leaves the payment pending, without an amount due, because less than the authorized amount may be captured', () => {
    const facts = factsOf(completed, { ...session, payment_status: 'unpaid' });
    expect(facts).toMatchObject([
      { type: 'order.completed', orderRef: 'cs_1' },
      { type: 'payment.pending', amount, settlesOrder: true },
    ]);
    expect(facts[0]).not.toHaveProperty('amount');
  });

  it('states the amount due if it names no payment', () => {
    const facts = factsOf(completed, { ...session, payment_status: 'unpaid', payment_intent: null });
    expect(facts).toMatchObject([{ type: 'order.completed', amount }]);
  });

  it('has no payment when none is required', () => {
    const free = { ...session, payment_status: 'no_payment_required', payment_intent: null, amount_total: 0 };
    expect(factsOf(completed, free)).toMatchObject([
      { type: 'order.completed', amount: { amountMinor: 0n } },
    ]);
  });

  it('gives no payment if the payment status is unknown, with a warning', () => {
    expect(meaningOf(completed, { ...session, payment_status: 'half' })).toMatchObject({
      events: [{ type: 'order.completed' }],
      warnings: ['unknown payment status "half"'],
    });
  });

  it('is paid or failed when the event of the delayed payment says so', () => {
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

  it('for a subscription connect session, invoice and subscription, and make no order and no payment', () => {
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

  it('for a subscription that was not created expire without an order', () => {
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

describe("the writer of a session's reference", () => {
  const referenceOf = (fields: object) => factsOf(completed, { ...session, metadata: {}, ...fields })[0];

  it('is the merchant if an API call created the session', () => {
    expect(referenceOf({ payment_link: null })).toMatchObject({ merchantRefWriter: 'merchant' });
  });

  it.each(['plink_1', { id: 'plink_1', object: 'payment_link' }, undefined, '', 7])(
    'may be the buyer if the payment link is %j',
    (payment_link) => {
      expect(referenceOf({ payment_link })).toMatchObject({
        merchantRef: 'A-1001',
        merchantRefField: 'client_reference_id',
        merchantRefWriter: 'buyer',
      });
    },
  );

  it('is the merchant for the metadata of a payment link, which comes before the reference that the buyer may have written', () => {
    const linked = { payment_link: 'plink_1', metadata: { order_id: 'B-7' } };
    expect(referenceOf(linked)).toMatchObject({
      merchantRef: 'B-7',
      merchantRefField: 'metadata.order_id',
      merchantRefWriter: 'merchant',
    });
  });

  it('is never taken from the fields that a buyer fills in', () => {
    const custom_fields = [{ key: 'order_id', type: 'text', text: { value: 'order-of-somebody-else' } }];
    expect(referenceOf({ client_reference_id: null, custom_fields })).not.toHaveProperty('merchantRef');
  });
});

describe('a session of the first API versions with sessions', () => {
  const { mode: _mode, payment_status: _status, amount_total: _amount, ...first } = session;

  it('has the amount that its payment states as paid', () => {
    const facts = factsOf(completed, { ...first, currency: undefined });
    expect(facts).toMatchObject([{ type: 'order.completed', orderRef: 'cs_1', paymentRef: 'pi_1' }]);
    expect(facts[0]).not.toHaveProperty('amount');
    expect(warningsOf(completed, first)).toEqual([]);
  });

  it('connects the references of a subscription, or only registers a means of payment', () => {
    const subscribed = { ...first, payment_intent: null, subscription: 'sub_1' };
    expect(factsOf(completed, subscribed)).toMatchObject([{ subscriptionRef: 'sub_1', tentative: true }]);
    const setup = { ...first, payment_intent: null, setup_intent: 'seti_1' };
    expect(meaningOf(completed, setup)).toMatchObject({ outcome: 'ignored' });
  });
});

describe('an object that is expanded in a session', () => {
  const intent = { id: 'pi_1', status: 'requires_capture', amount: 4999, currency: 'usd' };

  it('is read: an authorization of an unpaid session', () => {
    const unpaid = { ...session, payment_status: 'unpaid', payment_intent: intent };
    expect(factsOf(completed, unpaid)).toMatchObject([
      { type: 'order.completed' },
      { type: 'payment.pending', paymentRef: 'pi_1' },
      { type: 'payment.authorized', paymentRef: 'pi_1', amount, providerStatus: 'requires_capture' },
    ]);
  });

  it('is read: the captured amount, which becomes the amount due', () => {
    const captured = { ...intent, status: 'succeeded', amount_received: 3000 };
    expect(factsOf(completed, { ...session, payment_intent: captured })).toMatchObject([
      { type: 'order.completed', amount: { amountMinor: 4999n } },
      { type: 'payment.succeeded', amount: { amountMinor: 4999n } },
      { type: 'payment.succeeded', amount: { amountMinor: 3000n } },
      { type: 'order.completed', orderRef: 'pi_1', amount: { amountMinor: 3000n }, tentative: true },
    ]);
  });

  it('is read: its invoice', () => {
    const invoice = { id: 'in_1', status: 'paid', amount_due: 4999, currency: 'usd', parent: null };
    const facts = factsOf(completed, { ...session, invoice });
    expect(facts).toMatchObject([{ invoiceRef: 'in_1' }, {}, { type: 'order.completed', orderRef: 'in_1' }]);
  });

  it('is left out if it is invalid', () => {
    const odd = { ...session, payment_intent: { id: 'pi_1', status: 'succeeded', amount: 'much' } };
    expect(factsOf(completed, odd)).toEqual(factsOf(completed, session));
    expect(warningsOf(completed, odd)).toEqual([
      'data.object.payment_intent: not of the expected form, left out',
    ]);
  });
});
