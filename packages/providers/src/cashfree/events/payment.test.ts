import { describe, expect, it } from 'vitest';
import {
  bodyOf,
  eventsOf,
  INR,
  meaning,
  problemOf,
  read,
  status,
} from '../simulator/fixtures/changed-fixture.ts';

describe('a payment', () => {
  const about = {
    occurredAt: '2026-03-02T09:14:07.000Z',
    orderRef: 'order_OFR_2',
    paymentRef: '1453002795',
    customerRef: '7112AAA812234',
    merchantRef: 'order_OFR_2',
    merchantRefField: 'order.order_id',
    merchantRefWriter: 'merchant',
  };

  it('that succeeded states what was due and paid, and nothing of the customer but the id', () => {
    expect(meaning('PAYMENT_SUCCESS_WEBHOOK')).toEqual({
      outcome: 'events',
      type: 'PAYMENT_SUCCESS_WEBHOOK',
      occurredAt: '2026-03-02T09:14:07.000Z',
      mode: undefined,
      warnings: [],
      events: [
        { ...about, type: 'order.completed', rank: 4, amount: INR(17000n) },
        { ...about, type: 'payment.succeeded', rank: 5, amount: INR(17000n), providerStatus: 'SUCCESS' },
      ],
    });
  });

  it('with an offer is due without the discount; its id may be a number', () => {
    expect(eventsOf('PAYMENT_SUCCESS_WEBHOOK.offer')).toMatchObject([
      { type: 'order.completed', amount: INR(13950n), paymentRef: '1453002801' },
      { type: 'payment.succeeded', amount: INR(13950n), paymentRef: '1453002801' },
    ]);
  });

  it('with an offer that was not redeemed is due in full', () => {
    expect(
      eventsOf('PAYMENT_SUCCESS_WEBHOOK.offer', {
        'redemption_status": "SUCCESS"': 'redemption_status": "FAILED"',
      }),
    ).toMatchObject([{ amount: INR(17000n) }, { amount: INR(13950n) }]);
  });

  it('that failed does not state what is due, and has the code of the error', () => {
    const [order, payment] = eventsOf('PAYMENT_FAILED_WEBHOOK');
    expect(order).toMatchObject({ type: 'order.created', orderRef: 'order_OFR_2' });
    expect(order).not.toHaveProperty('amount');
    expect(payment).toMatchObject({
      type: 'payment.failed',
      occurredAt: '2026-03-02T09:11:00.000Z',
      paymentRef: '1453002701',
      amount: INR(17000n),
      failureCode: 'TRANSACTION_DECLINED',
      providerStatus: 'FAILED',
    });
  });

  it('that was abandoned is a failed attempt', () => {
    expect(eventsOf('PAYMENT_USER_DROPPED_WEBHOOK')).toMatchObject([
      { type: 'order.created' },
      { type: 'payment.failed', paymentRef: '1453002702', failureCode: 'USER_DROPPED' },
    ]);
  });

  it.each([
    ['SUCCESS', 'payment.succeeded'],
    ['FAILED', 'payment.failed'],
    ['USER_DROPPED', 'payment.failed'],
    ['CANCELLED', 'payment.canceled'],
    ['VOID', 'payment.canceled'],
    ['PENDING', 'payment.pending'],
    ['FLAGGED', 'payment.pending'],
    ['NOT_ATTEMPTED', 'payment.pending'],
  ])('with the status %s is %s, whatever the name of the event', (word, type) => {
    expect(eventsOf('PAYMENT_FAILED_WEBHOOK', status('FAILED', word))[1]).toMatchObject({ type });
  });

  it.each([
    ['"payment_message": "PRE_AUTH|Transaction Success"', 'payment.authorized', 'order.created'],
    ['"is_captured": false', 'payment.authorized', 'order.created'],
    [
      '"is_captured": true, "payment_message": "PRE_AUTH|Transaction Success"',
      'payment.succeeded',
      'order.completed',
    ],
  ])('that is preauthorized, with %s, is %s', (fields, type, order) => {
    expect(
      eventsOf('PAYMENT_SUCCESS_WEBHOOK', { '"payment_message": "00::Transaction success"': fields }),
    ).toMatchObject([{ type: order }, { type, amount: INR(17000n) }]);
  });

  it('with an unknown status only links the order, with a warning', () => {
    expect(meaning('PAYMENT_SUCCESS_WEBHOOK', status('SUCCESS', 'RESTING'))).toMatchObject({
      events: [{ type: 'order.created' }, { type: 'payment.linked', paymentRef: '1453002795' }],
      warnings: ['unknown payment status "RESTING"'],
    });
  });

  it.each([
    ['JPY', '170', { amountMinor: 170n, currency: 'JPY', exponent: 0 }],
    ['JPY', '170.00', { amountMinor: 170n, currency: 'JPY', exponent: 0 }],
    ['BHD', '12.234', { amountMinor: 12234n, currency: 'BHD', exponent: 3 }],
    ['INR', '0.1', INR(10n)],
    ['INR', '90071992547409.93', INR(9007199254740993n)],
  ])('in %s of %s is exact', (currency, text, amount) => {
    expect(eventsOf('PAYMENT_SUCCESS_WEBHOOK', { '"INR"': `"${currency}"`, '170.00': text })).toMatchObject([
      { amount },
      { amount },
    ]);
  });

  it('with more decimals than its currency has is refused with the path', () => {
    expect(
      problemOf(() =>
        meaning('PAYMENT_SUCCESS_WEBHOOK', { 'payment_amount": 170.00': 'payment_amount": 170.001' }),
      ),
    ).toMatchObject({ code: 'amount_invalid', path: 'data.payment.payment_amount' });
  });

  it('with two amounts is refused, because the right one is not known', () => {
    expect(
      problemOf(() =>
        meaning('PAYMENT_SUCCESS_WEBHOOK', {
          '"payment_amount": 170.00': '"payment_amount": 1.00, "payment_amount": 170.00',
        }),
      ),
    ).toMatchObject({ code: 'duplicate_key' });
  });

  it('of an order that Cashfree made has no id of the merchant, except that of its link', () => {
    const [own] = eventsOf('PAYMENT_SUCCESS_WEBHOOK', { order_OFR_2: 'CFPay_1' });
    expect(own).not.toHaveProperty('merchantRef');
    const [linked] = eventsOf('PAYMENT_SUCCESS_WEBHOOK', {
      order_OFR_2: 'CFPay_1',
      '"order_tags": null': '"order_tags": { "link_id": "tea-7" }',
    });
    expect(linked).toMatchObject({ merchantRef: 'tea-7', merchantRefWriter: 'merchant' });
  });

  it('whose time cannot be read has the signed time', () => {
    const body = bodyOf('PAYMENT_SUCCESS_WEBHOOK', {
      '2026-03-02T14:44:07+05:30': '2026-03-02T14: 44: 07+05: 30',
    });
    const signedAt = new Date('2026-03-02T09:14:09.123Z');
    expect(read(body, signedAt)).toMatchObject({
      occurredAt: '2026-03-02T09:14:09.123Z',
    });
  });
});
