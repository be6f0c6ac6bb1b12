import { describe, expect, it } from 'vitest';
import { CREATED, factsOf } from '../simulator/fixtures/made-event.ts';

// 2026-01-01 and 2026-02-01, midnight UTC.
const [JANUARY, FEBRUARY] = [1_767_225_600, 1_769_904_000];
const legacyLines = (lines: object) => ({ parent: undefined, subscription: 'sub_1', lines });
const invoice = {
  id: 'in_1',
  created: CREATED - 60,
  status: 'paid',
  billing_reason: 'subscription_cycle',
  amount_due: 1500,
  total: 2000,
  currency: 'eur',
  customer: 'cus_1',
  metadata: {},
};

describe('an invoice with nothing left to pay', () => {
  const settled = { ...invoice, parent: null, billing_reason: 'manual', amount_due: 0, amount_paid: 0 };
  const credited = (before: number, after = 0) => ({
    pre_payment_credit_notes_amount: before,
    post_payment_credit_notes_amount: after,
  });

  it.each([
    ['credit notes covered everything', credited(2000), 2000n],
    [
      'credit notes covered everything, and it states no total',
      { ...credited(2000), total: undefined },
      2000n,
    ],
    [
      'credit notes covered the rest, and refunded the part that the balance had paid',
      { ...credited(1500, 500), starting_balance: -500 },
      1500n,
    ],
  ])('is no sale if %s', (_, fields, amountMinor) => {
    expect(factsOf('invoice.paid', { ...settled, ...fields })).toMatchObject([
      { type: 'order.canceled', orderRef: 'in_1', amount: { amountMinor } },
    ]);
  });

  it.each([
    ["the customer's balance paid it", { starting_balance: -2000, ending_balance: 0 }],
    ['a coupon made it free', { total: 0 }],
    ['it is below the minimum charge', { total: 30 }],
    ['the balance paid the rest after credit notes', { ...credited(1500), starting_balance: -500 }],
    ['credit notes came after the balance had paid it', { ...credited(0, 2000), starting_balance: -2000 }],
  ])('is a sale if %s', (_, fields) => {
    expect(factsOf('invoice.paid', { ...settled, ...fields })).toMatchObject([
      { type: 'order.completed', amount: { amountMinor: 0n } },
    ]);
  });

  it('is a sale of the rest after credit notes, if that was paid', () => {
    const rest = { ...settled, ...credited(500), amount_due: 1500, amount_paid: 1500 };
    expect(factsOf('invoice.paid', rest)).toMatchObject([
      { type: 'order.completed', amount: { amountMinor: 1500n } },
    ]);
  });

  it('of a subscription pays no period if credit notes covered everything', () => {
    const lines = { data: [{ type: 'subscription', period: { start: JANUARY, end: FEBRUARY } }] };
    const facts = factsOf('invoice.paid', { ...settled, ...credited(2000), ...legacyLines(lines) });
    expect(facts).toMatchObject([{ type: 'subscription.updated', subscriptionRef: 'sub_1' }]);
    expect(facts[0]).not.toHaveProperty('paidPeriod');
  });
});

describe('the state of an invoice', () => {
  const oneOff = { ...invoice, parent: null, billing_reason: 'manual' };

  it.each([
    ['open', 'order.created'],
    ['uncollectible', 'order.created'],
    ['void', 'order.canceled'],
  ])('is its own status in the event of a successful payment: %s is %s', (status, type) => {
    expect(factsOf('invoice.payment_succeeded', { ...oneOff, status })).toMatchObject([{ type }]);
  });

  it('is `paid` before API 2018-11-08, and its time a `date`', () => {
    const { status: _status, created, ...old } = oneOff;
    const paid = { ...old, date: created, paid: true, closed: true, forgiven: false, attempted: true };
    expect(factsOf('invoice.payment_succeeded', paid)).toMatchObject([
      { type: 'order.completed', createdAt: '2026-01-01T12:00:00.000Z' },
    ]);
    expect(factsOf('invoice.payment_succeeded', { ...paid, paid: false })).toMatchObject([
      { type: 'order.created' },
    ]);
  });

  it.each([
    [{ status: 'paid' }, 'order.completed'],
    [{ status: 'open' }, 'order.created'],
    [{ status: 'void' }, 'order.canceled'],
    [{ status: undefined, paid: true }, 'order.completed'],
    [{ status: undefined, paid: false, forgiven: true }, 'order.created'],
  ])('is read if a payment includes the invoice: %j', (fields, type) => {
    const charge = {
      id: 'ch_1',
      status: 'failed',
      amount: 1500,
      currency: 'eur',
      invoice: { ...oneOff, ...fields },
    };
    expect(factsOf('charge.failed', charge)).toMatchObject([
      { type: 'payment.failed', invoiceRef: 'in_1' },
      { type, orderRef: 'in_1' },
    ]);
  });

  it.each(['draft', 'folded'])('is not stated if a payment includes the invoice and it is %s', (status) => {
    const charge = { id: 'ch_1', status: 'failed', amount: 1500, currency: 'eur' };
    const facts = factsOf('charge.failed', { ...charge, invoice: { ...oneOff, status } });
    expect(facts).toMatchObject([{ type: 'payment.failed', invoiceRef: 'in_1' }]);
    expect(facts).toHaveLength(1);
  });
});

describe('the payments in an invoice', () => {
  const oneOff = { ...invoice, parent: null, billing_reason: 'manual' };
  const intent = { id: 'pi_1', status: 'succeeded', amount: 1500, currency: 'eur' };

  it('are read if they are expanded', () => {
    expect(
      factsOf('invoice.paid', { ...oneOff, payment_intent: { ...intent, invoice: 'in_1' } }),
    ).toMatchObject([
      { type: 'order.completed' },
      { type: 'payment.linked', paymentRef: 'pi_1', invoiceRef: 'in_1' },
      { type: 'payment.succeeded', paymentRef: 'pi_1', invoiceRef: 'in_1', amount: { amountMinor: 1500n } },
    ]);
    const charge = { id: 'ch_1', status: 'succeeded', captured: true, amount: 1500, currency: 'eur' };
    expect(factsOf('invoice.paid', { ...oneOff, charge })).toMatchObject([
      {},
      { type: 'payment.linked', paymentRef: 'ch_1' },
      { type: 'payment.succeeded', paymentRef: 'ch_1' },
    ]);
  });

  it('are read in `payments`, if they are paid', () => {
    const payment = (id: string, status: string) => ({
      id: `inpay_${id}`,
      status,
      invoice: 'in_1',
      payment: { payment_intent: { ...intent, id } },
    });
    const payments = { data: [payment('pi_1', 'paid'), payment('pi_2', 'canceled')], has_more: false };
    expect(factsOf('invoice.paid', { ...oneOff, payments })).toMatchObject([
      { type: 'order.completed' },
      { type: 'payment.linked', paymentRef: 'pi_1', invoiceRef: 'in_1' },
      { type: 'payment.succeeded', paymentRef: 'pi_1' },
    ]);
  });

  it('are read in an invoice payment', () => {
    const payment = { payment_intent: intent };
    const paid = { id: 'inpay_1', status: 'paid', invoice: { ...oneOff }, payment };
    expect(factsOf('invoice_payment.paid', paid)).toMatchObject([
      { type: 'payment.linked', paymentRef: 'pi_1', invoiceRef: 'in_1' },
      { type: 'payment.succeeded', paymentRef: 'pi_1' },
      { type: 'order.completed', orderRef: 'in_1' },
    ]);
  });
});
