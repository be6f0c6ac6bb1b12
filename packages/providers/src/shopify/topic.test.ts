import { describe, expect, it } from 'vitest';
import { shopify } from './index.ts';
import { bodyOf, read } from './simulator/fixtures/changed-fixture.ts';

describe('the unsigned topic', () => {
  const warningsOf = (name: string, topic: string) => {
    const found = read(bodyOf(name), { 'x-shopify-topic': topic });
    return found.outcome === 'events' ? found.warnings : found.outcome;
  };

  it.each([
    ['order.created', 'orders/create'],
    ['order.paid', 'orders/paid'],
    ['order.paid', 'orders/updated'],
    ['order.partially_refunded', 'orders/paid'],
    ['order.cancelled', 'orders/cancelled'],
    ['order_transaction.sale', 'order_transactions/create'],
    ['refund', 'refunds/create'],
    ['dispute.lost', 'disputes/update'],
  ])('of %s may be %s', (name, topic) => {
    expect(warningsOf(name, topic)).toEqual([]);
  });

  it.each([
    ['order.created', 'orders/paid'],
    ['order.paid', 'orders/cancelled'],
    ['order.created', 'refunds/create'],
    ['order_transaction.refund', 'orders/paid'],
    ['refund', 'order_transactions/create'],
    ['dispute.opened', 'orders/paid'],
    ['order.created', '__proto__'],
  ])('of %s that is %s gives a warning and changes nothing', (name, topic) => {
    const [honest, changed] = [read(bodyOf(name)), read(bodyOf(name), { 'x-shopify-topic': topic })];
    expect(changed).toEqual({
      ...honest,
      warnings: [`the unsigned topic "${topic}" does not fit the body, which was used`],
    });
  });

  it('is not a part of the identity', () => {
    const body = bodyOf('order.paid');
    const identity = shopify.identify({ body, headers: { 'x-shopify-topic': 'refunds/create' } });
    expect(identity).toEqual(shopify.identify({ body, headers: {} }));
    expect(identity).toEqual({
      eventKey: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      type: 'order',
    });
  });
});
