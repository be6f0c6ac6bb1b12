import { describe, expect, it } from 'vitest';
import { factsOf, meaningOf, warningsOf } from '../simulator/fixtures/made-event.ts';

const dispute = {
  id: 'du_1',
  status: 'needs_response',
  amount: 8900,
  currency: 'gbp',
  charge: 'ch_1',
  payment_intent: 'pi_1',
  reason: 'fraudulent',
};

describe('a dispute', () => {
  it('names the payment and the amount', () => {
    expect(factsOf('charge.dispute.created', dispute)).toEqual([
      {
        type: 'dispute.opened',
        rank: 0,
        occurredAt: '2026-01-01T12:01:00.000Z',
        disputeRef: 'du_1',
        paymentRef: 'pi_1',
        paymentAliases: ['ch_1'],
        amount: { amountMinor: 8900n, currency: 'GBP', exponent: 2 },
        reason: 'fraudulent',
        providerStatus: 'needs_response',
      },
    ]);
  });

  it.each([
    ['charge.dispute.updated', 'under_review', 'dispute.opened'],
    ['charge.dispute.created', 'warning_needs_response', 'dispute.opened'],
    ['charge.dispute.updated', 'warning_under_review', 'dispute.opened'],
    ['charge.dispute.closed', 'warning_closed', 'dispute.closed'],
    ['charge.dispute.closed', 'prevented', 'dispute.closed'],
    ['charge.dispute.closed', 'won', 'dispute.won'],
    ['charge.dispute.closed', 'lost', 'dispute.lost'],
    ['charge.dispute.funds_withdrawn', 'needs_response', 'dispute.opened'],
    ['charge.dispute.funds_reinstated', 'won', 'dispute.won'],
  ])('in %s that is %s becomes %s', (event, status, type) => {
    const meaning = meaningOf(event, { ...dispute, status });
    expect(meaning).toMatchObject({ events: [{ type, providerStatus: status }], warnings: [] });
  });

  it('with an unknown status stays open, with a short warning', () => {
    const meaning = meaningOf('charge.dispute.updated', { ...dispute, status: 'w'.repeat(200) });
    expect(meaning).toMatchObject({
      events: [{ type: 'dispute.opened' }],
      warnings: [`unknown dispute status "${'w'.repeat(60)}"`],
    });
  });
});

describe('a dispute of an old API version', () => {
  it.each([
    ['charge_refunded', 'dispute.won'],
    ['response_disabled', 'dispute.opened'],
  ])('that is %s becomes %s', (status, type) => {
    expect(meaningOf('charge.dispute.closed', { ...dispute, status })).toMatchObject({
      events: [{ type, providerStatus: status }],
      warnings: [],
    });
  });

  it('has the id of its charge if it has none', () => {
    const { id: _id, payment_intent: _intent, ...old } = dispute;
    expect(factsOf('charge.dispute.created', old)).toMatchObject([
      { type: 'dispute.opened', disputeRef: 'ch_1', paymentRef: 'ch_1' },
    ]);
    expect(() => factsOf('charge.dispute.created', { ...old, charge: null })).toThrow(/data\.object\.id/);
  });

  it('without a status is open, with a warning', () => {
    const { status: _status, ...unknown } = dispute;
    expect(factsOf('charge.dispute.created', unknown)).toMatchObject([{ type: 'dispute.opened' }]);
    expect(warningsOf('charge.dispute.created', unknown)).toEqual(['unknown dispute status "undefined"']);
  });
});

describe('a dispute that includes its payment', () => {
  const charge = {
    id: 'ch_1',
    status: 'succeeded',
    captured: true,
    amount: 8900,
    amount_refunded: 0,
    currency: 'gbp',
    payment_intent: 'pi_1',
    dispute: { ...dispute, status: 'under_review' },
  };

  it('also proves the payment, and its own fields decide', () => {
    expect(factsOf('charge.dispute.closed', { ...dispute, status: 'lost', charge })).toMatchObject([
      { type: 'dispute.lost', disputeRef: 'du_1', paymentRef: 'pi_1', paymentAliases: ['ch_1'] },
      { type: 'payment.succeeded', paymentRef: 'pi_1', amount: { amountMinor: 8900n } },
    ]);
  });

  it('includes the intent of the payment', () => {
    const intent = { id: 'pi_1', status: 'succeeded', amount: 8900, currency: 'gbp', invoice: null };
    expect(factsOf('charge.dispute.created', { ...dispute, payment_intent: intent })).toMatchObject([
      { type: 'dispute.opened' },
      { type: 'payment.succeeded', paymentRef: 'pi_1', orderRef: 'pi_1' },
    ]);
  });
});
