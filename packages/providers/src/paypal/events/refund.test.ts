import { describe, expect, it } from 'vitest';
import { changed, eventsOf, warningsOf } from '../simulator/fixtures/changed-fixture.ts';
import { cents, made, usd } from '../simulator/fixtures/made-event.ts';

const API = 'https://api.paypal.com';
const self = (path: string) => [{ href: `${API}${path}`, rel: 'self' }];
const v1 = (total: string) => ({ total, currency: 'USD' });

describe('a refund', () => {
  it('that does not name its payment is a refund without a payment', () => {
    const body = made('PAYMENT.SALE.REFUNDED', {
      id: 'REFM16',
      state: 'completed',
      amount: v1('-12.00'),
      links: self('/v1/payments/refund/REFM16'),
    });
    const [found] = eventsOf(body);
    expect(found).toMatchObject({ type: 'refund.succeeded', refundRef: 'REFM16', amount: cents(1200n) });
    expect(found).not.toHaveProperty('paymentRef');
    expect(found).not.toHaveProperty('orderRef');
    expect(warningsOf(body)).toEqual(['the refund names no payment']);
  });

  // PayPal's simulator sends only the link of the refund itself.
  it('is also the result of a reversal', () => {
    const body = made('PAYMENT.SALE.REVERSED', {
      id: '77689802DL785834G',
      state: 'completed',
      amount: v1('-0.49'),
      links: self('/v1/payments/refund/77689802DL785834G'),
    });
    expect(eventsOf(body)).toMatchObject([{ refundRef: '77689802DL785834G', amount: cents(49n) }]);
    expect(eventsOf(body)[0]).not.toHaveProperty('paymentRef');
  });

  it('that names only its v1 payment is connected with it, and makes no order', () => {
    const [found] = eventsOf(
      made('PAYMENT.SALE.REFUNDED', { id: 'REF1', amount: v1('-1.00'), parent_payment: 'PAY-1' }),
    );
    expect(found).toMatchObject({ refundRef: 'REF1', orderRef: 'PAY-1', tentative: true });
    expect(found).not.toHaveProperty('paymentRef');
  });

  it.each<[string, object]>([
    ['a field', { sale_id: 'SALE1' }],
    ['a field of a capture', { capture_id: 'SALE1' }],
    ['its related ids', { supplementary_data: { related_ids: { capture_id: 'SALE1' } } }],
    ['a link to the sale', { links: [{ href: `${API}/v1/payments/sale/SALE1`, rel: 'sale' }] }],
    ['a link to the capture', { links: [{ href: `${API}/v2/payments/captures/SALE1`, rel: 'up' }] }],
    ['a link among others', { links: [7, { href: `${API}/v2/payments/captures/SALE1`, rel: null }] }],
  ])('names its payment by %s', (_, fields) => {
    const body = made('PAYMENT.SALE.REFUNDED', {
      id: 'REF1',
      state: 'completed',
      amount: v1('-1.00'),
      ...fields,
    });
    expect(eventsOf(body)).toMatchObject([{ refundRef: 'REF1', paymentRef: 'SALE1' }]);
    expect(eventsOf(body)[0]).not.toHaveProperty('orderRef');
  });

  it.each<[string, unknown, bigint | undefined]>([
    ['`value` and `currency`', { value: '4.50', currency: 'USD' }, 450n],
    ['`total` and `currency`', { total: '4.50', currency: 'USD' }, 450n],
    ['`value` and `currency_code`', { value: '4.50', currency_code: 'USD' }, 450n],
    ['a number', 4.5, undefined],
    ['text', '4.50 USD', undefined],
    ['an exponent', { value: '4e2', currency: 'USD' }, undefined],
    ['no currency', { value: '4.50' }, undefined],
  ])('counts with and without a valid running total: %s', (_, total_refunded_amount, expected) => {
    const body = changed('PAYMENT.SALE.REFUNDED', { total_refunded_amount });
    const [found] = eventsOf(body);
    expect(found).toMatchObject({
      type: 'refund.succeeded',
      refundRef: '3ZA66778BC990011D',
      paymentRef: '0UV44556WX778899Y',
      amount: cents(250n),
    });
    expect(found && 'amountRefundedMinor' in found ? found.amountRefundedMinor : undefined).toBe(expected);
    expect(warningsOf(body)).toEqual(
      expected === undefined
        ? [expect.stringMatching(/^resource\.total_refunded_amount.* has an invalid form and was left out$/)]
        : [],
    );
  });

  it('counts without the total, which exists only in v2', () => {
    const body = changed('PAYMENT.CAPTURE.REFUNDED', {
      seller_payable_breakdown: { total_refunded_amount: 7 },
    });
    expect(eventsOf(body)[0]).toMatchObject({ amount: { amountMinor: 1000n } });
    expect(eventsOf(body)[0]).not.toHaveProperty('amountRefundedMinor');
  });
});

describe('a resource that is the payment itself', () => {
  const sale = { id: 'SALE1', amount: v1('12.00') };
  const all = {
    type: 'refund.succeeded',
    refundRef: 'SALE1:refund',
    paymentRef: 'SALE1',
    amount: cents(1200n),
    amountRefundedMinor: 1200n,
  };

  it.each<[string, string, object]>([
    ['its own link', 'PAYMENT.SALE.REVERSED', { state: 'completed', links: self('/v1/payments/sale/SALE1') }],
    ['its state, reversed', 'PAYMENT.SALE.REVERSED', { state: 'reversed', parent_payment: 'PAY-1' }],
    ['its state, refunded', 'PAYMENT.SALE.REFUNDED', { state: 'refunded' }],
    ['a field of sales', 'PAYMENT.SALE.REVERSED', { payment_mode: 'INSTANT_TRANSFER' }],
    ['a sale id equal to its own id', 'PAYMENT.SALE.REVERSED', { sale_id: 'SALE1' }],
    ['its status, refunded', 'PAYMENT.CAPTURE.REFUNDED', { status: 'REFUNDED', amount: usd('12.00') }],
    ['its status, reversed', 'PAYMENT.CAPTURE.REVERSED', { status: 'REVERSED', amount: usd('12.00') }],
    [
      'its link in v2',
      'PAYMENT.CAPTURE.REVERSED',
      { links: self('/v2/payments/captures/SALE1'), amount: usd('12.00') },
    ],
    ['a field of captures', 'PAYMENT.CAPTURE.REVERSED', { final_capture: true, amount: usd('12.00') }],
  ])('is recognised by %s, and is refunded completely', (_, type, fields) => {
    const body = made(type, { ...sale, ...fields });
    expect(eventsOf(body)).toMatchObject([all]);
    expect(warningsOf(body)).toEqual([]);
    expect(eventsOf(body)[0]).not.toHaveProperty('orderRef');
  });

  it('is a refund if it names itself as one, or names another payment', () => {
    const fields = { ...sale, state: 'completed', payment_mode: 'INSTANT_TRANSFER' };
    expect(
      eventsOf(made('PAYMENT.SALE.REVERSED', { ...fields, links: self('/v1/payments/refund/SALE1') })),
    ).toMatchObject([{ refundRef: 'SALE1' }]);
    expect(eventsOf(made('PAYMENT.SALE.REVERSED', { ...fields, sale_id: 'SALE0' }))).toMatchObject([
      { refundRef: 'SALE1', paymentRef: 'SALE0' },
    ]);
  });

  it('states the refunded amount of a partial refund', () => {
    const partly = { ...sale, state: 'partially_refunded' };
    const stated = made('PAYMENT.SALE.REFUNDED', { ...partly, total_refunded_amount: v1('5.00') });
    expect(eventsOf(stated)).toMatchObject([
      { refundRef: 'SALE1:refund', paymentRef: 'SALE1', amountRefundedMinor: 500n },
    ]);
    expect(eventsOf(stated)[0]).not.toHaveProperty('amount');

    const [unstated] = eventsOf(made('PAYMENT.SALE.REFUNDED', partly));
    expect(unstated).toMatchObject({
      type: 'refund.succeeded',
      refundRef: 'SALE1:refund',
      paymentRef: 'SALE1',
    });
    expect(unstated).not.toHaveProperty('amount');
    expect(unstated).not.toHaveProperty('amountRefundedMinor');
    expect(warningsOf(made('PAYMENT.SALE.REFUNDED', partly))).toEqual([
      'the payment does not say how much of it was refunded',
    ]);
  });

  it('states the reversed amount of a partial reversal', () => {
    const body = made('PAYMENT.CAPTURE.REVERSED', {
      id: 'CAP1',
      status: 'PARTIALLY_REFUNDED',
      amount: usd('20.00'),
      seller_payable_breakdown: { total_refunded_amount: usd('5.00') },
    });
    expect(eventsOf(body)).toMatchObject([{ refundRef: 'CAP1:refund', amountRefundedMinor: 500n }]);
    expect(eventsOf(body)[0]).not.toHaveProperty('amount');
  });

  it('belongs to the subscription that the payment was for', () => {
    const body = made('PAYMENT.SALE.REVERSED', { ...sale, state: 'reversed', billing_agreement_id: 'I-1' });
    expect(eventsOf(body)).toMatchObject([{ ...all, subscriptionRef: 'I-1' }]);
  });
});

it('a payment with the status refunded has succeeded and is refunded', () => {
  const body = made('PAYMENT.CAPTURE.COMPLETED', { id: 'CAP1', status: 'REFUNDED', amount: usd('20.00') });
  expect(eventsOf(body)).toMatchObject([
    { type: 'payment.succeeded', amount: cents(2000n), amountRefundedMinor: 2000n },
  ]);
});
