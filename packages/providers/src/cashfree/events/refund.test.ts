import { describe, expect, it } from 'vitest';
import { eventsOf, INR, meaning, status } from '../simulator/fixtures/changed-fixture.ts';

describe('a refund', () => {
  it('of the merchant belongs to its payment and order', () => {
    expect(eventsOf('REFUND_STATUS_WEBHOOK')).toEqual([
      {
        type: 'refund.succeeded',
        rank: 1,
        occurredAt: '2026-03-03T07:34:28.000Z',
        refundRef: '11325632',
        paymentRef: '1453002795',
        orderRef: 'order_OFR_2',
        amount: INR(200n),
        providerStatus: 'SUCCESS',
        merchantRef: 'order_OFR_2',
        merchantRefField: 'order.order_id',
        merchantRefWriter: 'merchant',
      },
    ]);
  });

  it.each([
    ['SUCCESS', 'refund.succeeded'],
    ['PENDING', 'refund.pending'],
    ['ONHOLD', 'refund.pending'],
    ['INITIATED', 'refund.pending'],
    ['CANCELLED', 'refund.failed'],
    ['FAILED', 'refund.failed'],
  ])('with the status %s is %s', (word, type) => {
    expect(eventsOf('REFUND_STATUS_WEBHOOK', status('SUCCESS', word))).toMatchObject([{ type }]);
  });

  it('with an unknown status only links, with a warning', () => {
    expect(meaning('REFUND_STATUS_WEBHOOK', status('SUCCESS', 'RESTING'))).toMatchObject({
      events: [{ type: 'payment.linked', paymentRef: '1453002795', orderRef: 'order_OFR_2' }],
      warnings: ['unknown refund status "RESTING"'],
    });
  });

  it('that Cashfree makes by itself proves no purchase', () => {
    expect(eventsOf('AUTO_REFUND_STATUS_WEBHOOK')).toMatchObject([
      {
        type: 'refund.pending',
        refundRef: '1243460973',
        paymentRef: '1453002999',
        orderRef: 'order_OFR_2',
        amount: INR(3900n),
        tentative: true,
      },
    ]);
  });

  it('that Cashfree makes by itself without an order has only its payment', () => {
    const [event] = eventsOf('AUTO_REFUND_STATUS_WEBHOOK', { '"order_OFR_2"': 'null' });
    expect(event).toMatchObject({ type: 'refund.pending', paymentRef: '1453002999' });
    expect(event).not.toHaveProperty('orderRef');
  });

  it('of a subscription belongs to its payment, in rupees', () => {
    expect(eventsOf('SUBSCRIPTION_REFUND_STATUS')).toEqual([
      {
        type: 'refund.succeeded',
        rank: 1,
        occurredAt: '2026-03-06T11:50:02.000Z',
        refundRef: 'SUB_21ebb4bf-e84f-4afa-bb09-07aac433abe4',
        paymentRef: '49914526',
        amount: INR(10000n),
        providerStatus: 'SUCCESS',
      },
    ]);
  });
});
