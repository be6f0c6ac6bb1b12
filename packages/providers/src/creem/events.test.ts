import { describe, expect, it } from 'vitest';
import { problemOf } from '../conformance/fixtures.ts';
import { creem } from './index.ts';
import { euro, eventsOf, read, warningsOf } from './simulator/fixtures/changed-fixture.ts';

describe('checkout.completed', () => {
  it('of a purchase is the order and the one payment that settles it, tax included', () => {
    expect(read('checkout.completed')).toMatchObject({
      mode: 'test',
      warnings: [],
      occurredAt: '2026-03-02T09:14:05.927Z',
    });
    expect(eventsOf('checkout.completed')).toEqual([
      {
        type: 'order.completed',
        rank: 4,
        occurredAt: '2026-03-02T09:14:05.927Z',
        orderRef: 'ord_7kD1wPq2',
        amount: euro(2500n),
        createdAt: '2026-03-02T09:14:01.097Z',
        merchantRef: 'shop-5518',
        merchantRefField: 'object.request_id',
        merchantRefWriter: 'buyer',
        customerRef: 'cust_4pUb8kYk',
        providerStatus: 'paid',
      },
      {
        type: 'payment.succeeded',
        rank: 5,
        occurredAt: '2026-03-02T09:14:05.927Z',
        orderRef: 'ord_7kD1wPq2',
        paymentRef: 'tran_2bXsK9mZ',
        paymentAliases: ['ord_7kD1wPq2'],
        amount: euro(2500n),
        settlesOrder: true,
        customerRef: 'cust_4pUb8kYk',
        providerStatus: 'paid',
      },
    ]);
  });

  it('of a purchase without its transaction has a payment with the id of the order', () => {
    const [, payment] = eventsOf('checkout.completed', { 'order.transaction': undefined });
    expect(payment).toMatchObject({ type: 'payment.succeeded', paymentRef: 'ord_7kD1wPq2' });
    expect(payment).not.toHaveProperty('paymentAliases');
  });

  it('in the older form has the amount as all that is known', () => {
    const old = { 'order.amount_due': undefined, 'order.amount_paid': undefined };
    expect(eventsOf('checkout.completed', old)).toMatchObject([
      { amount: euro(2000n) },
      { amount: euro(2000n) },
    ]);
  });

  it('of a subscription names it, with the transaction that subscription.paid will name', () => {
    const events = eventsOf('checkout.completed', {
      'order.type': 'recurring',
      subscription: { id: 'sub_1', status: 'active', product: 'prod_1', customer: 'cust_4pUb8kYk' },
    });
    expect(events).toMatchObject([
      { type: 'order.completed', orderRef: 'ord_7kD1wPq2', subscriptionRef: 'sub_1' },
      { type: 'payment.succeeded', paymentRef: 'tran_2bXsK9mZ', subscriptionRef: 'sub_1', tentative: true },
      { type: 'subscription.created', subscriptionRef: 'sub_1', status: 'active', planRef: 'prod_1' },
    ]);
    expect(events[0]).not.toHaveProperty('tentative');
    expect(events[1]).not.toHaveProperty('paymentAliases');
    expect(events[1]).not.toHaveProperty('settlesOrder');
  });

  it('of a subscription without its transaction leaves the payment to subscription.paid', () => {
    const events = eventsOf('checkout.completed', {
      'order.type': 'recurring',
      'order.transaction': null,
      subscription: 'sub_1',
    });
    expect(events).toMatchObject([{ type: 'order.completed', subscriptionRef: 'sub_1' }]);
  });

  it('of a recurring order without its subscription makes no order by itself', () => {
    expect(eventsOf('checkout.completed', { 'order.type': 'recurring' })).toMatchObject([
      { tentative: true },
      { tentative: true },
    ]);
  });

  it('of a free purchase has no payment', () => {
    const free = { 'order.amount': 0, 'order.amount_due': 0, 'order.amount_paid': 0 };
    expect(eventsOf('checkout.completed', free)).toMatchObject([
      { type: 'order.completed', amount: euro(0n) },
    ]);
  });

  it('of a pending order is not paid, and of an unknown status neither, with a warning', () => {
    expect(eventsOf('checkout.completed', { 'order.status': 'pending' })).toMatchObject([
      { type: 'order.created' },
      { type: 'payment.pending' },
    ]);
    expect(eventsOf('checkout.completed', { 'order.status': 'resting' })).toMatchObject([
      { type: 'order.created' },
      { type: 'payment.linked' },
    ]);
    expect(warningsOf('checkout.completed', { 'order.status': 'resting' })).toEqual([
      'unknown order status "resting"',
    ]);
  });

  it('takes the merchant reference from the metadata if there is no request id', () => {
    const changes = { request_id: null, metadata: { order_id: 'shop-7' } };
    expect(eventsOf('checkout.completed', changes)[0]).toMatchObject({
      merchantRef: 'shop-7',
      merchantRefField: 'object.metadata.order_id',
    });
  });

  it('without an order is ignored', () => {
    expect(read('checkout.completed', { order: undefined })).toMatchObject({
      outcome: 'ignored',
      reason: 'the checkout has no order',
    });
  });
});

describe('an invalid value', () => {
  it.each([
    ['checkout.completed', { 'order.amount_paid': 0.5 }, 'object.order.amount_paid'],
    ['checkout.completed', { 'order.currency': 'euros' }, 'object.order.currency'],
    ['refund.created', { refund_amount: -1 }, 'object.refund_amount'],
    ['refund.created', { refund_amount: undefined }, 'object.refund_amount'],
    ['dispute.created', { currency: null }, 'object.currency'],
    ['subscription.paid', { 'last_transaction.amount_paid': 'ten' }, 'object.last_transaction.amount_paid'],
  ] as const)('of %s that decides about money is refused: %j', (type, changes, path) => {
    expect(problemOf(() => read(type, changes))).toMatchObject({ code: 'schema_violation', path });
  });

  it.each([
    ['checkout.completed', { 'order.currency': 'JPY' }, 'object.order.currency'],
    ['refund.created', { refund_currency: 'KWD' }, 'object.refund_currency'],
    ['subscription.paid', { 'last_transaction.currency': 'KRW' }, 'object.last_transaction.currency'],
  ] as const)('a currency without cents is refused: %s %j', (type, changes, path) => {
    expect(problemOf(() => read(type, changes))).toMatchObject({ code: 'currency_unknown', path });
  });

  it('of the time is refused', () => {
    const body = Buffer.from(
      '{"id":"evt_1","eventType":"subscription.paid","created_at":"soon","object":{}}',
    );
    expect(problemOf(() => creem.normalise({ body, headers: {} }, { webhookSecrets: [] }))).toMatchObject({
      path: 'created_at',
    });
  });
});

describe('the mode', () => {
  it.each([
    ['prod', 'live'],
    ['test', 'test'],
    ['sandbox', 'test'],
    ['local', 'test'],
    ['other', undefined],
    [undefined, undefined],
  ])('%s is %s', (mode, expected) => {
    expect(read('subscription.paid', { mode }).mode).toBe(expected);
  });
});

describe('other events', () => {
  it.each(['credits.granted', 'credits.consumed', 'credits.auto_recharged', 'customer_credits.exhausted'])(
    '%s is ignored',
    (eventType) => {
      const body = Buffer.from(JSON.stringify({ id: 'evt_1', eventType, created_at: 1 }));
      expect(creem.normalise({ body, headers: {} }, { webhookSecrets: [] })).toMatchObject({
        outcome: 'ignored',
        reason: 'credits of a customer are no money, and their events do not state any',
      });
    },
  );
});
