import { describe, expect, it } from 'vitest';
import { eventsOf, INR, meaning, status } from '../simulator/fixtures/changed-fixture.ts';

describe('a dispute', () => {
  it('belongs to its payment, and to the order that it names', () => {
    expect(eventsOf('DISPUTE_CREATED')).toEqual([
      {
        type: 'dispute.opened',
        rank: 0,
        occurredAt: '2026-03-05T15:47:14.000Z',
        disputeRef: '433475257',
        paymentRef: '1453002795',
        amount: INR(4550n),
        reason: '4855',
        providerStatus: 'CHARGEBACK_CREATED',
      },
      {
        type: 'payment.linked',
        rank: 0,
        occurredAt: '2026-03-05T15:47:14.000Z',
        paymentRef: '1453002795',
        orderRef: 'order_OFR_2',
        tentative: true,
      },
    ]);
  });

  it.each([
    ['DISPUTE_UPDATED', 'dispute.opened'],
    ['DISPUTE_CLOSED', 'dispute.lost'],
  ])('of the event %s has the meaning of its status, %s', (name, type) => {
    expect(eventsOf(name)[0]).toMatchObject({ type, disputeRef: '433475257' });
  });

  it.each([
    ['CHARGEBACK_DOCS_RECEIVED', 'dispute.opened'],
    ['DISPUTE_UNDER_REVIEW', 'dispute.opened'],
    ['CHARGEBACK_INSUFFICIENT_EVIDENCE', 'dispute.opened'],
    ['RETRIEVAL_CREATED', 'dispute.opened'],
    ['CHARGEBACK_MERCHANT_WON', 'dispute.won'],
    ['ARBITRATION_MERCHANT_WON', 'dispute.won'],
    ['CHARGEBACK_MERCHANT_ACCEPTED', 'dispute.lost'],
    ['PRE_ARBITRATION_MERCHANT_LOST', 'dispute.lost'],
    ['RETRIEVAL_MERCHANT_LOST', 'dispute.closed'],
    ['RETRIEVAL_MERCHANT_ACCEPTED', 'dispute.lost'],
    ['DISPUTE_CLOSED', 'dispute.closed'],
  ])('with the status %s is %s', (word, type) => {
    expect(eventsOf('DISPUTE_CREATED', status('CHARGEBACK_CREATED', word))[0]).toMatchObject({ type });
  });

  it('with an unknown status only links, with a warning', () => {
    expect(meaning('DISPUTE_CREATED', status('CHARGEBACK_CREATED', 'RESTING'))).toMatchObject({
      events: [{ type: 'payment.linked' }],
      warnings: ['unknown dispute status "RESTING"'],
    });
  });
});
