import { describe, expect, it } from 'vitest';
import { CREATED, factsOf, warningsOf } from '../simulator/fixtures/made-event.ts';

// 2026-01-01, 2026-02-01 and 2026-03-01, midnight UTC.
const [JANUARY, FEBRUARY, MARCH] = [1_767_225_600, 1_769_904_000, 1_772_323_200];
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
const current = { ...invoice, parent: { subscription_details: { subscription: 'sub_1' } } };
const legacy = { ...invoice, subscription: 'sub_1', payment_intent: 'pi_1', charge: 'ch_1' };

describe('the period that a paid invoice covers', () => {
  const line = (start: number, end: number, fields: object = {}) => ({
    type: 'subscription',
    period: { start, end },
    ...fields,
  });
  const currentLine = (start: number, end: number, proration = false) => ({
    parent: { type: 'subscription_item_details', subscription_item_details: { proration } },
    period: { start, end },
  });
  const [january, february, march] = [
    '2026-01-01T00:00:00.000Z',
    '2026-02-01T00:00:00.000Z',
    '2026-03-01T00:00:00.000Z',
  ];
  const periodOf = (fields: object, data: readonly object[]) => {
    const [fact] = factsOf('invoice.paid', { ...legacy, ...fields, lines: { data } });
    return fact && 'paidPeriod' in fact ? fact.paidPeriod : undefined;
  };

  it('is the period of its line for the subscription, in both API generations', () => {
    expect(periodOf({}, [line(JANUARY, FEBRUARY, { proration: false })])).toEqual({
      start: january,
      end: february,
      paymentRef: 'pi_1',
      invoiceRef: 'in_1',
    });
    const [fact] = factsOf('invoice.paid', { ...current, lines: { data: [currentLine(JANUARY, FEBRUARY)] } });
    expect(fact).toMatchObject({
      type: 'subscription.renewed',
      paidPeriod: { start: january, end: february, invoiceRef: 'in_1' },
    });
    expect(fact).not.toHaveProperty('paidPeriod.paymentRef');
  });

  it.each([
    ['a proration', line(FEBRUARY, MARCH, { proration: true })],
    ['a proration since API 2025-03-31', currentLine(FEBRUARY, MARCH, true)],
    ['an invoice item', { ...line(FEBRUARY, MARCH), type: 'invoiceitem' }],
    [
      'an invoice item since API 2025-03-31',
      { parent: { invoice_item_details: { proration: false } }, period: { start: FEBRUARY, end: MARCH } },
    ],
    ['a line without a period', { type: 'subscription' }],
    ['a line whose period has no length', line(MARCH, MARCH)],
    ['a line with an invalid `proration`', line(FEBRUARY, MARCH, { proration: 'no' })],
  ])('is never the period of %s', (_, other) => {
    expect(periodOf({}, [other, line(JANUARY, FEBRUARY)])).toMatchObject({ start: january, end: february });
    expect(periodOf({}, [other])).toBeUndefined();
  });

  it("is never the invoice's own period, which is one period behind", () => {
    expect(periodOf({ period_start: JANUARY, period_end: FEBRUARY }, [])).toBeUndefined();
  });

  it.each([[[0, 1]], [[1, 0]]])('is the one that ends last, in any order: %j', (order) => {
    // The usage of January is billed with the plan for February.
    const data = [line(JANUARY, FEBRUARY), line(FEBRUARY, MARCH)];
    expect(
      periodOf(
        {},
        order.flatMap((place) => data[place] ?? []),
      ),
    ).toMatchObject({
      start: february,
      end: march,
    });
  });

  it.each([
    ['a trial or a coupon', { amount_due: 0, total: 0 }],
    ["the customer's balance", { amount_due: 0, starting_balance: -2000 }],
  ])('is free because of %s', (_, fields) => {
    expect(periodOf(fields, [line(JANUARY, FEBRUARY)])).toMatchObject({ nothingDue: true });
    expect(periodOf({}, [line(JANUARY, FEBRUARY)])).not.toHaveProperty('nothingDue');
  });

  it.each([
    ['the payment outside Stripe', { paid_out_of_band: true, amount_remaining: 1500 }, 'in_1'],
    ['several payments', { paid_out_of_band: true, amount_paid: 900, amount_remaining: 600 }, undefined],
    ['its charge', { payment_intent: null }, 'ch_1'],
    [
      'its one payment since API 2025-03-31',
      {
        payment_intent: undefined,
        charge: undefined,
        payments: { data: [{ status: 'paid', invoice: 'in_1', payment: { payment_intent: 'pi_2' } }] },
      },
      'pi_2',
    ],
  ])('is paid by %s', (_, fields, paymentRef) => {
    const period = periodOf(fields, [line(JANUARY, FEBRUARY)]);
    expect(period).toMatchObject({ invoiceRef: 'in_1' });
    expect(period?.paymentRef).toBe(paymentRef);
  });

  it('is read from the shown lines if the list is cut off, with a warning', () => {
    const lines = { data: [line(JANUARY, FEBRUARY)], has_more: true };
    expect(factsOf('invoice.paid', { ...legacy, lines })).toMatchObject([
      { paidPeriod: { end: february } },
      {},
    ]);
    expect(warningsOf('invoice.paid', { ...legacy, lines })).toEqual([
      'data.object.lines: cut off, the period is that of the shown lines',
    ]);
  });

  it.each([
    ['its lines are not shown', { lines: undefined }],
    [
      'its lines are cut off before that',
      { lines: { data: [line(FEBRUARY, MARCH, { proration: true })], has_more: true } },
    ],
    ['it states no reason', { lines: undefined, billing_reason: undefined }],
    ['it is the first one', { lines: undefined, billing_reason: 'subscription_create' }],
  ])('begins with the invoice and has no known end if %s', (_, fields) => {
    expect(factsOf('invoice.paid', { ...legacy, ...fields })[0]).toHaveProperty('paidPeriod', {
      start: '2026-01-01T12:00:00.000Z',
      paymentRef: 'pi_1',
      invoiceRef: 'in_1',
    });
  });

  it.each(['subscription_update', 'subscription_threshold', 'manual'])(
    'is absent if no line is shown and the reason is %s',
    (billing_reason) => {
      const facts = factsOf('invoice.paid', { ...legacy, billing_reason });
      expect(facts[0]).not.toHaveProperty('paidPeriod');
    },
  );

  it.each(['invoice.finalized', 'invoice.payment_failed', 'invoice.voided', 'invoice.marked_uncollectible'])(
    'is absent in %s',
    (event) => {
      const lines = { data: [line(JANUARY, FEBRUARY)] };
      expect(factsOf(event, { ...legacy, lines })[0]).not.toHaveProperty('paidPeriod');
    },
  );

  it('has the subscription of its line if the invoice does not name it', () => {
    const lines = { data: [line(JANUARY, FEBRUARY, { id: 'sub_1' })] };
    const { subscription: _subscription, ...old } = legacy;
    expect(factsOf('invoice.payment_succeeded', { ...old, lines })).toMatchObject([
      { type: 'subscription.renewed', subscriptionRef: 'sub_1', paidPeriod: { end: february } },
      { type: 'payment.linked', subscriptionRef: 'sub_1' },
    ]);
  });
});
