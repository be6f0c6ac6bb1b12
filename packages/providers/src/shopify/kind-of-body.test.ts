import { describe, expect, it } from 'vitest';
import { meaning, read } from './simulator/fixtures/changed-fixture.ts';

describe('the kind of a body', () => {
  it.each([
    ['order', 'order.paid'],
    ['order_transaction', 'order_transaction.sale'],
    ['refund', 'refund'],
  ])('is found as %s without a global id', (type, name) => {
    expect(meaning(name, { admin_graphql_api_id: undefined })).toEqual(meaning(name));
    expect(meaning(name).type).toBe(type);
  });

  it.each([
    [{ order_edit: { id: 1, order_id: 2 } }, 'order_edit', 'the edited order arrives by itself'],
    [{ id: 820982911946154500 }, 'deletion', 'a deletion states only an id, and rows are kept'],
    [
      { app_subscription: { admin_graphql_api_id: 'gid://shopify/AppSubscription/1', status: 'ACTIVE' } },
      'app_subscription',
      'Shopify charges the shop for an app: no payment is announced',
    ],
    [
      { admin_graphql_api_id: 'gid://shopify/SubscriptionBillingAttempt/1', order_id: 1, ready: true },
      'subscription_billing_attempt',
      'each charge of a subscription arrives as an order of its own, and the body states no time',
    ],
    [{ shop_id: 1, shop_domain: 'x', customer: {} }, 'privacy_request', 'customers are not kept'],
    [{ admin_graphql_api_id: 'gid://shopify/Metaobject/1' }, 'metaobject', 'unknown event type'],
    [{ admin_graphql_api_id: 'gid://other/Order/1' }, 'unknown', 'unknown event type'],
    [{}, 'unknown', 'unknown event type'],
  ])('%j is ignored as %s: %s', (body, type, reason) => {
    expect(read(Buffer.from(JSON.stringify(body)))).toMatchObject({ outcome: 'ignored', type, reason });
  });

  it.each([
    ['order_transaction.sale', { test: false }, 'live'],
    ['order_transaction.sale', { test: true }, 'test'],
    ['order_transaction.sale', { test: 'no' }, undefined],
    ['refund', { 'transactions.0.test': false }, 'live'],
    ['refund', { 'transactions.0.test': undefined }, undefined],
    ['dispute.opened', {}, undefined],
  ])('%s with %j has the mode %s', (name, changes, mode) => {
    expect(meaning(name, changes).mode).toBe(mode);
  });
});
