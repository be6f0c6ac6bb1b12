import { describe, expect, it } from 'vitest';
import { euro, eventsOf, warningsOf } from '../simulator/fixtures/changed-fixture.ts';

describe('refund.created', () => {
  it('is one refund, with the payment that goes back', () => {
    expect(eventsOf('refund.created')).toEqual([
      {
        type: 'payment.succeeded',
        rank: 5,
        occurredAt: '2026-03-03T10:02:41.631Z',
        paymentRef: 'tran_2bXsK9mZ',
        paymentAliases: ['ord_7kD1wPq2'],
        orderRef: 'ord_7kD1wPq2',
        amount: euro(2500n),
        settlesOrder: true,
        providerStatus: 'partialRefund',
        customerRef: 'cust_4pUb8kYk',
      },
      {
        type: 'refund.succeeded',
        rank: 1,
        occurredAt: '2026-03-03T10:02:41.631Z',
        refundRef: 'ref_3DB9NQFv',
        paymentRef: 'tran_2bXsK9mZ',
        paymentAliases: ['ord_7kD1wPq2'],
        orderRef: 'ord_7kD1wPq2',
        amount: euro(1000n),
        reason: 'requested_by_customer',
        providerStatus: 'succeeded',
        merchantRef: 'shop-5518',
        merchantRefField: 'object.checkout.request_id',
        merchantRefWriter: 'buyer',
        customerRef: 'cust_4pUb8kYk',
      },
    ]);
  });

  it.each([
    ['pending', 'refund.pending'],
    ['requiresAction', 'refund.pending'],
    ['succeeded', 'refund.succeeded'],
    ['failed', 'refund.failed'],
    ['canceled', 'refund.failed'],
  ])('with the status %s is %s', (status, type) => {
    expect(eventsOf('refund.created', { status }).at(-1)).toMatchObject({ type });
  });

  it('with an unknown status moves no money, with a warning', () => {
    expect(eventsOf('refund.created', { status: 'resting' })).toMatchObject([{ type: 'payment.succeeded' }]);
    expect(warningsOf('refund.created', { status: 'resting' })).toEqual(['unknown refund status "resting"']);
  });

  it('of a subscription is connected with it, and its order is no name of the payment', () => {
    const events = eventsOf('refund.created', {
      subscription: { id: 'sub_1', status: 'canceled' },
      'order.type': 'recurring',
      'transaction.type': 'invoice',
    });
    expect(events).toMatchObject([
      { type: 'payment.succeeded', subscriptionRef: 'sub_1', tentative: true },
      { type: 'refund.succeeded', subscriptionRef: 'sub_1', tentative: true },
    ]);
    for (const event of events) expect(event).not.toHaveProperty('paymentAliases');
  });

  it('of a purchase that names no transaction belongs to the payment with the id of the order', () => {
    expect(eventsOf('refund.created', { transaction: undefined })).toMatchObject([
      { type: 'refund.succeeded', paymentRef: 'ord_7kD1wPq2', orderRef: 'ord_7kD1wPq2' },
    ]);
  });

  it('in the short form with only ids still connects', () => {
    const short = { transaction: 'tran_2bXsK9mZ', order: 'ord_7kD1wPq2', checkout: 'ch_4l0N34kx' };
    expect(eventsOf('refund.created', short)).toMatchObject([
      { type: 'payment.linked', paymentRef: 'tran_2bXsK9mZ', orderRef: 'ord_7kD1wPq2' },
      { type: 'refund.succeeded', paymentRef: 'tran_2bXsK9mZ', amount: euro(1000n) },
    ]);
    expect(warningsOf('refund.created', short)).toEqual([]);
  });
});

describe('dispute.created', () => {
  it('is lost if the transaction is charged back', () => {
    expect(eventsOf('dispute.created')).toMatchObject([
      {
        type: 'payment.succeeded',
        paymentRef: 'tran_5yMaWzAl',
        subscriptionRef: 'sub_6pC2lNB6',
        amount: euro(1250n),
        tentative: true,
      },
      {
        type: 'dispute.lost',
        occurredAt: '2026-03-20T12:34:24.812Z',
        disputeRef: 'disp_6vSsOdTA',
        paymentRef: 'tran_5yMaWzAl',
        amount: euro(1250n),
        providerStatus: 'chargedBack',
        merchantRef: 'shop-5519',
        customerRef: 'cust_4pUb8kYk',
      },
    ]);
  });

  it('is open otherwise', () => {
    expect(eventsOf('dispute.created', { 'transaction.status': 'paid' })[1]).toMatchObject({
      type: 'dispute.opened',
    });
  });
});
