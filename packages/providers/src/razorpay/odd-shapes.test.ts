import { describe, expect, it } from 'vitest';
import { changed, eventsOf, problemOf } from './simulator/fixtures/changed-fixture.ts';

describe('an optional field', () => {
  it.each([
    ['payment.captured', 'payment', 'customer_id', 7],
    ['payment.captured', 'payment', 'amount_refunded', 'none'],
    ['payment.captured', 'payment', 'captured', 'perhaps'],
    ['payment.captured', 'payment', 'token_id', {}],
    ['payment.captured', 'payment', 'method', []],
    ['payment.failed', 'payment', 'error_code', { code: 1 }],
    ['order.paid', 'order', 'created_at', 'soon'],
    ['order.paid', 'order', 'status', 5],
    ['payment.dispute.created', 'dispute', 'reason_code', 12],
    ['subscription.charged', 'subscription', 'quantity', 'many'],
    ['subscription.charged', 'subscription', 'plan_id', ['plan_1']],
    ['subscription.charged', 'subscription', 'start_at', 'today'],
    ['subscription.charged', 'subscription', 'paid_count', -1],
    ['invoice.expired', 'invoice', 'customer_id', false],
  ])('does not change %s if it is invalid: %s.%s is %j', (type, name, field, value) => {
    const path = `payload.${name}.entity.${field}`;
    const before = eventsOf(type).map((event) => event.type);
    const meaning = changed(type, { [path]: value });
    expect(meaning).toMatchObject({ outcome: 'events', events: before.map((name_) => ({ type: name_ })) });
    expect(meaning).toHaveProperty('warnings.0', `${path} has an invalid form and was left out`);
  });

  it('is named in the warning, without its value', () => {
    const meaning = changed('payment.captured', { 'payload.payment.entity.customer_id': ['asha.rao@x.in'] });
    expect(meaning).toMatchObject({
      warnings: ['payload.payment.entity.customer_id has an invalid form and was left out'],
    });
  });

  it('may be missing', () => {
    const meaning = changed('payment.captured', {
      entity: undefined,
      account_id: undefined,
      contains: undefined,
      'payload.payment.entity.entity': undefined,
      'payload.payment.entity.notes': undefined,
      'payload.payment.entity.captured': undefined,
      'payload.payment.entity.status': undefined,
      'payload.payment.entity.refunds': { count: 1, items: [{ id: 'rfnd_1' }] },
    });
    expect(meaning).toMatchObject({
      outcome: 'events',
      warnings: [],
      events: [{ type: 'payment.succeeded' }],
    });
  });
});

describe('a refund', () => {
  it('without payment_id belongs to the included payment', () => {
    const [refund] = eventsOf('refund.processed', { 'payload.refund.entity.payment_id': undefined });
    expect(refund).toMatchObject({ paymentRef: 'pay_N3xQw8ZtLk0aBc', orderRef: 'order_N3xPm2RsVd7yHj' });
  });

  it('without any payment is a refund without a payment', () => {
    const events = eventsOf('refund.processed', {
      'payload.refund.entity.payment_id': null,
      'payload.payment': undefined,
    });
    expect(events).toMatchObject([{ type: 'refund.succeeded', amount: { amountMinor: 20000n } }]);
    expect(events[0]).not.toHaveProperty('paymentRef');
  });

  it('of another payment than the included one has no total, and the included payment is read as usual', () => {
    const [refund, payment] = eventsOf('refund.processed', {
      'payload.refund.entity.payment_id': 'pay_other',
    });
    expect(refund).toMatchObject({ paymentRef: 'pay_other' });
    expect(refund).not.toHaveProperty('orderRef');
    expect(refund).not.toHaveProperty('amountRefundedMinor');
    expect(payment).toMatchObject({ type: 'payment.succeeded', paymentRef: 'pay_N3xQw8ZtLk0aBc' });
  });

  it('without an amount has the refunded total of its payment', () => {
    const [refund] = eventsOf('refund.processed', { 'payload.refund.entity.amount': null });
    expect(refund).toMatchObject({ amountRefundedMinor: 20000n });
    expect(refund).not.toHaveProperty('amount');
  });

  it('without an amount and without a total is refused', () => {
    const problem = problemOf(() =>
      changed('refund.processed', { 'payload.refund.entity.amount': null, 'payload.payment': undefined }),
    );
    expect(problem).toMatchObject({ code: 'schema_violation', path: 'payload.refund.entity.amount' });
  });

  it('without a currency has the currency of its payment', () => {
    const [refund] = eventsOf('refund.processed', { 'payload.refund.entity.currency': null });
    expect(refund).toMatchObject({ amount: { amountMinor: 20000n, currency: 'INR' } });
  });

  it('that failed has the total only if the total cannot include it', () => {
    const failed = (total: number) =>
      eventsOf('refund.failed', { 'payload.payment.entity.amount_refunded': total });
    expect(failed(19999)).toMatchObject([{ amountRefundedMinor: 19999n }, { amountRefundedMinor: 19999n }]);
    expect(failed(20000)[0]).not.toHaveProperty('amountRefundedMinor');
    expect(failed(20000)[1]).not.toHaveProperty('amountRefundedMinor');
  });
});

describe('a dispute', () => {
  it('without payment_id belongs to the included payment', () => {
    const [dispute] = eventsOf('payment.dispute.lost', { 'payload.dispute.entity.payment_id': undefined });
    expect(dispute).toMatchObject({ type: 'dispute.lost', paymentRef: 'pay_N3xQw8ZtLk0aBc' });
  });

  it('without any payment is recorded', () => {
    const events = eventsOf('payment.dispute.created', {
      'payload.dispute.entity.payment_id': null,
      'payload.payment': undefined,
    });
    expect(events).toMatchObject([{ type: 'dispute.opened', disputeRef: 'disp_N40RkUeMiG2xPd' }]);
  });

  it('needs its amount only when it is lost', () => {
    const none = { 'payload.dispute.entity.amount': null, 'payload.dispute.entity.amount_deducted': null };
    expect(eventsOf('payment.dispute.created', none)[0]?.type).toBe('dispute.opened');
    expect(problemOf(() => changed('payment.dispute.lost', none))).toMatchObject({
      path: 'payload.dispute.entity.amount',
    });
  });
});

it('order.paid without its payment states the amount due', () => {
  expect(eventsOf('order.paid', { 'payload.payment': undefined })).toMatchObject([
    { type: 'order.completed', amount: { amountMinor: 49900n } },
  ]);
});
