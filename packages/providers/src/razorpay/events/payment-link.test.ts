import { describe, expect, it } from 'vitest';
import { changed, eventsOf, problemOf } from '../simulator/fixtures/changed-fixture.ts';

const paid = 'payment_link.paid';

describe('a payment link that is paid', () => {
  it('completes its order, says what was due, and brings the payment', () => {
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

  it('happened when the link was last changed: `created_at` of the event is when the link was made', () => {
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

  it('takes the order that the link names where the payment names none, and never the bare id beside it', () => {
    const [order] = eventsOf(paid, { 'payload.payment.entity.order_id': null });
    expect(order).toMatchObject({ orderRef: 'order_N45LrGhYsC8wAe' });
  });

  it('needs neither the order nor the payment beside it', () => {
    expect(eventsOf(paid, { 'payload.order': undefined, 'payload.payment': undefined })).toMatchObject([
      { type: 'order.completed', orderRef: 'order_N45LrGhYsC8wAe', merchantRef: 'bill-77' },
    ]);
  });

  it('is unusable without an amount', () => {
    const problem = problemOf(() => changed(paid, { 'payload.payment_link.entity.amount': null }));
    expect(problem).toMatchObject({ code: 'schema_violation', path: 'payload.payment_link.entity.amount' });
  });
});

describe('a payment link that is paid in part', () => {
  it('says what is due of an order that is open, and brings the part', () => {
    expect(eventsOf('payment_link.partially_paid')).toMatchObject([
      { type: 'order.created', amount: { amountMinor: 25000n } },
      { type: 'payment.succeeded', amount: { amountMinor: 10000n } },
    ]);
  });
});
