import { describe, expect, it } from 'vitest';
import { euro, eventsOf, warningsOf } from '../simulator/fixtures/changed-fixture.ts';

/** The last event is the snapshot. */
const snapshotOf = (...fixture: Parameters<typeof eventsOf>) => eventsOf(...fixture).at(-1);

describe('subscription.paid', () => {
  it('is the last transaction, and proves the current period', () => {
    expect(eventsOf('subscription.paid')).toEqual([
      {
        type: 'payment.succeeded',
        rank: 5,
        occurredAt: '2026-03-02T09:20:07.355Z',
        paymentRef: 'tran_5yMaWzAl',
        orderRef: 'ord_4aDwWXjM',
        subscriptionRef: 'sub_6pC2lNB6',
        tentative: true,
        amount: euro(1250n),
        providerStatus: 'paid',
        customerRef: 'cust_4pUb8kYk',
      },
      {
        type: 'subscription.renewed',
        rank: 12,
        occurredAt: '2026-03-02T09:20:07.355Z',
        subscriptionRef: 'sub_6pC2lNB6',
        status: 'active',
        planRef: 'prod_1dP15yoy',
        quantity: 2,
        items: [{ itemRef: 'sitem_3QWlqRbA', planRef: 'prod_1dP15yoy', quantity: 2 }],
        currentPeriodStart: '2026-03-02T09:20:01.000Z',
        currentPeriodEnd: '2026-04-02T09:20:01.000Z',
        cancelAt: null,
        canceledAt: null,
        paidPeriod: {
          start: '2026-03-02T09:20:01.000Z',
          end: '2026-04-02T09:20:01.000Z',
          paymentRef: 'tran_5yMaWzAl',
        },
        providerStatus: 'active',
        merchantRef: 'shop-5519',
        merchantRefField: 'object.metadata.order_id',
        merchantRefWriter: 'buyer',
        customerRef: 'cust_4pUb8kYk',
      },
    ]);
  });

  it('with only the id of the transaction is a payment of an unknown amount, with a warning', () => {
    const changes = { last_transaction: undefined };
    const [payment, snapshot] = eventsOf('subscription.paid', changes);
    expect(payment).toMatchObject({ type: 'payment.succeeded', paymentRef: 'tran_5yMaWzAl' });
    expect(payment).not.toHaveProperty('amount');
    expect(snapshot).toMatchObject({ paidPeriod: { paymentRef: 'tran_5yMaWzAl' } });
    expect(warningsOf('subscription.paid', changes)).toEqual([
      'object.last_transaction has no amount: it is not known how much was paid',
    ]);
  });

  it('of 0 is a period for which nothing was due', () => {
    const events = eventsOf('subscription.paid', {
      'last_transaction.amount': 0,
      'last_transaction.amount_paid': 0,
    });
    expect(events).toMatchObject([{ type: 'subscription.renewed', paidPeriod: { nothingDue: true } }]);
  });

  it('makes it active, even if its cancellation is scheduled', () => {
    const snapshot = snapshotOf('subscription.paid', { status: 'scheduled_cancel' });
    expect(snapshot).toMatchObject({ status: 'active', cancelAt: '2026-04-02T09:20:01.000Z' });
    expect(snapshot).not.toHaveProperty('statusAfter');
  });
});

describe('a snapshot of a subscription', () => {
  it('subscription.active is active and proves no payment', () => {
    const events = eventsOf('subscription.active');
    expect(events).toMatchObject([{ type: 'subscription.activated', status: 'active', canceledAt: null }]);
    expect(events[0]).not.toHaveProperty('paidPeriod');
  });

  it('subscription.active does not count the canceled_at of its documented sample', () => {
    expect(snapshotOf('subscription.active', { canceled_at: '2026-03-02T09:20:03.425Z' })).toMatchObject({
      cancelAt: null,
      canceledAt: null,
    });
  });

  it('subscription.trialing is on trial until its period ends', () => {
    expect(snapshotOf('subscription.trialing')).toMatchObject({
      type: 'subscription.created',
      status: 'trialing',
      trialEnd: '2026-03-09T09:20:01.000Z',
      currentPeriodEnd: '2026-03-09T09:20:01.000Z',
    });
  });

  it('subscription.update has the last payment with it, and proves no period', () => {
    const [payment, snapshot] = eventsOf('subscription.update');
    expect(payment).toMatchObject({ type: 'payment.succeeded', paymentRef: 'tran_5yMaWzAl' });
    expect(snapshot).toMatchObject({ type: 'subscription.updated', status: 'active', quantity: 2 });
    expect(snapshot).not.toHaveProperty('paidPeriod');
  });

  it('with several items has no single quantity, and its items are sorted', () => {
    const items = [
      { id: 'sitem_b', product_id: 'prod_b', units: 1 },
      { id: 'sitem_a', product_id: 'prod_a', units: 3 },
    ];
    const snapshot = snapshotOf('subscription.update', { items });
    expect(snapshot).toMatchObject({
      items: [
        { itemRef: 'sitem_a', planRef: 'prod_a', quantity: 3 },
        { itemRef: 'sitem_b', planRef: 'prod_b', quantity: 1 },
      ],
    });
    expect(snapshot).not.toHaveProperty('quantity');
  });

  it('subscription.past_due is past due, in a period that is not paid', () => {
    expect(snapshotOf('subscription.past_due')).toMatchObject({
      type: 'subscription.past_due',
      status: 'past_due',
      currentPeriodStart: '2026-04-02T09:20:01.000Z',
    });
    expect(snapshotOf('subscription.past_due')).not.toHaveProperty('paidPeriod');
  });

  it('subscription.unpaid is unpaid', () => {
    expect(snapshotOf('subscription.unpaid')).toMatchObject({ status: 'unpaid', providerStatus: 'unpaid' });
  });

  it.each([
    ['active', 'unpaid'],
    ['expired', 'unpaid'],
    ['past_due', 'unpaid'],
    ['canceled', 'canceled'],
  ])('subscription.expired with the status %s is %s: only canceled is final', (word, status) => {
    expect(snapshotOf('subscription.expired', { status: word })).toMatchObject({
      type: 'subscription.past_due',
      status,
      providerStatus: word,
    });
  });

  it('subscription.paused is paused', () => {
    expect(snapshotOf('subscription.paused')).toMatchObject({
      type: 'subscription.paused',
      status: 'paused',
    });
  });

  it('subscription.scheduled_cancel is active until its period ends, and leaves a trial or an overdue payment as it is', () => {
    expect(snapshotOf('subscription.scheduled_cancel')).toMatchObject({
      type: 'subscription.updated',
      status: 'active',
      statusAfter: ['incomplete', 'active'],
      providerStatus: 'scheduled_cancel',
      cancelAt: '2026-04-02T09:20:01.000Z',
      canceledAt: '2026-03-10T08:00:37.932Z',
    });
  });

  it('subscription.update of a scheduled cancellation does not move its time', () => {
    const snapshot = snapshotOf('subscription.update', { status: 'scheduled_cancel' });
    expect(snapshot).toMatchObject({ cancelAt: '2026-04-02T09:20:01.000Z' });
    expect(snapshot).not.toHaveProperty('canceledAt');
  });

  it('subscription.canceled is final, and ended when it says so', () => {
    const snapshot = snapshotOf('subscription.canceled');
    expect(snapshot).toMatchObject({
      type: 'subscription.canceled',
      status: 'canceled',
      canceledAt: '2026-03-11T08:00:57.813Z',
    });
    expect(snapshot).not.toHaveProperty('cancelAt');
    expect(snapshotOf('subscription.canceled', { canceled_at: null })).toMatchObject({
      canceledAt: '2026-03-11T08:00:57.932Z',
    });
  });

  it('with an unknown status leaves the state as it is, with a warning', () => {
    const snapshot = snapshotOf('subscription.update', { status: 'resting' });
    for (const field of ['status', 'cancelAt', 'canceledAt', 'trialEnd'])
      expect(snapshot).not.toHaveProperty(field);
    expect(warningsOf('subscription.update', { status: 'resting' })).toEqual([
      'unknown subscription status "resting"',
    ]);
  });

  it('takes other objects as ids or as objects', () => {
    expect(snapshotOf('subscription.update', { product: 'prod_9', customer: 'cust_9' })).toMatchObject({
      planRef: 'prod_9',
      customerRef: 'cust_9',
    });
  });
});

describe('a transaction', () => {
  it.each([
    ['pending', 'payment.pending', 1000n],
    ['paid', 'payment.succeeded', 1250n],
    ['refunded', 'payment.succeeded', 1250n],
    ['partialRefund', 'payment.succeeded', 1250n],
    ['chargedBack', 'payment.succeeded', 1250n],
    ['chargeback', 'payment.succeeded', 1250n],
    ['declined', 'payment.failed', 1000n],
    ['uncollectible', 'payment.failed', 1000n],
    ['canceled', 'payment.canceled', 1000n],
    ['void', 'payment.canceled', 1000n],
  ])('with the status %s is %s', (status, type, amount) => {
    expect(eventsOf('subscription.update', { 'last_transaction.status': status })[0]).toMatchObject({
      type,
      amount: euro(amount),
    });
  });

  it('with an unknown status only connects, with a warning', () => {
    const changes = { 'last_transaction.status': 'resting' };
    expect(eventsOf('subscription.update', changes)[0]).toMatchObject({ type: 'payment.linked' });
    expect(warningsOf('subscription.update', changes)).toEqual(['unknown transaction status "resting"']);
  });
});
