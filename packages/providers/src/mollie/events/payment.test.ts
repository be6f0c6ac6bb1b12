import { describe, expect, it } from 'vitest';
import { problemOf } from '../../conformance/fixtures.ts';
import { changed, CREATED, DUE, euro, eventsOf } from '../simulator/fixtures/changed-fixture.ts';

const REFERENCE = {
  merchantRef: 'order-1001',
  merchantRefField: 'metadata.order_id',
  merchantRefWriter: 'merchant',
};
const ORDER = {
  type: 'order.created',
  occurredAt: CREATED,
  createdAt: CREATED,
  orderRef: 'tr_7UhSN1zuXS4Rq',
  paymentRef: 'tr_7UhSN1zuXS4Rq',
  amount: DUE,
  rank: 0,
  ...REFERENCE,
};
const PAYMENT = {
  paymentRef: 'tr_7UhSN1zuXS4Rq',
  orderRef: 'tr_7UhSN1zuXS4Rq',
  amount: DUE,
  rank: expect.any(Number) as number,
  ...REFERENCE,
};
const PAID = {
  type: 'payment.succeeded',
  occurredAt: '2026-03-02T09:31:12.000Z',
  providerStatus: 'paid',
  settlesOrder: true,
  ...PAYMENT,
};

describe('payments', () => {
  it('payment.paid is a purchase that is paid', () => {
    expect(changed('payment.paid')).toMatchObject({
      outcome: 'events',
      type: 'payment.paid',
      occurredAt: '2026-03-02T09:31:13.000Z',
      mode: 'test',
      warnings: [],
    });
    expect(eventsOf('payment.paid')).toEqual([ORDER, PAID]);
  });

  it('payment.authorized has moved no money', () => {
    expect(eventsOf('payment.authorized')).toEqual([
      ORDER,
      {
        type: 'payment.authorized',
        occurredAt: '2026-03-02T09:31:12.000Z',
        providerStatus: 'authorized',
        ...PAYMENT,
      },
    ]);
  });

  it('payment.failed has the reason', () => {
    expect(eventsOf('payment.failed')).toEqual([
      ORDER,
      {
        type: 'payment.failed',
        occurredAt: '2026-03-02T09:32:40.000Z',
        providerStatus: 'failed',
        failureCode: 'insufficient_funds',
        ...PAYMENT,
      },
    ]);
  });

  it('payment.canceled and payment.expired are given up', () => {
    expect(eventsOf('payment.canceled')).toEqual([
      ORDER,
      {
        type: 'payment.canceled',
        occurredAt: '2026-03-02T09:33:00.000Z',
        providerStatus: 'canceled',
        ...PAYMENT,
      },
    ]);
    expect(eventsOf('payment.expired')).toMatchObject([
      { type: 'order.created' },
      { type: 'payment.canceled', occurredAt: '2026-03-02T10:30:00.000Z', providerStatus: 'expired' },
    ]);
  });

  it('payment.pending has the time of its creation', () => {
    const changes = {
      '_embedded.entity.subscriptionId': undefined,
      '_embedded.entity.customerId': undefined,
    };
    expect(eventsOf('payment.pending', changes)).toEqual([
      ORDER,
      { type: 'payment.pending', occurredAt: CREATED, providerStatus: 'pending', ...PAYMENT },
    ]);
  });

  it('the answer of the API gives the facts of the webhook at the same times, and the refunds', () => {
    expect(changed('payment.paid.confirmed')).toMatchObject({
      type: 'payment.paid',
      mode: 'test',
      occurredAt: '2026-03-02T10:00:00.000Z',
    });
    const [order, payment, ...refunds] = eventsOf('payment.paid.confirmed');
    expect([order, payment]).toEqual(eventsOf('payment.paid'));
    expect(refunds).toEqual([
      {
        type: 'refund.succeeded',
        occurredAt: '2026-03-02T10:00:00.000Z',
        refundRef: 're_4qqhO89gsT',
        paymentRef: 'tr_7UhSN1zuXS4Rq',
        orderRef: 'tr_7UhSN1zuXS4Rq',
        amount: euro(1995n),
        providerStatus: 'refunded',
        rank: 1,
      },
    ]);
  });

  it('an open payment of the API is pending', () => {
    expect(changed('payment.paid.confirmed', { status: 'open' })).toMatchObject({ type: 'payment.pending' });
    expect(eventsOf('payment.paid.confirmed', { status: 'open' })[1]).toMatchObject({
      type: 'payment.pending',
      occurredAt: CREATED,
    });
  });

  it('a status without a time has the time of the webhook, or else of the creation', () => {
    expect(eventsOf('payment.paid', { '_embedded.entity.paidAt': undefined })[1]).toMatchObject({
      occurredAt: '2026-03-02T09:31:13.000Z',
    });
    expect(eventsOf('payment.paid.confirmed', { paidAt: 'soon' })[1]).toMatchObject({ occurredAt: CREATED });
  });

  it('an unknown status changes nothing', () => {
    expect(changed('payment.paid', { '_embedded.entity.status': 'frozen' })).toMatchObject({
      events: [{ type: 'order.created' }, { type: 'payment.linked' }],
      warnings: ['unknown payment status "frozen"'],
    });
  });

  it('a payment of an order belongs to the order', () => {
    expect(eventsOf('payment.paid', { '_embedded.entity.orderId': 'ord_1' })).toEqual([
      { ...PAID, orderRef: 'ord_1' },
    ]);
  });

  it('a payment of nothing registers a mandate, and is no purchase', () => {
    expect(eventsOf('payment.paid', { '_embedded.entity.amount.value': '0.00' })).toMatchObject([
      { type: 'order.created', tentative: true },
      { type: 'payment.succeeded', tentative: true },
    ]);
  });

  it.each([
    ['JPY', '1200', { amountMinor: 1200n, currency: 'JPY', exponent: 0 }],
    ['ISK', '1200', { amountMinor: 1200n, currency: 'ISK', exponent: 0 }],
    ['HUF', '1200.00', { amountMinor: 120_000n, currency: 'HUF', exponent: 2 }],
    ['KWD', '1.250', { amountMinor: 1250n, currency: 'KWD', exponent: 3 }],
    ['EUR', '90071992547409.93', { amountMinor: 9_007_199_254_740_993n, currency: 'EUR', exponent: 2 }],
  ])('%s %s is exact', (currency, value, amount) => {
    const changes = { '_embedded.entity.amount': { currency, value } };
    expect(eventsOf('payment.paid', changes)[1]).toMatchObject({ amount });
  });

  it.each([
    ['_embedded.entity.amount.value', '10.001', 'amount_invalid'],
    ['_embedded.entity.amount.value', '-1.00', 'amount_invalid'],
    ['_embedded.entity.amount.value', 10, 'schema_violation'],
    ['_embedded.entity.amount.currency', 'euro', 'schema_violation'],
    ['_embedded.entity.createdAt', 'yesterday', 'schema_violation'],
    ['_embedded.entity.id', '', 'schema_violation'],
    ['_embedded.entity.resource', 'refund', 'schema_violation'],
  ])('with %s %j is refused at that path', (path, value, code) => {
    expect(problemOf(() => changed('payment.paid', { [path]: value }))).toMatchObject({ code, path });
  });
});
