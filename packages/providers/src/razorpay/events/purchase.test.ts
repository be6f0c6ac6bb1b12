import { describe, expect, it } from 'vitest';
import { eventsOf } from '../simulator/fixtures/changed-fixture.ts';

const entity = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [`payload.payment.entity.${key}`, value]));

describe('a payment that only registers a mandate', () => {
  it.each([
    ['payment.authorized', { method: 'emandate', amount: 0 }],
    ['payment.captured', { method: 'emandate', amount: 0 }],
    ['payment.captured', { method: 'nach', amount: 0, order_id: null }],
    ['payment.failed', { method: 'upi', amount: 0 }],
    ['payment.authorized', { method: 'emandate', amount: 100 }],
    ['payment.authorized', { method: 'upi', amount: 100, token_id: 'token_1' }],
    ['payment.authorized', { method: 'card', amount: 100, recurring: '1' }],
  ])('makes no order: %s of %j', (type, fields) => {
    expect(eventsOf(type, entity(fields))[0]).toMatchObject({ tentative: true });
  });

  it('makes no order in order.paid either, if the amount of the order is 0', () => {
    const events = eventsOf('order.paid', {
      ...entity({ method: 'emandate', amount: 0, token_id: 'token_1' }),
      'payload.order.entity.amount': 0,
    });
    expect(events).toMatchObject([
      { type: 'order.completed', tentative: true },
      { type: 'payment.succeeded', tentative: true },
    ]);
  });

  it("makes no order in the event of a registration link's invoice", () => {
    const [order] = eventsOf('invoice.paid', {
      'payload.invoice.entity.subscription_id': null,
      'payload.invoice.entity.billing_start': null,
      'payload.invoice.entity.amount': 0,
      ...entity({ amount: 0 }),
    });
    expect(order).toMatchObject({ type: 'order.completed', tentative: true });
  });

  it('makes no order when its authorization is released, neither by the payment nor by the refund', () => {
    const events = eventsOf(
      'refund.processed',
      entity({ status: 'refunded', captured: false, token_id: 'token_1' }),
    );
    expect(events).toMatchObject([
      { type: 'refund.succeeded', tentative: true },
      { type: 'payment.canceled', tentative: true },
    ]);
  });
});

describe('a payment with a mandate or a token', () => {
  it.each([
    ['payment.captured', { method: 'emandate', amount: 500000, token_id: 'token_1', recurring: true }],
    ['payment.captured', { method: 'upi', amount: 100, token_id: 'token_1' }],
    ['payment.failed', { method: 'emandate', amount: 500000, token_id: 'token_1' }],
    ['payment.authorized', { method: 'card', amount: 49900, token_id: 'token_of_a_saved_card' }],
    ['payment.authorized', { method: 'upi', amount: 49900, token_id: null }],
  ])('is a purchase: %s of %j', (type, fields) => {
    const [event] = eventsOf(type, entity(fields));
    expect(event).toMatchObject({ orderRef: 'order_N3xPm2RsVd7yHj' });
    expect(event).not.toHaveProperty('tentative');
  });
});
