import { describe, expect, it } from 'vitest';
import { ASKED_AT, eventsObserved, observed } from '../simulator/observed.ts';
import { dispute, paidInvoice, refund, subscription } from '../simulator/scenarios/entities.ts';

const CREATED = '2026-03-02T09:00:00.000Z';
const createdAt = new Date(CREATED).getTime() / 1000;

describe('a refund', () => {
  const processed = refund({
    id: 'rfnd_1',
    paymentId: 'pay_1',
    amount: 100_00,
    status: 'processed',
    createdAt,
  });

  it.each([
    ['pending', 'refund.pending', CREATED],
    ['processed', 'refund.succeeded', ASKED_AT],
    ['failed', 'refund.failed', ASKED_AT],
  ])('%s: %s at %s', (status, type, occurredAt) => {
    expect(eventsObserved('refund', { ...processed, status })).toEqual([
      {
        type,
        occurredAt,
        isObserved: true,
        rank: expect.any(Number),
        refundRef: 'rfnd_1',
        paymentRef: 'pay_1',
        amount: { amountMinor: 10_000n, currency: 'INR', exponent: 2 },
        providerStatus: status,
      },
    ]);
  });

  it('with an unknown status changes nothing', () => {
    expect(observed('refund', { ...processed, status: 'on_hold' })).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown refund status "on_hold"',
    });
  });

  it('without its amount is an error with the path in the answer', () => {
    expect(() => observed('refund', { ...processed, amount: null })).toThrow(
      'answer.amount: a refund without its amount',
    );
  });

  it('of a payment is read with the others', () => {
    const pending = { ...processed, id: 'rfnd_2', status: 'pending' };
    const answer = { entity: 'collection', count: 2, items: [processed, pending] };
    expect(eventsObserved('payment_refunds', answer, { id: 'pay_1' })).toMatchObject([
      { type: 'refund.succeeded', refundRef: 'rfnd_1' },
      { type: 'refund.pending', refundRef: 'rfnd_2' },
    ]);
  });
});

describe('a dispute', () => {
  const lost = dispute({ id: 'disp_1', paymentId: 'pay_1', amount: 100_00, status: 'lost', createdAt });

  it.each([
    ['open', 'dispute.opened', CREATED],
    ['under_review', 'dispute.opened', CREATED],
    ['won', 'dispute.won', ASKED_AT],
    ['lost', 'dispute.lost', ASKED_AT],
    ['closed', 'dispute.closed', ASKED_AT],
  ])('%s: %s at %s', (status, type, occurredAt) => {
    expect(eventsObserved('dispute', { ...lost, status })).toMatchObject([
      { type, occurredAt, isObserved: true, disputeRef: 'disp_1', paymentRef: 'pay_1' },
    ]);
  });

  it('that was lost takes the deducted amount', () => {
    expect(eventsObserved('dispute', { ...lost, amount_deducted: 60_00 })).toMatchObject([
      { amount: { amountMinor: 6_000n } },
    ]);
  });

  it('with an unknown status changes nothing', () => {
    expect(observed('dispute', { ...lost, status: 'toString' })).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown dispute status "toString"',
    });
  });
});

describe('an invoice', () => {
  const period = [createdAt, createdAt + 2_592_000] as const;
  const [START, END] = [CREATED, '2026-04-01T09:00:00.000Z'];
  const PAID_AT = '2026-03-02T09:00:50.000Z';
  const monthly = {
    ...paidInvoice({
      id: 'inv_1',
      amount: 299_00,
      orderId: 'order_1',
      paymentId: 'pay_1',
      customerId: 'cust_1',
      subscriptionId: 'sub_1',
      period,
      createdAt,
    }),
    paid_at: createdAt + 50,
  };
  const single = { ...monthly, subscription_id: null, billing_start: null, billing_end: null };

  it('of a subscription that is paid proves its period, at the time of the payment', () => {
    expect(eventsObserved('invoice', monthly)).toMatchObject([
      {
        type: 'subscription.updated',
        occurredAt: PAID_AT,
        subscriptionRef: 'sub_1',
        invoiceRef: 'inv_1',
        paidPeriod: { start: START, end: END, paymentRef: 'pay_1', invoiceRef: 'inv_1' },
      },
      { type: 'payment.linked', paymentRef: 'pay_1', subscriptionRef: 'sub_1', invoiceRef: 'inv_1' },
    ]);
  });

  it('of a subscription that is only issued connects it, and proves no period', () => {
    const issued = { ...monthly, status: 'issued', payment_id: null, paid_at: null };
    const events = eventsObserved('invoice', issued);
    expect(events).toMatchObject([
      { type: 'subscription.updated', occurredAt: CREATED, invoiceRef: 'inv_1' },
    ]);
    expect(events[0]).not.toHaveProperty('paidPeriod');
    expect(events[0]).not.toHaveProperty('status');
  });

  it.each([
    ['paid', 'order.completed', PAID_AT],
    ['partially_paid', 'order.created', ASKED_AT],
    ['expired', 'order.expired', '2026-03-02T09:01:40.000Z'],
  ])('without a subscription, %s: %s at %s', (status, type, occurredAt) => {
    const [event] = eventsObserved('invoice', { ...single, status, expired_at: createdAt + 100 });
    expect(event).toMatchObject({ type, occurredAt, orderRef: 'order_1', amount: { amountMinor: 29_900n } });
  });

  it.each(['draft', 'issued', 'cancelled', 'deleted'])(
    'without a subscription, %s: no purchase',
    (status) => {
      expect(observed('invoice', { ...single, status })).toMatchObject({
        outcome: 'ignored',
        reason: `an invoice that is ${status}: nothing was paid`,
      });
    },
  );

  it('of a subscription is read with the others, and those of another are refused', () => {
    const older = { ...monthly, id: 'inv_0', payment_id: 'pay_0', status: 'draft' };
    const answer = { entity: 'collection', count: 2, items: [monthly, older] };
    expect(observed('subscription_invoices', answer, { id: 'sub_1' })).toMatchObject({
      events: [{ invoiceRef: 'inv_1' }, { type: 'payment.linked' }],
      warnings: ['an invoice that is draft: nothing was paid'],
    });
    expect(() => observed('subscription_invoices', answer, { id: 'sub_2' })).toThrow(
      'answer.items.0.subscription_id: the answer is about another object',
    );
  });
});

describe('a subscription', () => {
  const period = [createdAt, createdAt + 2_592_000] as const;
  const of = (status: 'active' | 'cancelled' | 'completed' | 'authenticated', fields: object = {}) => ({
    ...subscription({ id: 'sub_1', customerId: 'cust_1', status, period, paidCount: 1, createdAt }),
    ...fields,
  });

  it('is a snapshot of its status and period, which proves no payment', () => {
    const [event, ...others] = eventsObserved('subscription', of('active'));
    expect(event).toMatchObject({
      type: 'subscription.updated',
      occurredAt: ASKED_AT,
      isObserved: true,
      status: 'active',
      planRef: 'plan_PayspoolTea01',
      currentPeriodStart: CREATED,
      currentPeriodEnd: '2026-04-01T09:00:00.000Z',
      customerRef: 'cust_1',
    });
    expect(event).not.toHaveProperty('paidPeriod');
    expect(others).toEqual([]);
  });

  it.each([
    ['authenticated', 'subscription.created', 'incomplete'],
    ['pending', 'subscription.past_due', 'past_due'],
    ['halted', 'subscription.past_due', 'unpaid'],
    ['paused', 'subscription.paused', 'paused'],
    ['expired', 'subscription.expired', 'expired'],
  ])('%s: %s, %s', (status, type, canonical) => {
    expect(eventsObserved('subscription', of('active', { status }))).toMatchObject([
      { type, status: canonical, occurredAt: ASKED_AT },
    ]);
  });

  it('that was canceled ended at its end', () => {
    const ended = '2026-03-02T10:00:00.000Z';
    expect(
      eventsObserved('subscription', of('cancelled', { ended_at: new Date(ended).getTime() / 1000 })),
    ).toMatchObject([{ type: 'subscription.canceled', occurredAt: ended, canceledAt: ended }]);
  });

  it('that was canceled at an unknown time does not say when', () => {
    const [event] = eventsObserved('subscription', of('cancelled', { ended_at: null }));
    expect(event).toMatchObject({ type: 'subscription.canceled', occurredAt: ASKED_AT });
    expect(event).not.toHaveProperty('canceledAt');
  });

  it('that charged all of its cycles is paid to the end', () => {
    const charged = of('completed', { paid_count: 12, total_count: 12, ended_at: createdAt + 60 });
    expect(eventsObserved('subscription', charged)).toMatchObject([
      { type: 'subscription.expired', paidPeriod: { start: CREATED, end: '2026-04-01T09:00:00.000Z' } },
    ]);
  });

  it('that starts later is a trial if the setting says so', () => {
    const later = of('authenticated', {
      current_start: null,
      current_end: null,
      start_at: createdAt + 864_000,
    });
    expect(eventsObserved('subscription', later, { settings: { futureStart: 'trial' } })).toMatchObject([
      { status: 'trialing', trialEnd: '2026-03-12T09:00:00.000Z' },
    ]);
  });

  it('without a mandate is not one yet', () => {
    expect(observed('subscription', of('active', { status: 'created' }))).toMatchObject({
      outcome: 'ignored',
      reason: 'a subscription without a mandate',
    });
  });
});
