import { describe, expect, it } from 'vitest';
import { EUR, eventsOf, meaning, problemOf } from '../simulator/fixtures/changed-fixture.ts';

describe('a dispute', () => {
  it('belongs to the payment of its order by Shopify Payments', () => {
    expect(meaning('dispute.opened')).toEqual({
      outcome: 'events',
      type: 'dispute',
      occurredAt: '2026-03-11T00:00:00.000Z',
      mode: undefined,
      warnings: [],
      events: [
        {
          type: 'dispute.opened',
          rank: 0,
          occurredAt: '2026-03-11T00:00:00.000Z',
          disputeRef: '1029442211',
          paymentRef: 'order:5683912048732',
          amount: EUR(5990n),
          reason: 'fraudulent',
          providerStatus: 'needs_response',
        },
        {
          type: 'payment.linked',
          rank: 0,
          occurredAt: '2026-03-11T00:00:00.000Z',
          paymentRef: 'order:5683912048732',
          orderRef: '5683912048732',
        },
      ],
    });
  });

  it('has the latest of its times', () => {
    expect(meaning('dispute.lost').occurredAt).toBe('2026-04-21T00:00:00.000Z');
    expect(meaning('dispute.lost', { finalized_on: null }).occurredAt).toBe('2026-03-14T13:00:00.000Z');
    expect(meaning('dispute.inquiry').occurredAt).toBe('2026-04-02T00:00:00.000Z');
  });

  it.each([
    ['chargeback', 'needs_response', 'dispute.opened'],
    ['chargeback', 'under_review', 'dispute.opened'],
    ['chargeback', 'charge_refunded', 'dispute.closed'],
    ['chargeback', 'prevented', 'dispute.closed'],
    ['chargeback', 'accepted', 'dispute.lost'],
    ['chargeback', 'won', 'dispute.won'],
    ['chargeback', 'lost', 'dispute.lost'],
    ['inquiry', 'needs_response', 'dispute.opened'],
    ['inquiry', 'won', 'dispute.won'],
    ['inquiry', 'lost', 'dispute.closed'],
    ['inquiry', 'accepted', 'dispute.closed'],
  ])('of the type %s with the status %s is %s', (type, status, expected) => {
    expect(eventsOf('dispute.opened', { type, status })[0]).toMatchObject({ type: expected });
  });

  it('with an unknown status only links the order, with a warning', () => {
    expect(meaning('dispute.opened', { status: 'resting' })).toMatchObject({
      events: [{ type: 'payment.linked', orderRef: '5683912048732' }],
      warnings: ['unknown dispute status "resting"'],
    });
  });

  it('without an order stands alone', () => {
    expect(eventsOf('dispute.opened', { order_id: null })).toMatchObject([{ type: 'dispute.opened' }]);
  });

  it('without a time is refused', () => {
    expect(problemOf(() => meaning('dispute.opened', { initiated_at: 'soon' }))).toMatchObject({
      code: 'schema_violation',
    });
  });
});
