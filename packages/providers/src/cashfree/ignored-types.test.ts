import { describe, expect, it } from 'vitest';
import { read } from './simulator/fixtures/changed-fixture.ts';

describe('other events', () => {
  it.each([
    ['PAYMENT_CHARGES_WEBHOOK', 'the fee of a payment that arrives by itself'],
    ['SUBSCRIPTION_PAYMENT_NOTIFICATION_INITIATED', 'a charge that is only announced to the customer'],
    ['SETTLEMENT_SUCCESS', 'a payout to the merchant or a vendor, not a payment for an order'],
    ['WEBHOOK', 'a test from the dashboard'],
    ['PAYMENT_IMAGINED', 'unknown event type'],
    ['__proto__', 'unknown event type'],
  ])('%s is ignored: %s', (type, reason) => {
    const body = Buffer.from(JSON.stringify({ data: { test_object: {} }, type }));
    expect(read(body)).toMatchObject({
      outcome: 'ignored',
      type,
      reason,
    });
  });
});
