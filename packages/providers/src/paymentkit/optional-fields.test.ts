import { describe, expect, it } from 'vitest';
import { changed, problemOf } from './simulator/fixtures/changed-fixture.ts';

const TOKENS = 12_500_000_000_000_000_000n;

describe('an optional field with an invalid form', () => {
  it.each([
    ['payment_intent.succeeded', 'status', 7],
    ['payment_intent.succeeded', 'customer_id', { id: 'cus_1' }],
    ['payment_intent.succeeded', 'amount_capturable', 12.5],
    ['payment_intent.succeeded', 'last_payment_error', 'declined'],
    ['payment_intent.succeeded', 'customer_id', 'x'.repeat(256)],
    ['checkout.session.completed', 'status', []],
    ['checkout.session.completed', 'mode', 7],
    ['checkout.session.completed', 'customer_id', 'a\u0000b'],
    ['checkout.session.completed', 'created_at', 'yesterday'],
    ['checkout.session.async_payment_succeeded', 'payment_status', 1],
  ])('of %s, %s, does not remove the payment', (type, field, value) => {
    const meaning = changed(type, { [`data.object.${field}`]: value });
    expect(meaning).toMatchObject({
      outcome: 'events',
      warnings: [`data.object.${field} has an invalid form and was left out`],
    });
    const events = meaning.outcome === 'events' ? meaning.events : [];
    expect(events.find((event) => event.type === 'payment.succeeded')).toMatchObject({
      amount: { amountMinor: TOKENS },
    });
  });

  it.each([
    ['status', 7],
    ['billing_reason', {}],
    ['customer_id', 7],
    ['period_start', 'soon'],
    ['lines', { data: [] }],
    ['amount_due', 100],
    ['paid_out_of_band', 'no'],
  ])('of an invoice, %s, does not change the order', (field, value) => {
    expect(changed('invoice.paid', { [`data.object.${field}`]: value })).toMatchObject({
      events: [{ type: 'order.completed', amount: { amountMinor: 10_000_000n } }, { type: 'payment.linked' }],
      warnings: [`data.object.${field} has an invalid form and was left out`],
    });
  });

  it.each([
    ['current_period_end', 'soon'],
    ['trial_end', {}],
    ['cancel_at_period_end', 'no'],
    ['pause_collection', true],
    ['items', { data: [] }],
    ['items', [{ price_id: 'price_1', quantity: 1.5 }]],
    ['items', [{ price_id: 'price_1', quantity: -1 }]],
    ['items', [7]],
    ['latest_invoice_id', 7],
    ['customer_id', 7],
  ])('of a subscription, %s, does not change the status', (field, value) => {
    expect(changed('customer.subscription.renewed', { [`data.object.${field}`]: value })).toMatchObject({
      events: [{ type: 'subscription.renewed', status: 'active' }],
      warnings: [`data.object.${field} has an invalid form and was left out`],
    });
  });

  it('of a refund does not change the refund, even if it is the payment', () => {
    const meaning = changed('refund.succeeded', {
      'data.object.payment_intent_id': 7,
      'data.object.reason': 7,
    });
    expect(meaning).toMatchObject({
      events: [{ type: 'refund.succeeded', refundRef: 're_tea1042', amount: { amountMinor: 2_500_000n } }],
      warnings: [
        'data.object.payment_intent_id has an invalid form and was left out',
        'data.object.reason has an invalid form and was left out',
      ],
    });
    expect(meaning).not.toHaveProperty('events.0.paymentRef');
  });
});

describe('a field that decides about money', () => {
  it.each([
    ['payment_intent.succeeded', 'invoice_id', 7],
    ['payment_intent.succeeded', 'amount', 12],
    ['payment_intent.succeeded', 'amount', 2 ** 60],
    ['payment_intent.succeeded', 'amount', '9'.repeat(39)],
    ['payment_intent.succeeded', 'amount', '-5'],
    ['payment_intent.succeeded', 'amount', '1e3'],
    ['payment_intent.succeeded', 'amount_received', '1e3'],
    ['payment_intent.succeeded', 'amount_received', 12],
    ['invoice.paid', 'subscription_id', 7],
    ['invoice.paid', 'checkout_session_id', {}],
    ['invoice.paid', 'total', null],
    ['checkout.session.completed', 'payment_intent_id', 7],
    ['refund.succeeded', 'amount', 2500000],
  ])('of %s, %s, is refused with its path', (type, field, value) => {
    expect(problemOf(() => changed(type, { [`data.object.${field}`]: value }))).toMatchObject({
      code: 'schema_violation',
      path: `data.object.${field}`,
    });
  });

  it.each(['', null, undefined])('is absent if it is %j', (none) => {
    expect(changed('payment_intent.succeeded', { 'data.object.invoice_id': none })).toMatchObject({
      events: [{ orderRef: 'pi_tea1042', settlesOrder: true }],
    });
  });
});

describe('the mode', () => {
  it.each([
    [true, true, 'live'],
    [false, false, 'test'],
    [undefined, false, 'test'],
    [true, undefined, 'live'],
    ['maybe', true, 'live'],
    ['false', undefined, 'test'],
    [true, false, 'test'],
    [undefined, undefined, undefined],
  ])('of an event with livemode %j and an object with livemode %j is %s', (event, object, mode) => {
    expect(changed('invoice.paid', { livemode: event, 'data.object.livemode': object }).mode).toBe(mode);
  });
});

describe('a time', () => {
  it.each([
    [1_772_444_000, '2026-03-02T09:33:20.000Z'],
    [1_772_444_000_500, '2026-03-02T09:33:20.500Z'],
    ['1772444000', '2026-03-02T09:33:20.000Z'],
    ['2026-03-02T10:33:20+01:00', '2026-03-02T09:33:20.000Z'],
    [0, null],
    [null, null],
  ])('written as %j is %s', (written, read) => {
    expect(changed('customer.subscription.renewed', { 'data.object.trial_end': written })).toMatchObject({
      events: [{ trialEnd: read }],
      warnings: [],
    });
  });

  it.each([1_772_444_000, 1_772_444_000_000])('of an event can be written as %j', (written) => {
    expect(changed('invoice.paid', { created_at: written }).occurredAt).toBe('2026-03-02T09:33:20.000Z');
  });
});
