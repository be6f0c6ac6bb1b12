import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fixture, withDefaults } from './simulator/fixtures/made-event.ts';
import { normalise } from './normalise.ts';

const names = readdirSync(new URL('./simulator/fixtures/', import.meta.url))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

const read = (name: string) => normalise({ body: fixture(name), headers: {} }, withDefaults());

/** Every fixture, and the canonical events that it means. After the event type, the name of a fixture states the API version or another difference. */
const MEANINGS: Readonly<Record<string, readonly string[]>> = {
  'checkout.session.completed': ['order.completed', 'payment.succeeded'],
  'checkout.session.completed.subscription': ['order.completed'],
  'checkout.session.completed.unpaid': ['order.completed', 'payment.pending'],
  'checkout.session.async_payment_succeeded': ['order.completed', 'payment.succeeded'],
  'checkout.session.async_payment_failed': ['payment.failed'],
  'checkout.session.expired': ['order.expired'],
  'payment_intent.created': ['payment.pending'],
  'payment_intent.processing': ['payment.pending'],
  'payment_intent.requires_action': ['payment.pending'],
  'payment_intent.partially_funded': ['payment.pending'],
  'payment_intent.amount_capturable_updated': ['payment.authorized'],
  'payment_intent.succeeded': ['payment.succeeded'],
  'payment_intent.succeeded.2024-06-20': ['payment.succeeded'],
  'payment_intent.payment_failed': ['payment.failed'],
  'payment_intent.canceled': ['payment.canceled'],
  'charge.succeeded': ['payment.succeeded'],
  'charge.succeeded.2024-06-20': ['payment.succeeded'],
  'charge.captured': ['payment.succeeded'],
  'charge.pending': ['payment.pending'],
  'charge.failed': ['payment.failed'],
  'charge.updated': ['payment.succeeded'],
  'charge.refunded': ['payment.succeeded'],
  'charge.refunded.2024-06-20': ['payment.succeeded'],
  'charge.expired': ['payment.canceled'],
  'charge.refund.updated': ['refund.succeeded'],
  'refund.created': ['refund.pending'],
  'refund.updated': ['refund.succeeded'],
  'refund.failed': ['refund.failed'],
  'charge.dispute.created': ['dispute.opened'],
  'charge.dispute.updated': ['dispute.opened'],
  'charge.dispute.closed': ['dispute.lost'],
  'charge.dispute.funds_withdrawn': ['dispute.opened'],
  'charge.dispute.funds_reinstated': ['dispute.won'],
  'customer.subscription.created': ['subscription.created'],
  'customer.subscription.created.2024-06-20': ['subscription.created'],
  'customer.subscription.updated': ['subscription.updated'],
  'customer.subscription.updated.2024-06-20': ['subscription.updated'],
  'customer.subscription.trial_will_end': ['subscription.updated'],
  'customer.subscription.pending_update_applied': ['subscription.updated'],
  'customer.subscription.pending_update_expired': ['subscription.updated'],
  'customer.subscription.paused': ['subscription.paused'],
  'customer.subscription.resumed': ['subscription.resumed'],
  'customer.subscription.deleted': ['subscription.canceled'],
  'invoice.finalized': ['subscription.updated'],
  'invoice.finalized.one-off': ['order.created'],
  'invoice.payment_failed': ['subscription.updated'],
  'invoice.payment_action_required': ['subscription.updated'],
  'invoice.marked_uncollectible': ['subscription.updated'],
  'invoice.paid': ['subscription.renewed'],
  'invoice.paid.2024-06-20': ['subscription.renewed', 'payment.linked'],
  'invoice.paid.one-off': ['order.completed'],
  'invoice.paid.out-of-band.2024-06-20': ['order.completed', 'payment.succeeded'],
  'invoice.payment_succeeded': ['subscription.renewed'],
  'invoice.voided': ['order.canceled'],
  'invoice_payment.paid': ['payment.linked'],
  'invoice_payment.paid.record': ['payment.succeeded'],
};

describe('the fixtures', () => {
  it('are all listed here', () => {
    expect(names.toSorted()).toEqual(Object.keys(MEANINGS).toSorted());
  });

  it.each(Object.entries(MEANINGS))('%s has the meaning %j', (name, types) => {
    const meaning = read(name);
    expect(meaning).toMatchObject({ outcome: 'events', mode: 'live', warnings: [] });
    expect(meaning.outcome === 'events' && meaning.events.map(({ type }) => type)).toEqual(types);
  });

  it("give events whose only personal data is the customer's id", () => {
    const bodies = names.map((name) => fixture(name).toString('utf8')).join('');
    expect(bodies).toContain('ada@shop.example');
    const meanings = JSON.stringify(names.map(read), (_, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
    expect(meanings).toContain('cus_1Qx7aKfixture');
    expect(meanings).not.toMatch(/\bada|example|"DE"/i);
  });

  it('count only the captured part of a partial capture', () => {
    // 49.99 authorized, 30.00 captured, 19.99 released, 5.00 refunded: the charge says 24.99.
    expect(read('charge.refunded.2024-06-20')).toMatchObject({
      events: [{ amount: { amountMinor: 3000n }, amountRefundedMinor: 500n, orderRef: 'pi_1Qx7aKfixture' }],
    });
  });
});
