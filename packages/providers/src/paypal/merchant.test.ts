import { describe, expect, it } from 'vitest';
import { eventsOf, fixture, read } from './simulator/fixtures/changed-fixture.ts';
import { cents, made, usd } from './simulator/fixtures/made-event.ts';
import { normalise } from './normalise.ts';

const OURS = 'SELLER1234567';
const payee = (merchant_id: string) => ({ payee: { merchant_id } });
const capture = (fields: object = {}) =>
  made('PAYMENT.CAPTURE.COMPLETED', { id: 'CAP1', amount: usd('20.00'), ...fields });
const order = (...merchants: string[]) =>
  made('CHECKOUT.ORDER.APPROVED', {
    id: 'ORDER1',
    purchase_units: merchants.map((merchant, index) => ({
      amount: usd(`${index + 1}.00`),
      ...payee(merchant),
      payments: { captures: [{ id: `CAP${index}`, status: 'COMPLETED', amount: usd(`${index + 1}.00`) }] },
    })),
  });

describe('the merchant of an event', () => {
  it.each<[string, Buffer]>([
    ['a capture', capture(payee('M2'))],
    ['an authorization', made('PAYMENT.AUTHORIZATION.CREATED', { id: 'A', ...payee('M2') })],
    ['an order', order('M2', 'M2')],
    [
      'a refund, which the merchant pays',
      made('PAYMENT.CAPTURE.REFUNDED', { id: 'R', amount: usd('1.00'), payer: { merchant_id: 'M2' } }),
    ],
    [
      'a dispute',
      made('CUSTOMER.DISPUTE.CREATED', {
        dispute_id: 'D',
        disputed_transactions: [{ seller_transaction_id: 'CAP1', seller: { merchant_id: 'M2' } }],
      }),
    ],
  ])('is read from %s: our account, or another one whose event is not ours', (_, body) => {
    expect(read(body).merchant).toEqual({ ref: 'M2', is: 'ours' });
    expect(read(body, { merchantId: ['M1', 'M2'] }).merchant).toEqual({ ref: 'M2', is: 'ours' });
    expect(read(body, { merchantId: ['M1'] }).merchant).toEqual({
      ref: 'M2',
      is: 'other',
      setting: 'merchant_id',
    });
  });

  it.each<[string, Buffer]>([
    ['a capture without a payee', capture()],
    ['a payee with only an email address', capture({ payee: { email_address: 'shop@example.com' } })],
    ['a payee of another form', capture({ payee: 'M2' })],
    ['an id of another form', capture(payee('M2/../x'))],
    ['a sale', fixture('PAYMENT.SALE.COMPLETED')],
    ['a subscription', fixture('BILLING.SUBSCRIPTION.ACTIVATED')],
    ['the fee of a platform', capture({ seller_receivable_breakdown: { platform_fees: [payee('M2')] } })],
    ['the buyer', made('CHECKOUT.ORDER.APPROVED', { id: 'O', payer: { payer_id: 'M2' } })],
  ])('is not named, so the event is ours: %s', (_, body) => {
    expect(read(body, { merchantId: ['M1'] })).toMatchObject({ outcome: 'events', merchant: undefined });
  });

  it('is ours if our account is one of several, and then only our units count', () => {
    const body = order('M2', OURS, 'M3');
    const meaning = normalise({ body, headers: {} }, { merchantId: [OURS] });
    expect(meaning).toMatchObject({
      merchant: { ref: OURS, is: 'ours' },
      events: [
        { type: 'order.approved', amount: cents(200n) },
        { type: 'payment.succeeded', paymentRef: 'CAP1' },
      ],
    });
    expect(meaning.outcome === 'events' && meaning.events).toHaveLength(2);
  });

  it('is unknown if several are named and none is configured, and then every unit counts', () => {
    expect(read(order('M2', 'M3')).merchant).toBeUndefined();
    expect(eventsOf(order('M2', 'M3'))[0]).toMatchObject({ amount: cents(300n) });
  });

  it('is the first one by bytes if several other accounts are named', () => {
    expect(read(order('M3', 'M2'), { merchantId: [OURS] }).merchant).toMatchObject({
      ref: 'M2',
      is: 'other',
    });
  });
});
