import { describe, expect, it } from 'vitest';
import { eventsOf, warningsOf } from '../simulator/fixtures/changed-fixture.ts';
import { cents, made, usd } from '../simulator/fixtures/made-event.ts';

const capture = (id: string, status: string, value: string, fields: object = {}) => ({
  id,
  status,
  amount: usd(value),
  final_capture: true,
  ...fields,
});
const unit = (value: string, fields: object = {}) => ({ amount: usd(value), ...fields });
const order = (step: string, units: readonly object[], fields: object = {}) =>
  made(`CHECKOUT.ORDER.${step}`, { id: 'ORDER1', status: step, purchase_units: units, ...fields });

describe('purchase units', () => {
  it('have one amount due together, and each capture counts by its own status', () => {
    const body = order('COMPLETED', [
      unit('20.00', { payments: { captures: [capture('CAP1', 'COMPLETED', '20.00')] } }),
      unit('30.00', { payments: { captures: [capture('CAP2', 'DECLINED', '30.00')] } }),
      unit('5.00', { payments: { captures: [capture('CAP3', 'PENDING', '5.00')] } }),
      unit('7.00', { payments: { captures: [capture('CAP4', 'FAILED', '7.00')] } }),
    ]);
    expect(eventsOf(body)).toMatchObject([
      { type: 'order.completed', orderRef: 'ORDER1', amount: cents(6200n) },
      { type: 'payment.succeeded', paymentRef: 'CAP1', orderRef: 'ORDER1', amount: cents(2000n) },
      { type: 'payment.failed', paymentRef: 'CAP2', orderRef: 'ORDER1', amount: cents(3000n) },
      { type: 'payment.pending', paymentRef: 'CAP3', orderRef: 'ORDER1', amount: cents(500n) },
      { type: 'payment.failed', paymentRef: 'CAP4', orderRef: 'ORDER1', amount: cents(700n) },
    ]);
  });

  it('count their payments in every event, because APPROVED may contain an order that was completed since', () => {
    const body = order(
      'APPROVED',
      [unit('20.00', { payments: { captures: [capture('CAP1', 'COMPLETED', '20.00')] } })],
      { status: 'COMPLETED' },
    );
    expect(eventsOf(body)).toMatchObject([
      { type: 'order.approved', amount: cents(2000n), providerStatus: 'COMPLETED' },
      { type: 'payment.succeeded', paymentRef: 'CAP1', settlesOrder: true },
    ]);
    for (const step of ['SAVED', 'VOIDED'])
      expect(
        eventsOf(
          order(step, [unit('1.00', { payments: { captures: [capture('C', 'COMPLETED', '1.00')] } })]),
        )[1],
      ).toMatchObject({ type: 'payment.succeeded' });
  });

  it('have authorizations and refunds', () => {
    const links = [{ href: 'https://api.paypal.com/v2/payments/authorizations/AUTH1', rel: 'up' }];
    const body = order(
      'COMPLETED',
      [
        unit('50.00', {
          payments: {
            authorizations: [{ id: 'AUTH1', status: 'PARTIALLY_CAPTURED', amount: usd('50.00') }],
            captures: [capture('CAP1', 'PARTIALLY_REFUNDED', '30.00', { final_capture: false, links })],
            refunds: [{ id: 'REF1', status: 'COMPLETED', amount: usd('10.00') }],
          },
        }),
        unit('1.00', {
          payments: {
            authorizations: [
              { id: 'AUTH2', status: 'VOIDED', amount: usd('1.00') },
              { id: 'AUTH3', status: 'DENIED', amount: usd('1.00') },
            ],
          },
        }),
      ],
      { intent: 'AUTHORIZE' },
    );
    const events = eventsOf(body);
    expect(events).toMatchObject([
      { type: 'order.completed', amount: cents(5100n) },
      { type: 'payment.authorized', paymentRef: 'AUTH1', orderRef: 'ORDER1', amount: cents(5000n) },
      { type: 'payment.succeeded', paymentRef: 'CAP1', authorizationRef: 'AUTH1', amount: cents(3000n) },
      { type: 'refund.succeeded', refundRef: 'REF1', paymentRef: 'CAP1', amount: cents(1000n) },
      { type: 'payment.canceled', paymentRef: 'AUTH2' },
      { type: 'payment.failed', paymentRef: 'AUTH3' },
    ]);
    expect(events).toHaveLength(6);
  });

  it('connect a refund with its capture by the links; without links only if there is one capture', () => {
    const captures = [capture('CAP1', 'COMPLETED', '20.00'), capture('CAP2', 'COMPLETED', '20.00')];
    const links = [{ href: 'https://api.paypal.com/v2/payments/captures/CAP2', rel: 'up' }];
    const refunds = [
      { id: 'REF1', status: 'PENDING', amount: usd('1.00'), links },
      { id: 'REF2', status: 'COMPLETED', amount: usd('2.00') },
    ];
    const events = eventsOf(order('COMPLETED', [unit('40.00', { payments: { captures, refunds } })]));
    expect(events[3]).toMatchObject({ type: 'refund.pending', refundRef: 'REF1', paymentRef: 'CAP2' });
    expect(events[4]).toMatchObject({ type: 'refund.succeeded', refundRef: 'REF2', orderRef: 'ORDER1' });
    expect(events[4]).not.toHaveProperty('paymentRef');
  });

  it('refund a whole capture if its status is REFUNDED and the list has no refund', () => {
    const captures = [capture('CAP1', 'REFUNDED', '20.00')];
    expect(eventsOf(order('COMPLETED', [unit('20.00', { payments: { captures } })]))[1]).toMatchObject({
      type: 'payment.succeeded',
      amountRefundedMinor: 2000n,
    });
  });

  it('ignore a payment without an id, an amount or a known status', () => {
    const captures = [
      { status: 'COMPLETED', amount: usd('1.00') },
      { id: 'CAP1', status: 'COMPLETED' },
      { id: 'CAP2', amount: usd('1.00') },
      { id: 'CAP3', status: 'FLOATING', amount: usd('1.00') },
    ];
    const body = order('COMPLETED', [unit('20.00', { payments: { captures, refunds: 7 } })]);
    expect(eventsOf(body)).toMatchObject([{ type: 'order.completed', amount: cents(2000n) }]);
    expect(eventsOf(body)).toHaveLength(1);
    const passedOver = 'a payment of the order without an id, a status or an amount was left out';
    expect(warningsOf(body)).toEqual([
      'resource.purchase_units.0.payments.refunds has an invalid form and was left out',
      passedOver,
      passedOver,
      passedOver,
      'unknown payment status "FLOATING"',
    ]);
  });
});

describe('the amount due', () => {
  it.each([
    ['of several currencies', [{ amount: usd('1.00') }, { amount: { currency_code: 'EUR', value: '1.00' } }]],
    ['of which one does not say', [{ amount: usd('1.00') }, {}]],
  ])('is unknown for purchase units %s', (_, units) => {
    const body = order('APPROVED', units);
    expect(eventsOf(body)[0]).not.toHaveProperty('amount');
    expect(warningsOf(body)).toEqual(['the amount due is not known of every unit, in one currency']);
  });

  it('is unknown without purchase units, and gives no warning', () => {
    for (const purchase_units of [undefined, null, []]) {
      const body = made('CHECKOUT.ORDER.APPROVED', { id: 'ORDER1', purchase_units });
      expect(eventsOf(body)[0]).not.toHaveProperty('amount');
      expect(warningsOf(body)).toEqual([]);
    }
  });
});

describe("the merchant's reference of an order", () => {
  const reference = (...units: object[]) => {
    const { merchantRef, merchantRefField, merchantRefWriter } = eventsOf(order('APPROVED', units))[0] ?? {};
    return { merchantRef, merchantRefField, merchantRefWriter };
  };
  const by = (merchantRef: string, merchantRefField: string) => ({
    merchantRef,
    merchantRefField,
    merchantRefWriter: 'buyer',
  });

  it('is that of its purchase units, even if some have none', () => {
    expect(reference({ custom_id: 'basket-1' }, { custom_id: 'basket-1' })).toEqual(
      by('basket-1', 'custom_id'),
    );
    expect(reference({}, { custom_id: 'basket-1' })).toEqual(by('basket-1', 'custom_id'));
    expect(reference({ invoice_id: 'R-1' }, { custom_id: 'basket-1' })).toEqual(by('basket-1', 'custom_id'));
    expect(reference({ invoice_id: 'R-1' }, { custom_id: ' ' })).toEqual(by('R-1', 'invoice_id'));
  });

  it('is the first one by bytes if the units differ, in any order of the list', () => {
    const units = [{ custom_id: 'basket-2' }, { custom_id: 'basket-10' }, { custom_id: 'basket-1' }];
    expect(reference(...units)).toEqual(by('basket-1', 'custom_id'));
    expect(reference(...units.toReversed())).toEqual(by('basket-1', 'custom_id'));
    expect(warningsOf(order('APPROVED', units))).toContain('the purchase units carry different references');
  });
});
