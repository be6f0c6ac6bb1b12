import { describe, expect, it } from 'vitest';
import { changed, euro, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('refunds', () => {
  const REFUND = {
    occurredAt: '2026-03-02T10:00:00.000Z',
    refundRef: 're_4qqhO89gsT',
    paymentRef: 'tr_7UhSN1zuXS4Rq',
    amount: euro(1995n),
  };

  it.each([
    ['queued', 'refund.pending', 0],
    ['pending', 'refund.pending', 0],
    ['processing', 'refund.pending', 0],
    ['refunded', 'refund.succeeded', 1],
    ['failed', 'refund.failed', 2],
    ['canceled', 'refund.failed', 2],
  ])('refund.%s is %s, at the time of the creation', (status, type, rank) => {
    expect(eventsOf(`refund.${status}`)).toEqual([{ type, ...REFUND, providerStatus: status, rank }]);
    expect(changed(`refund.${status}`)).toMatchObject({
      type: `refund.${status}`,
      mode: 'test',
      warnings: [],
    });
  });

  it('a webhook that is the refund itself is read like one that contains it', () => {
    expect(changed('refund.refunded.bare')).toMatchObject({ type: 'refund.refunded', mode: 'test' });
    expect(eventsOf('refund.refunded.bare')).toEqual(eventsOf('refund.refunded'));
  });

  it('an unknown status is left out', () => {
    expect(changed('refund.refunded', { '_embedded.entity.status': 'lost' })).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown refund status "lost"',
    });
  });
});
