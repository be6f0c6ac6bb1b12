import { describe, expect, it } from 'vitest';
import { eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('order.paid', () => {
  it("has the merchant's receipt and the time at which the order was created", () => {
    expect(eventsOf('order.paid')[0]).toMatchObject({
      type: 'order.completed',
      merchantRef: 'receipt-1042',
      createdAt: '2026-03-02T09:30:00.000Z',
      paymentRef: 'pay_N3xQw8ZtLk0aBc',
    });
  });

  it.each([null, '   '])('falls back to notes.order_id where the receipt is %j', (receipt) => {
    const [order] = eventsOf('order.paid', {
      'payload.order.entity.receipt': receipt,
      'payload.order.entity.notes': { order_id: 'A-77' },
    });
    expect(order).toMatchObject({ merchantRef: 'A-77' });
  });

  it('leaves out a receipt that cannot be stored, and does not fail', () => {
    const [order] = eventsOf('order.paid', { 'payload.order.entity.receipt': 'x'.repeat(256) });
    expect(order?.merchantRef).toBeUndefined();
  });

  it('is tentative, order and payment, if the payment has an invoice', () => {
    const events = eventsOf('order.paid', { 'payload.payment.entity.invoice_id': 'inv_1' });
    expect(events).toMatchObject([
      { type: 'order.completed', invoiceRef: 'inv_1', tentative: true },
      { type: 'payment.succeeded', invoiceRef: 'inv_1', tentative: true },
    ]);
  });
});
