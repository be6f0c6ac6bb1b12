import { describe, expect, it } from 'vitest';
import { DUE, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('chargebacks', () => {
  const CHARGEBACK = {
    disputeRef: 'chb_xFzwUN4ci8HAmSGUACS4J',
    paymentRef: 'tr_7UhSN1zuXS4Rq',
    amount: DUE,
    reason: 'AC01',
    rank: expect.any(Number) as number,
  };
  const LOST = { type: 'dispute.lost', occurredAt: '2026-03-02T14:00:00.000Z', ...CHARGEBACK };

  it('chargeback.received takes the money back', () => {
    expect(eventsOf('chargeback.received')).toEqual([LOST]);
  });

  it('chargeback.reversed gives it back', () => {
    expect(eventsOf('chargeback.reversed')).toEqual([
      LOST,
      { type: 'dispute.won', occurredAt: '2026-03-05T08:00:00.000Z', ...CHARGEBACK },
    ]);
    expect(eventsOf('chargeback.reversed', { '_embedded.entity.reversedAt': null })[1]).toMatchObject({
      type: 'dispute.won',
      occurredAt: '2026-03-02T16:00:00.000Z',
    });
  });

  it('in the answer about a payment belong to it', () => {
    const chargebacks = [
      {
        id: 'chb_1',
        amount: { currency: 'EUR', value: '49.95' },
        createdAt: '2026-03-02T14:00:00+00:00',
      },
    ];
    expect(eventsOf('payment.paid.confirmed', { _embedded: { chargebacks } }).at(-1)).toEqual({
      type: 'dispute.lost',
      occurredAt: '2026-03-02T14:00:00.000Z',
      disputeRef: 'chb_1',
      paymentRef: 'tr_7UhSN1zuXS4Rq',
      amount: DUE,
      rank: expect.any(Number) as number,
    });
  });
});
