import { describe, expect, it } from 'vitest';
import { changed, eventsOf, problemOf } from '../simulator/fixtures/changed-fixture.ts';

const paid = 'payment_link.paid';

describe('a payment link that is paid', () => {
  it('completes its order, states the amount due, and includes the payment', () => {
    expect(eventsOf(paid)).toMatchObject([
      {
        type: 'order.completed',
        orderRef: 'order_N45LrGhYsC8wAe',
        paymentRef: 'pay_N45PqTuVbX3kMd',
        amount: { amountMinor: 25000n, currency: 'INR' },
        merchantRef: 'bill-77',
        createdAt: '2026-03-02T11:13:40.000Z',
      },
      {
        type: 'payment.succeeded',
        orderRef: 'order_N45LrGhYsC8wAe',
        paymentRef: 'pay_N45PqTuVbX3kMd',
        amount: { amountMinor: 25000n, currency: 'INR' },
      },
    ]);
  });

  it("has the time of the link's last change, because `created_at` of the event is when the link was created", () => {
    expect(eventsOf(paid).map(({ occurredAt }) => occurredAt)).toEqual([
      '2026-03-02T11:14:32.000Z',
      '2026-03-02T11:14:32.000Z',
    ]);
    const [unchanged] = eventsOf(paid, { 'payload.payment_link.entity.updated_at': undefined });
    expect(unchanged).toMatchObject({ occurredAt: '2026-03-02T11:14:31.000Z' });
    const [timeless] = eventsOf(paid, {
      'payload.payment_link.entity.updated_at': null,
      'payload.payment.entity.created_at': null,
    });
    expect(timeless).toMatchObject({ occurredAt: '2026-03-02T11:00:00.000Z' });
  });

  it('uses the order that the link names if the payment names none, and never the id without a prefix', () => {
    const [order] = eventsOf(paid, { 'payload.payment.entity.order_id': null });
    expect(order).toMatchObject({ orderRef: 'order_N45LrGhYsC8wAe' });
  });

  it('does not require the order and the payment', () => {
    expect(eventsOf(paid, { 'payload.order': undefined, 'payload.payment': undefined })).toMatchObject([
      { type: 'order.completed', orderRef: 'order_N45LrGhYsC8wAe', merchantRef: 'bill-77' },
    ]);
  });

  it('is refused without an amount', () => {
    const problem = problemOf(() => changed(paid, { 'payload.payment_link.entity.amount': null }));
    expect(problem).toMatchObject({ code: 'schema_violation', path: 'payload.payment_link.entity.amount' });
  });
});

describe('a payment link that is paid in part', () => {
  it('states the amount due of an order that is still open, and includes the partial payment', () => {
    expect(eventsOf('payment_link.partially_paid')).toMatchObject([
      { type: 'order.created', amount: { amountMinor: 25000n } },
      { type: 'payment.succeeded', amount: { amountMinor: 10000n } },
    ]);
  });
});
