import { describe, expect, it } from 'vitest';
import { eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('disputes', () => {
  it('that are lost have the deducted amount, which may be less than the disputed amount', () => {
    const [event] = eventsOf('payment.dispute.lost', { 'payload.dispute.entity.amount_deducted': 4000 });
    expect(event).toMatchObject({ amount: { amountMinor: 4000n }, paymentRef: 'pay_N3xQw8ZtLk0aBc' });
  });
});
