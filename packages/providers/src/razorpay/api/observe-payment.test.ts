import { describe, expect, it } from 'vitest';
import { ASKED_AT, eventsObserved, observed } from '../simulator/observed.ts';
import { paidOrder, payment } from '../simulator/scenarios/entities.ts';

const CREATED = '2026-03-02T09:00:00.000Z';
const createdAt = new Date(CREATED).getTime() / 1000;
const PAID = { id: 'pay_1', amount: 499_00, status: 'captured', orderId: 'order_1', createdAt } as const;
const captured = payment(PAID);

describe('a payment', () => {
  it('is the one event of its state, at the time of the question, before all other events of that time', () => {
    expect(observed('payment', captured)).toEqual({
      outcome: 'events',
      type: 'payment',
      occurredAt: ASKED_AT,
      warnings: [],
      events: [
        {
          type: 'payment.succeeded',
          occurredAt: ASKED_AT,
          isObserved: true,
          rank: -95,
          paymentRef: 'pay_1',
          orderRef: 'order_1',
          amount: { amountMinor: 49_900n, currency: 'INR', exponent: 2 },
          providerStatus: 'captured',
        },
      ],
    });
  });

  it.each([
    ['created', 'payment.pending', CREATED],
    ['authorized', 'payment.authorized', ASKED_AT],
    ['failed', 'payment.failed', ASKED_AT],
  ])('%s: %s at %s', (status, type, occurredAt) => {
    const [event, ...others] = eventsObserved('payment', { ...captured, status, captured: false });
    expect(event).toMatchObject({ type, occurredAt, isObserved: true });
    expect(others).toEqual([]);
  });

  it('that was refunded has succeeded: its refunds are objects of their own, and its total does not count', () => {
    const refunded = { ...captured, status: 'refunded', amount_refunded: 499_00, refund_status: 'full' };
    const [event] = eventsObserved('payment', refunded);
    expect(event).toMatchObject({ type: 'payment.succeeded', amount: { amountMinor: 49_900n } });
    expect(event).not.toHaveProperty('amountRefundedMinor');
  });

  it('that was never captured and given back is canceled', () => {
    const [event] = eventsObserved('payment', { ...captured, status: 'refunded', captured: false });
    expect(event).toMatchObject({ type: 'payment.canceled' });
  });

  it('of an invoice does not decide whose it is', () => {
    const [event] = eventsObserved('payment', { ...captured, invoice_id: 'inv_1' });
    expect(event).toMatchObject({ invoiceRef: 'inv_1', tentative: true });
  });

  it('without an order is an order of its own', () => {
    const [event] = eventsObserved('payment', { ...captured, order_id: null });
    expect(event).toMatchObject({ orderRef: 'pay_1', settlesOrder: true });
  });

  it('with an unknown status only connects references, with a warning', () => {
    const meaning = observed('payment', { ...captured, status: 'on_hold', captured: null });
    expect(meaning).toMatchObject({
      events: [{ type: 'payment.linked', paymentRef: 'pay_1' }],
      warnings: ['unknown payment status "on_hold"'],
    });
  });

  it('that cannot be read names the field in the answer', () => {
    expect(() => observed('payment', { ...captured, amount: 1.5 })).toThrow(/^answer\.amount: /);
    expect(observed('payment', { ...captured, method: 7 })).toMatchObject({
      warnings: ['answer.method has an invalid form and was left out'],
    });
  });

  it('is not read from an answer about another one', () => {
    expect(() => observed('payment', captured, { id: 'pay_2' })).toThrow(
      'answer.id: the answer is about another object',
    );
  });
});

describe('the payments of an order', () => {
  const failed = payment({ ...PAID, id: 'pay_0', status: 'failed' });

  it('are one event each', () => {
    const answer = { entity: 'collection', count: 2, items: [captured, failed] };
    expect(eventsObserved('order_payments', answer, { id: 'order_1' })).toMatchObject([
      { type: 'payment.succeeded', paymentRef: 'pay_1', orderRef: 'order_1' },
      { type: 'payment.failed', paymentRef: 'pay_0', orderRef: 'order_1', failureCode: 'BAD_REQUEST_ERROR' },
    ]);
  });

  it('are none yet, which changes nothing', () => {
    const answer = { entity: 'collection', count: 0, items: [] };
    expect(observed('order_payments', answer, { id: 'order_1' })).toMatchObject({ outcome: 'ignored' });
  });

  it('are not those of another order', () => {
    const answer = { entity: 'collection', count: 1, items: [captured] };
    expect(() => observed('order_payments', answer, { id: 'order_2' })).toThrow(
      'answer.items.0.order_id: the answer is about another object',
    );
  });

  it('name the field of the payment that cannot be read', () => {
    const answer = { items: [captured, { ...failed, currency: 'rupees' }] };
    expect(() => observed('order_payments', answer, { id: 'order_1' })).toThrow(
      /^answer\.items\.1\.currency: /,
    );
  });
});

describe('an order', () => {
  const paid = paidOrder({ id: 'order_1', amount: 499_00, receipt: 'receipt-1', createdAt });
  const withPayments = (order: object, ...items: object[]) => ({
    ...order,
    payments: { entity: 'collection', count: items.length, items },
  });

  it('that is paid states what was due, with the payment that paid it', () => {
    const failed = payment({ ...PAID, id: 'pay_0', status: 'failed' });
    expect(eventsObserved('order', { id: 'order_1', ...withPayments(paid, failed, captured) })).toEqual([
      {
        type: 'order.completed',
        occurredAt: ASKED_AT,
        isObserved: true,
        rank: -96,
        orderRef: 'order_1',
        paymentRef: 'pay_1',
        amount: { amountMinor: 49_900n, currency: 'INR', exponent: 2 },
        merchantRef: 'receipt-1',
        merchantRefField: 'order.receipt',
        merchantRefWriter: 'merchant',
        providerStatus: 'paid',
        createdAt: CREATED,
      },
      expect.objectContaining({ type: 'payment.failed', paymentRef: 'pay_0' }),
      expect.objectContaining({ type: 'payment.succeeded', paymentRef: 'pay_1' }),
    ]);
  });

  it('that somebody tried to pay exists since its creation', () => {
    const tried = { ...paid, status: 'attempted', amount_paid: 0 };
    const failed = payment({ ...PAID, status: 'failed' });
    expect(eventsObserved('order', { id: 'order_1', ...withPayments(tried, failed) })).toMatchObject([
      { type: 'order.created', occurredAt: CREATED, orderRef: 'order_1', amount: { amountMinor: 49_900n } },
      { type: 'payment.failed', occurredAt: ASKED_AT },
    ]);
  });

  it('that nobody tried to pay is no purchase', () => {
    const abandoned = { id: 'order_1', ...withPayments({ ...paid, status: 'created' }) };
    expect(observed('order', abandoned)).toMatchObject({
      outcome: 'ignored',
      reason: 'an order that nobody has tried to pay',
    });
  });

  it('of an invoice does not decide whose it is', () => {
    const answer = { id: 'order_1', ...withPayments(paid, { ...captured, invoice_id: 'inv_1' }) };
    expect(eventsObserved('order', answer)).toMatchObject([
      { type: 'order.completed', tentative: true, invoiceRef: 'inv_1' },
      { type: 'payment.succeeded', tentative: true, invoiceRef: 'inv_1' },
    ]);
  });

  it('for a mandate is no purchase', () => {
    const mandate = { ...captured, amount: 0, method: 'emandate', token_id: 'token_1' };
    const answer = { id: 'order_1', ...withPayments({ ...paid, amount: 0, status: 'attempted' }, mandate) };
    for (const event of eventsObserved('order', answer)) expect(event).toMatchObject({ tentative: true });
  });

  it('without its payments states what is due, and makes no order by itself', () => {
    expect(eventsObserved('order', paid)).toMatchObject([
      {
        type: 'order.completed',
        tentative: true,
        amount: { amountMinor: 49_900n },
        merchantRef: 'receipt-1',
      },
    ]);
    expect(eventsObserved('order', { ...paid, status: 'attempted' })).toMatchObject([
      { type: 'order.created', occurredAt: CREATED, tentative: true },
    ]);
  });
});

it('an object of an unknown kind changes nothing', () => {
  expect(observed('constructor', captured)).toMatchObject({
    outcome: 'ignored',
    reason: 'unknown kind of object',
  });
});
