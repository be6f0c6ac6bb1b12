import { describe, expect, it } from 'vitest';
import { factsOf, meaningOf } from '../fixtures/made-event.ts';

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
  it('names its payment by both of its names', () => {
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

  it.each(['__proto__', 'vanished', null])('whose status is %j moves no money', (status) => {
    expect(meaningOf('refund.updated', { ...refund, status })).toMatchObject({
      outcome: 'events',
      events: [{ type: 'payment.linked', paymentRef: 'pi_1', paymentAliases: ['ch_1'] }],
      warnings: [`unknown refund status "${status}"`],
    });
  });

  it('that says neither its status nor its payment is ignored', () => {
    const nothing = { ...refund, status: 'vanished', charge: null, payment_intent: null };
    expect(meaningOf('refund.updated', nothing)).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown refund status "vanished"',
    });
  });
});
