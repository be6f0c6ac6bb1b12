import { describe, expect, it } from 'vitest';
import { eventsOf } from '../changed-fixture.ts';

describe('invoices', () => {
  it('without a session are their own order', () => {
    expect(eventsOf('invoice.finalized', { 'data.object.checkout_session_id': null })[0]).toMatchObject({
      orderRef: 'in_tea1042',
      amount: { amountMinor: 10000000n },
    });
  });

  it('of a subscription renew it only when a cycle was paid', () => {
    const first = { 'data.object.billing_reason': 'subscription_create' };
    expect(eventsOf('invoice.payment_succeeded', first)[0]?.type).toBe('subscription.updated');
    expect(eventsOf('invoice.payment_succeeded')[0]).not.toHaveProperty('status', expect.anything());
  });
});
