import { describe, expect, it } from 'vitest';
import { eventsOf } from './simulator/fixtures/changed-fixture.ts';

const ref = (merchantRef: string, merchantRefField: string, merchantRefWriter: 'merchant' | 'buyer') => ({
  merchantRef,
  merchantRefField,
  merchantRefWriter,
});

describe("the merchant's own id", () => {
  it('is the receipt of the order, which only the secret key can create', () => {
    expect(eventsOf('order.paid')[0]).toMatchObject(ref('receipt-1042', 'order.receipt', 'merchant'));
  });

  it('is read from a note of the order before a note of the payment', () => {
    const [order] = eventsOf('order.paid', {
      'payload.order.entity.receipt': null,
      'payload.order.entity.notes': { order_id: 'A-77' },
      'payload.payment.entity.notes': { order_id: 'somebody-elses' },
    });
    expect(order).toMatchObject(ref('A-77', 'order.notes.order_id', 'merchant'));
  });

  it("is written by the buyer if only the payment has it, because Checkout's notes come from the browser", () => {
    const [order, payment] = eventsOf('order.paid', {
      'payload.order.entity.receipt': null,
      'payload.payment.entity.notes': { order_id: 'B-1' },
    });
    expect(order).toMatchObject(ref('B-1', 'payment.notes.order_id', 'buyer'));
    expect(payment).toMatchObject(ref('B-1', 'payment.notes.order_id', 'buyer'));
  });

  it('is the reference_id of a payment link if its order has no receipt', () => {
    const [order] = eventsOf('payment_link.paid', { 'payload.order.entity.receipt': '' });
    expect(order).toMatchObject(ref('bill-77', 'payment_link.reference_id', 'merchant'));
  });

  it('is the receipt of an invoice', () => {
    expect(eventsOf('invoice.expired')[0]).toMatchObject(ref('14', 'invoice.receipt', 'merchant'));
  });

  it.each([
    ['api', 'merchant'],
    [undefined, 'merchant'],
    ['magento-subscription', 'merchant'],
    ['subscription_button', 'buyer'],
    ['payment_page', 'buyer'],
  ])('of a subscription with the source %s is written by the %s', (source, writer) => {
    const [event] = eventsOf('subscription.updated', {
      'payload.subscription.entity.source': source,
      'payload.subscription.entity.notes': { order_id: 'S-5' },
    });
    expect(event).toMatchObject({
      merchantRefField: 'subscription.notes.order_id',
      merchantRefWriter: writer,
    });
  });

  it.each([[[]], [null], ['text'], [{ order_id: 7 }], [{ order_id: '  ' }], [{ order_id: 'x\u0000' }]])(
    'is absent if the notes are %j, and the event stays valid',
    (notes) => {
      const [event] = eventsOf('payment.captured', { 'payload.payment.entity.notes': notes });
      expect(event?.type).toBe('payment.succeeded');
      expect(event).not.toHaveProperty('merchantRef');
    },
  );
});
