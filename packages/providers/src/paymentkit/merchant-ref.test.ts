import { describe, expect, it } from 'vitest';
import { eventsOf } from './simulator/fixtures/changed-fixture.ts';

const session = (changes: Record<string, unknown>) =>
  eventsOf('checkout.session.completed', {
    'data.object.metadata': { order_id: 'A-77' },
    ...Object.fromEntries(Object.entries(changes).map(([key, value]) => [`data.object.${key}`, value])),
  })[0];

describe("the merchant's id of a session", () => {
  it.each([
    [{ created_via: 'api', payment_link_id: null }, 'merchant'],
    [{ created_via: 'dashboard' }, 'merchant'],
    [{ created_via: 'portal', payment_link_id: 'plink_1' }, 'buyer'],
    [{ created_via: 'api', payment_link_id: 'plink_1' }, 'buyer'],
    [{ created_via: 'portal' }, 'buyer'],
    [{ created_via: undefined }, 'buyer'],
    [{ created_via: { by: 'api' } }, 'buyer'],
  ])('of %j is written by the %s', (changes, writer) => {
    expect(session(changes)).toMatchObject({
      merchantRef: 'cart-tea1042',
      merchantRefField: 'client_reference_id',
      merchantRefWriter: writer,
    });
  });

  it('names the metadata field from which it was read', () => {
    expect(session({ created_via: 'api', client_reference_id: ' ' })).toMatchObject({
      merchantRef: 'A-77',
      merchantRefField: 'metadata.order_id',
      merchantRefWriter: 'merchant',
    });
  });
});

describe("the merchant's id of an object that a checkout creates", () => {
  it.each([
    'payment_intent.succeeded',
    'invoice.paid',
    'invoice.payment_succeeded',
    'customer.subscription.started',
  ])('of %s may be a copy from a session that a buyer opened', (type) => {
    expect(eventsOf(type, { 'data.object.metadata': { order_id: 'A-77' } })[0]).toMatchObject({
      merchantRef: 'A-77',
      merchantRefField: 'metadata.order_id',
      merchantRefWriter: 'buyer',
    });
  });

  it.each([['text'], [{ order_id: 7 }], [['A-77']], [7], [null]])(
    'is absent if the metadata is %j, and the event stays valid',
    (metadata) => {
      const [event] = eventsOf('payment_intent.succeeded', { 'data.object.metadata': metadata });
      expect(event).toMatchObject({ type: 'payment.succeeded' });
      expect(event).not.toHaveProperty('merchantRef');
    },
  );
});
