import { describe, expect, it } from 'vitest';
import { factsOf, meaningOf, warningsOf } from '../simulator/fixtures/made-event.ts';

const refund = {
  id: 're_1',
  status: 'succeeded',
  amount: 1000,
  currency: 'kwd',
  charge: 'ch_1',
  payment_intent: 'pi_1',
  reason: 'requested_by_customer',
  metadata: {},
};

describe('a refund', () => {
  it('names its payment by both ids', () => {
    expect(factsOf('refund.updated', refund)).toEqual([
      {
        type: 'refund.succeeded',
        rank: 1,
        occurredAt: '2026-01-01T12:01:00.000Z',
        refundRef: 're_1',
        paymentRef: 'pi_1',
        paymentAliases: ['ch_1'],
        amount: { amountMinor: 1000n, currency: 'KWD', exponent: 3 },
        reason: 'requested_by_customer',
        providerStatus: 'succeeded',
      },
    ]);
  });

  it('of a charge without an intent names the charge', () => {
    const [fact] = factsOf('refund.created', { ...refund, payment_intent: null });
    expect(fact).toMatchObject({ paymentRef: 'ch_1' });
    expect(fact).not.toHaveProperty('paymentAliases');
  });

  it.each([
    ['refund.created', 'pending', 'refund.pending'],
    ['refund.updated', 'requires_action', 'refund.pending'],
    ['refund.created', 'succeeded', 'refund.succeeded'],
    ['charge.refund.updated', 'succeeded', 'refund.succeeded'],
    ['refund.failed', 'failed', 'refund.failed'],
    ['refund.updated', 'canceled', 'refund.failed'],
  ])('in %s that is %s becomes %s', (event, status, type) => {
    expect(factsOf(event, { ...refund, status })).toMatchObject([{ type, providerStatus: status }]);
  });

  it.each(['__proto__', 'vanished', null])('with the status %j moves no money', (status) => {
    expect(meaningOf('refund.updated', { ...refund, status })).toMatchObject({
      outcome: 'events',
      events: [{ type: 'payment.linked', paymentRef: 'pi_1', paymentAliases: ['ch_1'] }],
      warnings: [`unknown refund status "${status}"`],
    });
  });

  it('without a known status and without a payment is ignored', () => {
    const nothing = { ...refund, status: 'vanished', charge: null, payment_intent: null };
    expect(meaningOf('refund.updated', nothing)).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown refund status "vanished"',
    });
  });
});

describe('a refund that includes its payment', () => {
  const charge = {
    id: 'ch_1',
    status: 'succeeded',
    captured: true,
    refunded: false,
    amount: 5000,
    amount_refunded: 1000,
    currency: 'kwd',
    payment_intent: 'pi_1',
    invoice: null,
  };

  it('also proves the payment', () => {
    expect(factsOf('refund.created', { ...refund, charge })).toMatchObject([
      { type: 'refund.succeeded', paymentRef: 'pi_1', paymentAliases: ['ch_1'] },
      { type: 'payment.succeeded', paymentRef: 'pi_1', orderRef: 'pi_1', amount: { amountMinor: 5000n } },
    ]);
  });

  it('leaves a released authorization canceled', () => {
    const letGo = { ...charge, captured: false, refunded: true, amount_refunded: 5000 };
    expect(factsOf('refund.created', { ...refund, amount: 5000, charge: letGo })).toMatchObject([
      { type: 'refund.succeeded', refundRef: 're_1' },
      { type: 'payment.canceled', paymentRef: 'pi_1' },
    ]);
  });

  it('includes the intent, and counts a refund once that is included there too', () => {
    const intent = {
      id: 'pi_1',
      status: 'succeeded',
      amount: 5000,
      currency: 'kwd',
      latest_charge: { ...charge, refunds: { data: [{ ...refund, status: 'pending' }] } },
    };
    const facts = factsOf('refund.updated', { ...refund, payment_intent: intent });
    expect(facts.filter(({ type }) => type.startsWith('refund.'))).toMatchObject([
      { type: 'refund.succeeded', refundRef: 're_1' },
    ]);
    expect(facts).toContainEqual(
      expect.objectContaining({ type: 'payment.succeeded', amountRefundedMinor: 1000n }),
    );
  });

  it('is absent if it is only the released rest of a partial capture', () => {
    const captured = { ...charge, amount_captured: 4000, amount_refunded: 1000 };
    expect(factsOf('refund.created', { ...refund, charge: captured })).toMatchObject([
      { type: 'payment.succeeded', amount: { amountMinor: 4000n }, amountRefundedMinor: 0n },
    ]);
  });
});

describe('the payment of a refund', () => {
  it('may be missing: the refund is published for a person to match it', () => {
    const facts = factsOf('refund.updated', { ...refund, charge: null, payment_intent: null });
    expect(facts).toMatchObject([{ type: 'refund.succeeded', refundRef: 're_1' }]);
    expect(facts[0]).not.toHaveProperty('paymentRef');
  });

  it('has one of its ids if the other one is invalid', () => {
    const odd = { ...refund, payment_intent: 7 };
    expect(factsOf('refund.updated', odd)).toMatchObject([{ type: 'refund.succeeded', paymentRef: 'ch_1' }]);
    expect(warningsOf('refund.updated', odd)).toEqual([
      'data.object.payment_intent: not of the expected form, left out',
    ]);
  });
});
