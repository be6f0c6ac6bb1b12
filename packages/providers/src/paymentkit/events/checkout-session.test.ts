import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('checkout sessions', () => {
  it("have the merchant's id and the customer", () => {
    expect(eventsOf('checkout.session.completed')[0]).toMatchObject({
      merchantRef: 'cart-tea1042',
      customerRef: 'cus_tea1042',
      createdAt: '2026-03-02T09:30:00.000Z',
    });
  });

  it.each([null, '', '   '])('have the order id of their metadata if their own reference is %j', (own) => {
    const metadata = {
      'data.object.client_reference_id': own,
      'data.object.metadata': { order_id: 'A-77' },
    };
    expect(eventsOf('checkout.session.completed', metadata)[0]).toMatchObject({ merchantRef: 'A-77' });
  });

  it('that are complete but unpaid leave the payment pending', () => {
    const events = eventsOf('checkout.session.completed', { 'data.object.payment_status': 'unpaid' });
    expect(events.map(({ type }) => type)).toEqual(['order.completed', 'payment.pending']);
  });

  it('that cost nothing have no payment', () => {
    const free = { 'data.object.payment_status': 'no_payment_required', 'data.object.amount_total': '0' };
    expect(eventsOf('checkout.session.completed', free).map(({ type }) => type)).toEqual(['order.completed']);
  });

  it("use their own id as the payment's id if they name no payment", () => {
    expect(
      eventsOf('checkout.session.completed', { 'data.object.payment_intent_id': null })[1],
    ).toMatchObject({
      type: 'payment.succeeded',
      paymentRef: 'cs_tea1042',
    });
  });

  it('with an unknown payment status give no payment, with a warning', () => {
    expect(
      changed('checkout.session.completed', { 'data.object.payment_status': 'part_paid' }),
    ).toMatchObject({
      events: [{ type: 'order.completed' }],
      warnings: ['unknown payment status "part_paid"'],
    });
  });

  it('of a subscription only connect references, with the primary subscription', () => {
    const events = eventsOf('checkout.session.completed', {
      'data.object.mode': 'subscription',
      'data.object.subscription_id': 'sub_1',
      'data.object.subscription_groups': { price_1: 'sub_1', price_2: 'sub_2' },
      'data.object.invoice_id': 'in_1',
      'data.object.currency_id': 'pc_other',
    });
    expect(events).toMatchObject([
      { subscriptionRef: 'sub_1', invoiceRef: 'in_1', paymentRef: 'pi_tea1042', tentative: true },
    ]);
    expect(JSON.stringify(events)).not.toContain('sub_2');
  });

  it('that set up a payment method are ignored', () => {
    expect(changed('checkout.session.completed', { 'data.object.mode': 'setup' }).outcome).toBe('ignored');
  });

  it('without a mode belong to the subscription that they name', () => {
    const events = eventsOf('checkout.session.completed', {
      'data.object.mode': undefined,
      'data.object.subscription_id': 'sub_1',
    });
    expect(events).toMatchObject([{ subscriptionRef: 'sub_1', tentative: true }]);
  });
});
