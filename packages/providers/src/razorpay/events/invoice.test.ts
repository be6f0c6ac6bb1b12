import { describe, expect, it } from 'vitest';
import { eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('invoices', () => {
  it('without a subscription are an order, with their order id or their own id', () => {
    const [event] = eventsOf('invoice.expired', { 'payload.invoice.entity.order_id': null });
    expect(event).toMatchObject({ type: 'order.expired', orderRef: 'inv_N42CxKrSzV1bYo', merchantRef: '14' });
    expect(event).not.toHaveProperty('tentative', true);
  });

  it('with a billing period but without a subscription id are tentative', () => {
    const events = eventsOf('invoice.paid', { 'payload.invoice.entity.subscription_id': undefined });
    expect(events).toMatchObject([{ type: 'order.completed', tentative: true }, { tentative: true }]);
  });
});
