import { describe, expect, it } from 'vitest';
import {
  BILLED,
  INVOICED,
  SUBSCRIBER,
  SUBSCRIPTION,
  at,
  dollars,
  factsOf,
  factsWithoutRank,
  meaningOf,
  problemOf,
} from '../simulator/fixtures/changed-fixture.ts';

describe('an invoice', () => {
  it.each([
    ['SCHEDULED', 'order.created'],
    ['UNPAID', 'order.created'],
    ['PAYMENT_PENDING', 'order.created'],
    ['PARTIALLY_PAID', 'order.created'],
    ['FAILED', 'order.created'],
    ['PAID', 'order.completed'],
    ['PARTIALLY_REFUNDED', 'order.completed'],
    ['REFUNDED', 'order.completed'],
    ['CANCELED', 'order.canceled'],
  ])('that is %s becomes %s', (status, type) => {
    const [order] = factsOf('invoice.updated', at('invoice', { status }));
    expect(order).toMatchObject({ type, orderRef: INVOICED });
    expect(order).not.toHaveProperty('tentative');
  });

  it('without an order has its own id', () => {
    expect(factsOf('invoice.published', at('invoice', { order_id: null }))).toMatchObject([
      { orderRef: 'inv:0-ChCHu2mZEabLeeHahQnXDjZQECY', invoiceRef: 'inv:0-ChCHu2mZEabLeeHahQnXDjZQECY' },
    ]);
  });

  it.each([
    ['there is no payment request', []],
    ['one request has no amount', [{ computed_amount_money: { amount: 1, currency: 'USD' } }, {}]],
    [
      'there are two currencies',
      [
        { computed_amount_money: { amount: 1, currency: 'USD' } },
        { computed_amount_money: { amount: 1, currency: 'EUR' } },
      ],
    ],
  ])('has no amount due if %s', (_, requests) => {
    const [order] = factsOf('invoice.published', at('invoice', { payment_requests: requests }));
    expect(order).not.toHaveProperty('amount');
  });

  it('is refused with the path if an amount is invalid', () => {
    const requests = [{ computed_amount_money: { amount: 0.5, currency: 'USD' } }];
    const problem = problemOf(() =>
      meaningOf('invoice.published', at('invoice', { payment_requests: requests })),
    );
    expect(problem.path).toBe('data.object.invoice.payment_requests.0.computed_amount_money.amount');
  });
});

describe('an invoice of a subscription', () => {
  const paid = 'invoice.payment_made.of-subscription';

  it('that is paid renews it for the period that begins on its due date', () => {
    expect(factsWithoutRank(paid)).toEqual([
      {
        type: 'subscription.renewed',
        status: 'active',
        statusAfter: ['active', 'past_due'],
        occurredAt: '2026-03-03T10:00:03.000Z',
        subscriptionRef: SUBSCRIPTION,
        invoiceRef: BILLED,
        customerRef: SUBSCRIBER,
        currentPeriodStart: '2026-03-03T08:00:00.000Z',
        paidPeriod: { start: '2026-03-03T08:00:00.000Z', invoiceRef: BILLED },
      },
      {
        type: 'order.completed',
        occurredAt: '2026-03-03T10:00:03.000Z',
        orderRef: BILLED,
        invoiceRef: BILLED,
        subscriptionRef: SUBSCRIPTION,
        tentative: true,
        amount: dollars(900n),
        createdAt: '2026-03-03T10:00:00.000Z',
        customerRef: SUBSCRIBER,
        providerStatus: 'PAID',
      },
    ]);
  });

  it('without a due date begins when it was created', () => {
    const requests = [{ computed_amount_money: { amount: 900, currency: 'USD' } }];
    expect(factsOf(paid, at('invoice', { payment_requests: requests }))).toMatchObject([
      { paidPeriod: { start: '2026-03-03T10:00:00.000Z' } },
      {},
    ]);
  });

  it('of nothing was free', () => {
    const requests = [{ due_date: '2026-03-03', computed_amount_money: { amount: 0, currency: 'USD' } }];
    expect(factsOf(paid, at('invoice', { payment_requests: requests }))).toMatchObject([
      { paidPeriod: { nothingDue: true } },
      {},
    ]);
  });

  it('that changes later still proves its period, and neither status nor current period', () => {
    const [fact] = factsOf(paid, { type: 'invoice.refunded', ...at('invoice', { status: 'REFUNDED' }) });
    expect(fact).toMatchObject({
      type: 'subscription.updated',
      paidPeriod: { start: '2026-03-03T08:00:00.000Z' },
    });
    expect(fact).not.toHaveProperty('status');
    expect(fact).not.toHaveProperty('currentPeriodStart');
  });

  it.each(['UNPAID', 'PARTIALLY_PAID', 'PAYMENT_PENDING', 'CANCELED'])(
    'that is %s proves no period',
    (status) => {
      const [fact] = factsOf(paid, at('invoice', { status }));
      expect(fact).toMatchObject({ type: 'subscription.updated', subscriptionRef: SUBSCRIPTION });
      expect(fact).not.toHaveProperty('paidPeriod');
    },
  );
});
