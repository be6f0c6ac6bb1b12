import { describe, expect, it } from 'vitest';
import { CREATED, factsOf, meaningOf, warningsOf } from '../fixtures/made-event.ts';

// 2026-01-01, 2026-02-01 and 2026-03-01, midnight UTC.
const [JANUARY, FEBRUARY, MARCH] = [1_767_225_600, 1_769_904_000, 1_772_323_200];
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
const current = { ...invoice, parent: { subscription_details: { subscription: 'sub_1' } } };
const legacy = { ...invoice, subscription: 'sub_1', payment_intent: 'pi_1', charge: 'ch_1' };

describe("a subscription's invoice", () => {
  it('that is paid at the end of a cycle renews, and says nothing of the status', () => {
    expect(factsOf('invoice.paid', current)).toEqual([
      {
        type: 'subscription.renewed',
        rank: 3,
        occurredAt: '2026-01-01T12:01:00.000Z',
        subscriptionRef: 'sub_1',
        invoiceRef: 'in_1',
        customerRef: 'cus_1',
      },
    ]);
  });

  it('names its payment before API 2025-03-31', () => {
    expect(factsOf('invoice.payment_succeeded', legacy)).toMatchObject([
      { type: 'subscription.renewed', subscriptionRef: 'sub_1', invoiceRef: 'in_1' },
      {
        type: 'payment.linked',
        paymentRef: 'pi_1',
        paymentAliases: ['ch_1'],
        invoiceRef: 'in_1',
        subscriptionRef: 'sub_1',
      },
    ]);
  });

  it('that was paid outside Stripe has a payment of the subscription', () => {
    const elsewhere = { ...legacy, charge: null, amount_remaining: 1500, paid_out_of_band: true };
    expect(factsOf('invoice.paid', elsewhere)).toMatchObject([
      { type: 'subscription.renewed' },
      { type: 'payment.linked', paymentRef: 'pi_1' },
      {
        type: 'payment.succeeded',
        paymentRef: 'in_1',
        subscriptionRef: 'sub_1',
        amount: { amountMinor: 1500n },
        providerStatus: 'paid_out_of_band',
      },
    ]);
  });

  it.each([
    ['invoice.paid', 'subscription_create'],
    ['invoice.payment_succeeded', 'subscription_update'],
    ['invoice.finalized', 'subscription_cycle'],
    ['invoice.payment_failed', 'subscription_cycle'],
    ['invoice.payment_action_required', 'subscription_cycle'],
    ['invoice.voided', 'subscription_cycle'],
    ['invoice.marked_uncollectible', 'subscription_cycle'],
  ])('in %s because of %s only ties the two', (event, billing_reason) => {
    const facts = factsOf(event, { ...current, billing_reason });
    expect(facts).toMatchObject([
      { type: 'subscription.updated', subscriptionRef: 'sub_1', invoiceRef: 'in_1' },
    ]);
    expect(facts[0]).not.toHaveProperty('status');
  });
});

describe('an invoice of nothing but itself', () => {
  const oneOff = { ...invoice, parent: null, billing_reason: 'manual', metadata: { order_id: 'A-1001' } };

  it('is an order, and due is what the credit balance leaves of its total', () => {
    expect(factsOf('invoice.finalized', { ...oneOff, status: 'open' })).toEqual([
      {
        type: 'order.created',
        rank: 0,
        occurredAt: '2026-01-01T12:01:00.000Z',
        orderRef: 'in_1',
        invoiceRef: 'in_1',
        amount: { amountMinor: 1500n, currency: 'EUR', exponent: 2 },
        createdAt: '2026-01-01T12:00:00.000Z',
        providerStatus: 'open',
        merchantRef: 'A-1001',
        merchantRefField: 'metadata.order_id',
        merchantRefWriter: 'merchant',
        customerRef: 'cus_1',
      },
    ]);
  });

  it.each([
    ['invoice.payment_failed', 'order.created'],
    ['invoice.payment_action_required', 'order.created'],
    ['invoice.marked_uncollectible', 'order.created'],
    ['invoice.paid', 'order.completed'],
    ['invoice.payment_succeeded', 'order.completed'],
    ['invoice.voided', 'order.canceled'],
  ])('in %s is %s', (event, type) => {
    expect(factsOf(event, oneOff)).toMatchObject([{ type, orderRef: 'in_1' }]);
  });

  it('is tied to its payment before API 2025-03-31', () => {
    const [, linked] = factsOf('invoice.paid', {
      ...oneOff,
      subscription: null,
      payment_intent: 'pi_1',
      charge: null,
    });
    expect(linked).toMatchObject({ type: 'payment.linked', paymentRef: 'pi_1', invoiceRef: 'in_1' });
    expect(linked).not.toHaveProperty('subscriptionRef');
  });

  it.each([
    ['all of it', { amount_remaining: 1500 }, 1500n],
    ['what Stripe had not been paid of it', { amount_remaining: 600, amount_paid: 900 }, 600n],
    ['what was due, where nothing is said to remain', { amount_remaining: 0 }, 1500n],
    ['what was due, where nothing is said of the rest', {}, 1500n],
  ])('that was paid outside Stripe has a payment of its own: %s', (_, amounts, amountMinor) => {
    const elsewhere = { ...oneOff, ...amounts, payment_intent: null, charge: null, paid_out_of_band: true };
    expect(factsOf('invoice.paid', elsewhere).slice(1)).toEqual([
      {
        type: 'payment.succeeded',
        rank: 5,
        occurredAt: '2026-01-01T12:01:00.000Z',
        paymentRef: 'in_1',
        invoiceRef: 'in_1',
        amount: { amountMinor, currency: 'EUR', exponent: 2 },
        providerStatus: 'paid_out_of_band',
        customerRef: 'cus_1',
      },
    ]);
  });

  it.each([
    ['nothing was due of it', 'invoice.paid', { paid_out_of_band: true, amount_due: 0 }],
    ['Stripe was paid', 'invoice.paid', { paid_out_of_band: false }],
    ['it is not paid', 'invoice.voided', { paid_out_of_band: true }],
  ])('has none where %s', (_, event, fields) => {
    expect(factsOf(event, { ...oneOff, ...fields })).toHaveLength(1);
  });

  it('from a quote is no subscription either', () => {
    const quoted = { ...oneOff, parent: { type: 'quote_details', subscription_details: null } };
    expect(factsOf('invoice.paid', quoted)).toMatchObject([{ type: 'order.completed' }]);
  });
});

describe('an invoice payment', () => {
  const paid = { id: 'inpay_1', status: 'paid', invoice: 'in_1' };

  it.each([
    ['its intent', { type: 'payment_intent', payment_intent: 'pi_1' }, 'pi_1'],
    ['an expanded intent', { type: 'payment_intent', payment_intent: { id: 'pi_1' } }, 'pi_1'],
    ['a charge without one', { type: 'charge', charge: 'ch_1' }, 'ch_1'],
  ])('ties the invoice to %s', (_, payment, paymentRef) => {
    expect(factsOf('invoice_payment.paid', { ...paid, payment })).toEqual([
      {
        type: 'payment.linked',
        rank: 0,
        occurredAt: '2026-01-01T12:01:00.000Z',
        paymentRef,
        invoiceRef: 'in_1',
        providerStatus: 'paid',
      },
    ]);
  });

  it('made outside Stripe is a payment by its record, and the one that older versions call by its invoice', () => {
    const payment = { type: 'payment_record', payment_record: 'pr_1' };
    expect(factsOf('invoice_payment.paid', { ...paid, amount_paid: 1500, currency: 'eur', payment })).toEqual(
      [
        {
          type: 'payment.succeeded',
          rank: 5,
          occurredAt: '2026-01-01T12:01:00.000Z',
          paymentRef: 'pr_1',
          paymentAliases: ['in_1'],
          invoiceRef: 'in_1',
          amount: { amountMinor: 1500n, currency: 'EUR', exponent: 2 },
          providerStatus: 'paid',
        },
      ],
    );
  });

  it('of a kind that is not known is ignored', () => {
    expect(meaningOf('invoice_payment.paid', { ...paid, payment: { type: 'barter' } })).toMatchObject({
      outcome: 'ignored',
      reason: 'the invoice payment names no payment',
    });
  });
});

describe('an invoice of which nothing is left to pay', () => {
  const settled = { ...invoice, parent: null, billing_reason: 'manual', amount_due: 0, amount_paid: 0 };
  const credited = (before: number, after = 0) => ({
    pre_payment_credit_notes_amount: before,
    post_payment_credit_notes_amount: after,
  });

  it.each([
    ['credit notes took all of it', credited(2000), 2000n],
    ['credit notes took all of it, and it names no total', { ...credited(2000), total: undefined }, 2000n],
    [
      'credit notes took the rest, and gave back what the balance had paid',
      { ...credited(1500, 500), starting_balance: -500 },
      1500n,
    ],
  ])('sold nothing where %s', (_, fields, amountMinor) => {
    expect(factsOf('invoice.paid', { ...settled, ...fields })).toMatchObject([
      { type: 'order.canceled', orderRef: 'in_1', amount: { amountMinor } },
    ]);
  });

  it.each([
    ["the customer's balance paid it", { starting_balance: -2000, ending_balance: 0 }],
    ['a coupon made it free', { total: 0 }],
    ['it is below the smallest charge', { total: 30 }],
    ['the balance paid what credit notes left', { ...credited(1500), starting_balance: -500 }],
    ['credit came after it was paid by the balance', { ...credited(0, 2000), starting_balance: -2000 }],
  ])('sold something where %s', (_, fields) => {
    expect(factsOf('invoice.paid', { ...settled, ...fields })).toMatchObject([
      { type: 'order.completed', amount: { amountMinor: 0n } },
    ]);
  });

  it('sold what credit notes left of it where that was paid', () => {
    const rest = { ...settled, ...credited(500), amount_due: 1500, amount_paid: 1500 };
    expect(factsOf('invoice.paid', rest)).toMatchObject([
      { type: 'order.completed', amount: { amountMinor: 1500n } },
    ]);
  });

  it('of a subscription that credit notes took all of pays for no period', () => {
    const lines = { data: [{ type: 'subscription', period: { start: JANUARY, end: FEBRUARY } }] };
    const facts = factsOf('invoice.paid', { ...settled, ...credited(2000), ...legacyLines(lines) });
    expect(facts).toMatchObject([{ type: 'subscription.updated', subscriptionRef: 'sub_1' }]);
    expect(facts[0]).not.toHaveProperty('paidPeriod');
  });
});

describe('the period that an invoice pays for', () => {
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

  it('is that of its line for the subscription, in both generations', () => {
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
    ['a proration of today', currentLine(FEBRUARY, MARCH, true)],
    ['an item of the invoice', { ...line(FEBRUARY, MARCH), type: 'invoiceitem' }],
    [
      'an item of the invoice of today',
      { parent: { invoice_item_details: { proration: false } }, period: { start: FEBRUARY, end: MARCH } },
    ],
    ['a line without a period', { type: 'subscription' }],
    ['a line whose period has no length', line(MARCH, MARCH)],
    ['a line of which nobody knows whether it is a proration', line(FEBRUARY, MARCH, { proration: 'no' })],
  ])('is never that of %s', (_, other) => {
    expect(periodOf({}, [other, line(JANUARY, FEBRUARY)])).toMatchObject({ start: january, end: february });
    expect(periodOf({}, [other])).toBeUndefined();
  });

  it("is never the invoice's own, which lags", () => {
    expect(periodOf({ period_start: JANUARY, period_end: FEBRUARY }, [])).toBeUndefined();
  });

  it.each([[[0, 1]], [[1, 0]]])('is the one that ends last, in whatever order: %j', (order) => {
    // What was used in January is billed with the plan for February.
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
  ])('is free by %s', (_, fields) => {
    expect(periodOf(fields, [line(JANUARY, FEBRUARY)])).toMatchObject({ nothingDue: true });
    expect(periodOf({}, [line(JANUARY, FEBRUARY)])).not.toHaveProperty('nothingDue');
  });

  it.each([
    ['the payment outside Stripe', { paid_out_of_band: true, amount_remaining: 1500 }, 'in_1'],
    ['several payments', { paid_out_of_band: true, amount_paid: 900, amount_remaining: 600 }, undefined],
    ['its charge', { payment_intent: null }, 'ch_1'],
    [
      'its one payment of today',
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

  it('is that of the lines that are shown where they are cut off, with a warning', () => {
    const lines = { data: [line(JANUARY, FEBRUARY)], has_more: true };
    expect(factsOf('invoice.paid', { ...legacy, lines })).toMatchObject([
      { paidPeriod: { end: february } },
      {},
    ]);
    expect(warningsOf('invoice.paid', { ...legacy, lines })).toEqual([
      'data.object.lines: cut off, its period is that of the lines that it shows',
    ]);
  });

  it.each(['invoice.finalized', 'invoice.payment_failed', 'invoice.voided', 'invoice.marked_uncollectible'])(
    'is none in %s',
    (event) => {
      const lines = { data: [line(JANUARY, FEBRUARY)] };
      expect(factsOf(event, { ...legacy, lines })[0]).not.toHaveProperty('paidPeriod');
    },
  );

  it('names the subscription where the invoice does not', () => {
    const lines = { data: [line(JANUARY, FEBRUARY, { id: 'sub_1' })] };
    const { subscription: _subscription, ...old } = legacy;
    expect(factsOf('invoice.payment_succeeded', { ...old, lines })).toMatchObject([
      { type: 'subscription.renewed', subscriptionRef: 'sub_1', paidPeriod: { end: february } },
      { type: 'payment.linked', subscriptionRef: 'sub_1' },
    ]);
  });
});

describe('the state of an invoice', () => {
  const oneOff = { ...invoice, parent: null, billing_reason: 'manual' };

  it.each([
    ['open', 'order.created'],
    ['uncollectible', 'order.created'],
    ['void', 'order.canceled'],
  ])('is its own where a payment succeeded and it is %s', (status, type) => {
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
  ])('is read where it stands in a payment: %j', (fields, type) => {
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

  it.each(['draft', 'folded'])('is not told where it stands in a payment and is %s', (status) => {
    const charge = { id: 'ch_1', status: 'failed', amount: 1500, currency: 'eur' };
    const facts = factsOf('charge.failed', { ...charge, invoice: { ...oneOff, status } });
    expect(facts).toMatchObject([{ type: 'payment.failed', invoiceRef: 'in_1' }]);
    expect(facts).toHaveLength(1);
  });
});

describe('the payments that stand in an invoice', () => {
  const oneOff = { ...invoice, parent: null, billing_reason: 'manual' };
  const intent = { id: 'pi_1', status: 'succeeded', amount: 1500, currency: 'eur' };

  it('are read where they are expanded', () => {
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

  it('are read in `payments`, those that are paid', () => {
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
