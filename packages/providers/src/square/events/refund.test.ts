import { describe, expect, it } from 'vitest';
import { at, factsOf, meaningOf } from '../simulator/fixtures/changed-fixture.ts';

describe('a refund', () => {
  it.each([
    ['PENDING', 'refund.pending'],
    ['COMPLETED', 'refund.succeeded'],
    ['REJECTED', 'refund.failed'],
    ['FAILED', 'refund.failed'],
  ])('that is %s becomes %s', (status, type) => {
    expect(factsOf('refund.updated', at('refund', { status }))).toMatchObject([{ type }]);
  });

  it('with an unknown status is ignored', () => {
    expect(meaningOf('refund.updated', at('refund', { status: 'RESTING' }))).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown refund status "RESTING"',
    });
  });

  it('is not connected with the order that Square makes for it', () => {
    expect(factsOf('refund.updated')[0]).not.toHaveProperty('orderRef');
  });

  it('that is not linked to a payment has none', () => {
    expect(factsOf('refund.updated', at('refund', { payment_id: null }))[0]).not.toHaveProperty('paymentRef');
  });
});
