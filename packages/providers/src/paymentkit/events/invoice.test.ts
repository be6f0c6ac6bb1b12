import type { SubscriptionEvent } from '@payspool/events';
import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('invoices', () => {
  it('without a session are an order of their own', () => {
    expect(eventsOf('invoice.finalized', { 'data.object.checkout_session_id': null })[0]).toMatchObject({
      orderRef: 'in_tea1042',
      amount: { amountMinor: 10000000n },
    });
  });

  it('of a subscription renew it only if a cycle was paid', () => {
    const first = { 'data.object.billing_reason': 'subscription_create' };
    expect(eventsOf('invoice.payment_succeeded', first)[0]?.type).toBe('subscription.updated');
    expect(eventsOf('invoice.payment_succeeded')[0]).not.toHaveProperty('status', expect.anything());
  });

  it('that were paid without an intent or a session are a payment of their own', () => {
    const outside = {
      'data.object.payment_intent_id': null,
      'data.object.checkout_session_id': null,
      'data.object.paid_out_of_band': true,
    };
    expect(eventsOf('invoice.paid', outside)).toMatchObject([
      { type: 'order.completed', orderRef: 'in_tea1042' },
      { type: 'payment.succeeded', paymentRef: 'in_tea1042', amount: { amountMinor: 10_000_000n } },
    ]);
    expect(eventsOf('invoice.finalized', outside).map(({ type }) => type)).toEqual(['order.created']);
    const ofSession = { 'data.object.payment_intent_id': null };
    expect(eventsOf('invoice.paid', ofSession).map(({ type }) => type)).toEqual(['order.completed']);
  });

  it.each([
    ['invoice.finalized', { amount_due: '6000000', amount_paid: '0' }, 6_000_000n],
    ['invoice.finalized', { amount_due: '0', amount_paid: '0' }, 10_000_000n],
    ['invoice.paid', { amount_due: '0', amount_paid: '6000000' }, 6_000_000n],
    ['invoice.paid', { amount_due: '0', amount_paid: '0' }, 10_000_000n],
    ['invoice.paid', { amount_paid: undefined }, 10_000_000n],
    ['invoice.paid', { amount_paid: '0', payment_intent_id: null }, 0n],
    ['invoice.paid', { amount_paid: '0', payment_intent_id: null, paid_out_of_band: true }, 10_000_000n],
    ['invoice.paid', { total: '0', amount_paid: '0', payment_intent_id: null }, 0n],
  ])('%s with %j has the amount due %s', (type, fields, amountMinor) => {
    const changes = Object.entries(fields).map(([field, value]) => [`data.object.${field}`, value]);
    expect(eventsOf(type, Object.fromEntries(changes))[0]).toMatchObject({ amount: { amountMinor } });
  });

  it('of a stake are deposits: they are ignored, or prove no paid period of a subscription', () => {
    const stake = { 'data.object.billing_reason': 'stake' };
    expect(changed('invoice.paid', stake)).toMatchObject({
      outcome: 'ignored',
      reason: 'a stake is a deposit, not a payment',
    });
    const [event] = eventsOf('invoice.payment_succeeded', { ...PERIOD, ...stake });
    expect(event).toMatchObject({ type: 'subscription.updated', subscriptionRef: 'sub_tea1042' });
    expect(event).not.toHaveProperty('paidPeriod');
  });
});

const START = '2026-03-02T09:31:40.000Z';
const END = '2026-04-01T09:31:40.000Z';
const PERIOD = { 'data.object.period_start': 1_772_443_900, 'data.object.period_end': 1_775_035_900 };
const ofReason = (
  reason: unknown,
  changes: Record<string, unknown> = {},
  type = 'invoice.payment_succeeded',
) => eventsOf(type, { ...PERIOD, 'data.object.billing_reason': reason, ...changes })[0];

describe('the period that a paid invoice proves', () => {
  it.each(['subscription_create', 'subscription_cycle', 'subscription_recover', undefined])(
    'is its own period if the reason is %s',
    (reason) => {
      expect(ofReason(reason)).toMatchObject({
        paidPeriod: { start: START, end: END, paymentRef: 'pi_tea1042b', invoiceRef: 'in_tea1042b' },
      });
    },
  );

  it.each([
    'subscription_update',
    'subscription_threshold',
    'subscription_cancel',
    'manual',
    'slash_stake',
    'overdraft_protection',
    'stake_overdraft_protection',
    'recharge',
    'auto_recharge',
    'a_new_reason',
  ])('is absent if the reason is %s', (reason) => {
    expect(ofReason(reason)).not.toHaveProperty('paidPeriod');
  });

  it.each(['invoice.finalized', 'invoice.payment_failed', 'invoice.voided', 'invoice.marked_uncollectible'])(
    'is absent in %s',
    (type) => {
      const changes = { 'data.object.subscription_id': 'sub_tea1042' };
      const event = ofReason('subscription_cycle', changes, type);
      expect(event).toMatchObject({ type: 'subscription.updated' });
      expect(event).not.toHaveProperty('paidPeriod');
    },
  );

  it.each([
    ['nothing on it', { total: '0', amount_paid: '0', payment_intent_id: null }, true],
    ['a balance that paid it', { amount_paid: '0', payment_intent_id: null }, true],
    [
      'money outside of PaymentKit',
      { amount_paid: '0', payment_intent_id: null, paid_out_of_band: true },
      undefined,
    ],
    ['a payment, and a paid amount that is still 0', { amount_paid: '0' }, undefined],
  ])('has the right amount due for an invoice with %s', (_, fields, nothingDue) => {
    const changes = Object.entries(fields).map(([field, value]) => [`data.object.${field}`, value]);
    const event = ofReason('subscription_cycle', Object.fromEntries(changes));
    const { paidPeriod } = event as SubscriptionEvent;
    expect(paidPeriod).toMatchObject({ start: START, end: END });
    expect(paidPeriod?.nothingDue).toBe(nothingDue);
  });

  it('has no end if the invoice states none after its start', () => {
    const event = ofReason('subscription_cycle', { 'data.object.period_end': 1_772_443_900 });
    expect(event).toMatchObject({ paidPeriod: { start: START } });
    expect(event).not.toHaveProperty('paidPeriod.end', expect.anything());
  });

  it('is that of its latest line, in any order of the lines', () => {
    const usage = { period: { start: 1_769_851_900, end: 1_772_443_900 } };
    const change = { period: { start: 1_772_443_900, end: 1_790_000_000 }, proration: true };
    const month = { period: { start: 1_772_443_900, end: 1_775_035_900 }, proration: false };
    const odd = 'a line of another form';
    for (const lines of [
      [usage, change, month, odd],
      [odd, month, change, usage],
    ]) {
      const before = { 'data.object.period_start': 1_769_851_900, 'data.object.period_end': 1_772_443_900 };
      expect(ofReason('subscription_cycle', { ...before, 'data.object.lines': lines })).toMatchObject({
        paidPeriod: { start: START, end: END },
      });
    }
  });
});
