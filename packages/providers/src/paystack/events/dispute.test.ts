import { describe, expect, it } from 'vitest';
import { factsOf, meaningOf, naira, problemOf } from '../simulator/fixtures/changed-fixture.ts';

describe('a resolved dispute', () => {
  it.each([
    ['merchant-accepted', 'dispute.lost'],
    ['auto-accepted', 'dispute.lost'],
    ['declined', 'dispute.won'],
  ])('that was %s becomes %s', (resolution, type) => {
    expect(factsOf('charge.dispute.resolve', { resolution })).toMatchObject([{ type }]);
  });

  it.each([
    ['settled', 'unknown resolution "settled"'],
    [null, 'unknown resolution null'],
  ])('with the resolution %j is closed, with a warning', (resolution, warning) => {
    expect(meaningOf('charge.dispute.resolve', { resolution })).toMatchObject({
      events: [{ type: 'dispute.closed' }],
      warnings: [warning],
    });
  });

  it('takes the whole transaction if it states no amount, and needs one of the two', () => {
    expect(factsOf('charge.dispute.resolve', { refund_amount: null })).toMatchObject([
      { type: 'dispute.lost', amount: naira(10_000n) },
    ]);
    const amountless = { refund_amount: null, transaction: {} };
    expect(problemOf(() => meaningOf('charge.dispute.resolve', amountless)).path).toBe('data.refund_amount');
  });
});

describe('an open dispute', () => {
  it('may state neither an amount nor a transaction', () => {
    const [fact] = factsOf('charge.dispute.create', {
      refund_amount: null,
      currency: null,
      transaction: [],
      transaction_reference: 'tea-1043',
    });
    expect(fact).toMatchObject({ type: 'dispute.opened', paymentRef: 'tea-1043' });
    expect(fact).not.toHaveProperty('amount');
  });
});
