import { describe, expect, it } from 'vitest';
import { EUR, eventsOf, meaning, problemOf } from '../simulator/fixtures/changed-fixture.ts';

describe('a transaction', () => {
  it('of the kind sale is a payment of its order', () => {
    expect(meaning('order_transaction.sale')).toEqual({
      outcome: 'events',
      type: 'order_transaction',
      occurredAt: '2026-03-02T09:14:08.000Z',
      mode: 'test',
      warnings: [],
      events: [
        {
          type: 'payment.succeeded',
          rank: 5,
          occurredAt: '2026-03-02T09:14:08.000Z',
          paymentRef: '6734021187740',
          paymentAliases: ['order:5683912048732'],
          orderRef: '5683912048732',
          amount: EUR(5990n),
          providerStatus: 'success',
        },
      ],
    });
  });

  it.each(['manual', 'gift_card', 'paypal'])('of the gateway %s cannot be disputed at Shopify', (gateway) => {
    const [event] = eventsOf('order_transaction.sale', { gateway });
    expect(event).toMatchObject({ type: 'payment.succeeded' });
    expect(event).not.toHaveProperty('paymentAliases');
  });

  it('that was declined is a failed payment with the code', () => {
    expect(eventsOf('order_transaction.declined')).toEqual([
      {
        type: 'payment.failed',
        rank: 3,
        occurredAt: '2026-03-02T09:13:40.000Z',
        paymentRef: '6734020991132',
        orderRef: '5683912048732',
        amount: EUR(5990n),
        failureCode: 'card_declined',
        providerStatus: 'failure',
      },
    ]);
  });

  it('authorizes, and a capture is a payment of its own that names its authorization', () => {
    const yen = { amountMinor: 60n, currency: 'JPY', exponent: 0 };
    expect(eventsOf('order_transaction.authorization')).toMatchObject([
      { type: 'payment.authorized', paymentRef: '6734030001100', amount: yen },
    ]);
    expect(eventsOf('order_transaction.capture')).toMatchObject([
      {
        type: 'payment.succeeded',
        paymentRef: '6734030001200',
        authorizationRef: '6734030001100',
        amount: yen,
      },
    ]);
  });

  it('of the kind void cancels its authorization', () => {
    expect(eventsOf('order_transaction.void')).toEqual([
      {
        type: 'payment.canceled',
        rank: 4,
        occurredAt: '2026-03-02T11:00:00.000Z',
        paymentRef: '6734030001100',
        orderRef: '5683912048732',
        providerStatus: 'voided',
      },
    ]);
  });

  it.each([
    ['a void that failed', { status: 'failure' }],
    ['a void without its authorization', { parent_id: null }],
  ])('%s changes nothing', (_, changes) => {
    expect(meaning('order_transaction.void', changes)).toMatchObject({ outcome: 'ignored' });
  });

  it('of the kind refund is the refund of the payment that is its parent', () => {
    expect(eventsOf('order_transaction.refund')).toEqual([
      {
        type: 'refund.succeeded',
        rank: 1,
        occurredAt: '2026-03-04T07:00:02.000Z',
        refundRef: '6734988203996',
        paymentRef: '6734021187740',
        orderRef: '5683912048732',
        amount: EUR(2000n),
        providerStatus: 'success',
      },
    ]);
  });

  it.each([
    ['order_transaction.sale', 'success', 'payment.succeeded'],
    ['order_transaction.sale', 'pending', 'payment.pending'],
    ['order_transaction.sale', 'awaiting_response', 'payment.pending'],
    ['order_transaction.sale', 'failure', 'payment.failed'],
    ['order_transaction.sale', 'error', 'payment.failed'],
    ['order_transaction.authorization', 'failure', 'payment.failed'],
    ['order_transaction.refund', 'success', 'refund.succeeded'],
    ['order_transaction.refund', 'pending', 'refund.pending'],
    ['order_transaction.refund', 'awaiting_response', 'refund.pending'],
    ['order_transaction.refund', 'failure', 'refund.failed'],
    ['order_transaction.refund', 'error', 'refund.failed'],
  ])('%s with the status %s is %s', (name, status, type) => {
    expect(eventsOf(name, { status })).toMatchObject([{ type }]);
  });

  it.each([
    [
      'order_transaction.sale',
      { status: 'resting' },
      'unknown transaction status "resting"',
      '6734021187740',
    ],
    ['order_transaction.sale', { kind: 'gamble' }, 'unknown transaction kind "gamble"', '6734021187740'],
    ['order_transaction.refund', { status: 'resting' }, 'unknown refund status "resting"', '6734021187740'],
  ])('%s with %j only links its payment, with a warning', (name, changes, warning, paymentRef) => {
    expect(meaning(name, changes)).toMatchObject({
      events: [{ type: 'payment.linked', paymentRef, orderRef: '5683912048732' }],
      warnings: [warning],
    });
  });

  it.each([
    ['change', 'change that was given for cash'],
    ['suggested_refund', 'a refund that was only suggested'],
  ])('of the kind %s is ignored: %s', (kind, reason) => {
    expect(meaning('order_transaction.sale', { kind })).toMatchObject({ outcome: 'ignored', reason });
  });

  it.each(['amount', 'currency'])('without its %s is refused', (field) => {
    expect(problemOf(() => meaning('order_transaction.sale', { [field]: null }))).toMatchObject({
      code: 'schema_violation',
      path: field,
    });
  });
});
