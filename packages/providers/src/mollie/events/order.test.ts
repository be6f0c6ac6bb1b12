import { describe, expect, it } from 'vitest';
import { changed, DUE, euro, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('orders', () => {
  const NUMBER = { merchantRef: '1001', merchantRefField: 'orderNumber', merchantRefWriter: 'merchant' };

  it('have the amount due, their payments and their refunds', () => {
    expect(changed('order')).toMatchObject({ type: 'order', mode: 'test', warnings: [] });
    expect(eventsOf('order')).toEqual([
      {
        type: 'order.created',
        occurredAt: '2026-03-02T09:00:00.000Z',
        createdAt: '2026-03-02T09:00:00.000Z',
        orderRef: 'ord_kEn1PlbGa',
        amount: DUE,
        providerStatus: 'paid',
        rank: 0,
        ...NUMBER,
      },
      {
        type: 'payment.failed',
        occurredAt: '2026-03-02T09:12:00.000Z',
        paymentRef: 'tr_order1Kd',
        orderRef: 'ord_kEn1PlbGa',
        amount: DUE,
        providerStatus: 'failed',
        rank: 3,
      },
      {
        type: 'payment.succeeded',
        occurredAt: '2026-03-02T09:31:12.000Z',
        paymentRef: 'tr_order2Kd',
        orderRef: 'ord_kEn1PlbGa',
        amount: DUE,
        providerStatus: 'paid',
        settlesOrder: true,
        rank: 5,
      },
      {
        type: 'refund.pending',
        occurredAt: '2026-03-02T10:00:00.000Z',
        refundRef: 're_order4qqh',
        paymentRef: 'tr_order2Kd',
        orderRef: 'ord_kEn1PlbGa',
        amount: euro(1000n),
        providerStatus: 'pending',
        rank: 0,
      },
    ]);
  });

  it.each([
    ['canceled', 'canceledAt', 'order.canceled'],
    ['expired', 'expiredAt', 'order.expired'],
    ['completed', 'completedAt', 'order.completed'],
  ])('that are %s have the time of it', (status, field, type) => {
    const changes = { status, [field]: '2026-03-04T00:00:00+00:00' };
    expect(eventsOf('order', changes)[1]).toMatchObject({ type, occurredAt: '2026-03-04T00:00:00.000Z' });
  });

  it('that are completed with less than their amount are due for what was captured', () => {
    const changes = { status: 'completed', amountCaptured: { currency: 'EUR', value: '30.00' } };
    expect(eventsOf('order', changes)[1]).toMatchObject({ type: 'order.completed', amount: euro(3000n) });
  });

  it('with an unknown status give a warning', () => {
    expect(changed('order', { status: 'frozen' })).toMatchObject({
      warnings: ['unknown order status "frozen"'],
    });
  });
});
