import { describe, expect, it } from 'vitest';
import { factsOf, warningsOf } from '../simulator/fixtures/made-event.ts';

const intent = {
  id: 'pi_1',
  status: 'succeeded',
  amount: 5000,
  amount_received: 5000,
  currency: 'usd',
  customer: 'cus_1',
  latest_charge: 'ch_1',
  last_payment_error: null,
  metadata: { order_id: 'A-1001' },
};
const succeeded = 'payment_intent.succeeded';

describe('a payment intent', () => {
  it('that succeeded is a payment that settles its order', () => {
    expect(factsOf(succeeded, intent)).toEqual([
      {
        type: 'payment.succeeded',
        rank: 5,
        occurredAt: '2026-01-01T12:01:00.000Z',
        paymentRef: 'pi_1',
        paymentAliases: ['ch_1'],
        amount: { amountMinor: 5000n, currency: 'USD', exponent: 2 },
        settlesOrder: true,
        providerStatus: 'succeeded',
        merchantRef: 'A-1001',
        merchantRefField: 'metadata.order_id',
        merchantRefWriter: 'merchant',
        customerRef: 'cus_1',
      },
    ]);
  });

  it('that was captured in part has the captured amount, which becomes the amount due of its purchase', () => {
    const [payment, order] = factsOf(succeeded, { ...intent, amount_received: 3000 });
    expect(payment).toMatchObject({ type: 'payment.succeeded', amount: { amountMinor: 3000n } });
    expect(order).toEqual({
      type: 'order.completed',
      rank: 4,
      occurredAt: '2026-01-01T12:01:00.000Z',
      orderRef: 'pi_1',
      paymentRef: 'pi_1',
      amount: { amountMinor: 3000n, currency: 'USD', exponent: 2 },
      tentative: true,
    });
  });

  it.each([
    ['an invoice', { invoice: 'in_1', amount_received: 3000 }],
    ['an overcapture', { amount_received: 6000 }],
    ['an unknown amount', { amount_received: null }],
  ])('states no amount due with %s', (_, fields) => {
    expect(factsOf(succeeded, { ...intent, ...fields })).toHaveLength(1);
  });

  it.each([
    ['created', 'payment.pending'],
    ['processing', 'payment.pending'],
    ['requires_action', 'payment.pending'],
    ['partially_funded', 'payment.pending'],
    ['amount_capturable_updated', 'payment.authorized'],
    ['payment_failed', 'payment.failed'],
    ['canceled', 'payment.canceled'],
  ])('in %s is %s, with the whole amount', (event, type) => {
    const [fact] = factsOf(`payment_intent.${event}`, { ...intent, amount_received: 0, latest_charge: null });
    expect(fact).toMatchObject({ type, amount: { amountMinor: 5000n } });
    expect(fact).not.toHaveProperty('paymentAliases');
  });

  it.each([
    [{ code: 'card_declined', decline_code: 'insufficient_funds' }, 'insufficient_funds'],
    [{ code: 'authentication_required', decline_code: null }, 'authentication_required'],
  ])('that failed has a failure code: %j', (last_payment_error, failureCode) => {
    expect(factsOf('payment_intent.payment_failed', { ...intent, last_payment_error })).toMatchObject([
      { failureCode },
    ]);
  });

  it('has no failure of an earlier attempt after it has succeeded', () => {
    const [fact] = factsOf(succeeded, { ...intent, last_payment_error: { code: 'card_declined' } });
    expect(fact).not.toHaveProperty('failureCode');
  });
});

describe('the purchase of a payment intent', () => {
  it('is the intent itself before API 2025-03-31 if it has no invoice', () => {
    const [fact] = factsOf(succeeded, { ...intent, invoice: null });
    expect(fact).toMatchObject({ orderRef: 'pi_1' });
    expect(fact).not.toHaveProperty('invoiceRef');
  });

  it('is that of its invoice before API 2025-03-31', () => {
    const [fact] = factsOf(succeeded, { ...intent, invoice: 'in_1' }, { bareIntents: 'order' });
    expect(fact).toMatchObject({ invoiceRef: 'in_1' });
    expect(fact).not.toHaveProperty('orderRef');
  });

  it('is not known since then, so the payment is tentative', () => {
    const [fact] = factsOf(succeeded, intent);
    expect(fact).not.toHaveProperty('orderRef');
    expect(fact).not.toHaveProperty('invoiceRef');
  });

  it('is the intent itself since then if the settings say so', () => {
    expect(factsOf(succeeded, intent, { bareIntents: 'order' })).toMatchObject([{ orderRef: 'pi_1' }]);
  });
});

describe('the charge in an intent', () => {
  const charge = {
    id: 'ch_1',
    status: 'succeeded',
    captured: true,
    amount: 5000,
    amount_refunded: 700,
    currency: 'usd',
    payment_intent: 'pi_1',
    refunds: { data: [{ id: 're_1', status: 'succeeded', amount: 700, currency: 'usd' }] },
  };

  it('includes its refunds', () => {
    expect(factsOf(succeeded, { ...intent, latest_charge: charge })).toMatchObject([
      { type: 'payment.succeeded', paymentRef: 'pi_1', paymentAliases: ['ch_1'] },
      { type: 'payment.succeeded', paymentRef: 'pi_1', amountRefundedMinor: 700n },
      { type: 'refund.succeeded', refundRef: 're_1', paymentRef: 'pi_1' },
    ]);
  });

  it('is in a list before API 2022-11-15', () => {
    const { payment_intent: _intent, ...nested } = charge;
    const listed = { ...intent, latest_charge: undefined, charges: { data: [nested], has_more: false } };
    expect(factsOf(succeeded, listed)).toMatchObject([
      { type: 'payment.succeeded', paymentRef: 'pi_1' },
      { type: 'payment.succeeded', paymentRef: 'pi_1', paymentAliases: ['ch_1'] },
      { type: 'refund.succeeded', paymentRef: 'pi_1' },
    ]);
  });

  it('does not describe the current attempt if it is an earlier, failed one', () => {
    const failed = { ...charge, status: 'failed', captured: false, refunds: undefined };
    const facts = factsOf('payment_intent.requires_action', { ...intent, latest_charge: failed });
    expect(facts.map(({ type }) => type)).toEqual(['payment.pending']);
  });

  it('is left out if it is invalid', () => {
    const odd = { ...intent, latest_charge: { ...charge, amount: 1.5 } };
    expect(factsOf(succeeded, odd)).toEqual(factsOf(succeeded, intent));
    expect(warningsOf(succeeded, odd)).toEqual([
      'data.object.latest_charge: not of the expected form, left out',
    ]);
  });
});

describe('an intent in a dispute', () => {
  const dispute = { id: 'du_1', status: 'lost', amount: 5000, currency: 'usd' };

  it.each([
    ['succeeded', {}, 'payment.succeeded'],
    ['requires_capture', {}, 'payment.authorized'],
    ['canceled', {}, 'payment.canceled'],
    ['processing', {}, 'payment.pending'],
    ['requires_action', {}, 'payment.pending'],
    ['requires_source_action', {}, 'payment.pending'],
    ['requires_confirmation', {}, 'payment.pending'],
    ['requires_payment_method', {}, 'payment.pending'],
    ['requires_payment_method', { last_payment_error: { code: 'card_declined' } }, 'payment.failed'],
    ['requires_source', { last_payment_error: { code: 'card_declined' } }, 'payment.failed'],
    ['levitating', {}, 'payment.linked'],
  ])('is read by its status: %s with %j is %s', (status, fields, type) => {
    const payment_intent = { ...intent, ...fields, status };
    expect(factsOf('charge.dispute.closed', { ...dispute, payment_intent })).toMatchObject([
      { type: 'dispute.lost' },
      { type, paymentRef: 'pi_1' },
    ]);
  });
});

describe('who pays', () => {
  it.each([
    [{ customer: { id: 'cus_2', object: 'customer', deleted: true } }, 'cus_2'],
    [{ customer: null, customer_account: 'acct_2' }, 'acct_2'],
    [{ customer: undefined, customer_account: 'acct_2' }, 'acct_2'],
  ])('is named by %j', (fields, customerRef) => {
    expect(factsOf(succeeded, { ...intent, ...fields })).toMatchObject([{ customerRef }]);
  });

  it('is absent if the field is invalid, with a warning', () => {
    expect(factsOf(succeeded, { ...intent, customer: 7 })[0]).not.toHaveProperty('customerRef');
    expect(warningsOf(succeeded, { ...intent, customer: 7 })).toEqual([
      'data.object.customer: not of the expected form, left out',
    ]);
  });
});
