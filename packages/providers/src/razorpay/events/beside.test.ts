import { describe, expect, it } from 'vitest';
import { changed, eventsOf, problemOf } from '../simulator/fixtures/changed-fixture.ts';

const entity = (fields: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [`payload.payment.entity.${key}`, value]));

/** Every event type that may include a payment, and the position of that payment's canonical event. */
const WITH_PAYMENT = [
  ['order.paid', 1],
  ['refund.processed', 1],
  ['payment.dispute.created', 1],
  ['subscription.charged', 1],
  ['invoice.paid', 1],
  ['payment_link.paid', 1],
] as const;

describe.each(WITH_PAYMENT)('a payment that is included in %s', (type, place) => {
  it.each([
    ['created', false, 'payment.pending'],
    ['authorized', false, 'payment.authorized'],
    ['authorized', true, 'payment.succeeded'],
    ['captured', true, 'payment.succeeded'],
    ['captured', '1', 'payment.succeeded'],
    ['captured', undefined, 'payment.succeeded'],
    ['refunded', true, 'payment.succeeded'],
    ['refunded', undefined, 'payment.succeeded'],
    ['refunded', 'yes', 'payment.succeeded'],
    ['refunded', false, 'payment.canceled'],
    ['refunded', 0, 'payment.canceled'],
    ['refunded', '0', 'payment.canceled'],
    ['failed', false, 'payment.failed'],
    [null, true, 'payment.succeeded'],
  ])('that is %j with captured %j becomes %s', (status, captured, expected) => {
    expect(eventsOf(type, entity({ status, captured }))[place]?.type).toBe(expected);
  });

  it('only connects references if its status is unknown', () => {
    const meaning = changed(type, entity({ status: 'on_hold', captured: false }));
    expect(meaning).toHaveProperty(`events.${place}.type`, 'payment.linked');
    expect(meaning).toMatchObject({ warnings: ['unknown payment status "on_hold"'] });
  });

  it.each([
    ['amount', 9007199254740992],
    ['amount', 12.5],
    ['currency', 'RUPEE'],
    ['id', 'pay\u0000'],
    ['order_id', 17],
  ])('is refused with its path if its %s is %j', (field, value) => {
    expect(problemOf(() => changed(type, entity({ [field]: value })))).toMatchObject({
      code: 'schema_violation',
      path: `payload.payment.entity.${field}`,
    });
  });

  it('without an amount only connects references, with a warning', () => {
    const meaning = changed(type, entity({ amount: null }));
    expect(meaning).toHaveProperty(`events.${place}.type`, 'payment.linked');
    expect(meaning).toMatchObject({
      warnings: ['payload.payment.entity has no amount: it only connects references'],
    });
  });

  it.each([undefined, null, [], {}, { entity: null }, { entity: [] }, { entity: {} }])(
    'may be missing: %j',
    (payment) => {
      const events = eventsOf(type, { 'payload.payment': payment });
      expect(events.map((event) => event.type)).not.toContain('payment.succeeded');
      expect(events.length).toBeGreaterThan(0);
    },
  );
});

describe('an authorization that was released without a capture', () => {
  it('is canceled and has no refunded total, because no money came in', () => {
    const [refund, payment] = eventsOf(
      'refund.processed',
      entity({ status: 'refunded', captured: false, amount_refunded: 49900 }),
    );
    expect(refund).toMatchObject({ type: 'refund.succeeded', paymentRef: 'pay_N3xQw8ZtLk0aBc' });
    expect(payment).toMatchObject({ type: 'payment.canceled', orderRef: 'order_N3xPm2RsVd7yHj' });
    expect(payment).not.toHaveProperty('amountRefundedMinor');
  });
});

describe('an order that is included with a payment', () => {
  const order = (fields: object = {}) => ({
    'payload.order': {
      entity: {
        id: 'order_N3xPm2RsVd7yHj',
        amount: 60000,
        currency: 'INR',
        receipt: 'r-1',
        status: 'attempted',
        ...fields,
      },
    },
  });

  it.each(['payment.captured', 'payment.failed', 'refund.processed', 'payment.dispute.lost'])(
    'states the amount due: %s',
    (type) => {
      expect(eventsOf(type, order()).at(-1)).toMatchObject({
        type: 'order.created',
        orderRef: 'order_N3xPm2RsVd7yHj',
        amount: { amountMinor: 60000n },
        merchantRef: 'r-1',
      });
      expect(eventsOf(type, order({ status: 'paid' })).at(-1)?.type).toBe('order.completed');
    },
  );

  it('is the same order with and without the prefix of its id', () => {
    expect(eventsOf('payment.captured', order({ id: 'N3xPm2RsVd7yHj' })).at(-1)).toMatchObject({
      type: 'order.created',
      orderRef: 'order_N3xPm2RsVd7yHj',
    });
  });

  it.each([{ id: 'order_of_somebody' }, { amount: null }, { amount: 1e300 }, { currency: 5 }, { id: 7 }])(
    'is left out if it is unusable: %j',
    (fields) => {
      expect(eventsOf('payment.captured', order(fields)).map(({ type }) => type)).toEqual([
        'payment.succeeded',
      ]);
    },
  );

  it('is tentative if its payment is', () => {
    const mandate = { ...order(), ...entity({ method: 'emandate' }) };
    expect(eventsOf('payment.authorized', mandate)).toMatchObject([{ tentative: true }, { tentative: true }]);
  });
});
