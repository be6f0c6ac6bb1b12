import { describe, expect, it } from 'vitest';
import {
  CUSTOMER,
  factsOf,
  meaningOf,
  naira,
  PLAN,
  problemOf,
  RENEWAL,
} from '../simulator/fixtures/changed-fixture.ts';

describe('a transaction', () => {
  it.each([
    ['success', 'payment.succeeded'],
    ['reversed', 'payment.succeeded'],
    ['pending', 'payment.pending'],
    ['processing', 'payment.pending'],
    ['queued', 'payment.pending'],
    ['ongoing', 'payment.pending'],
    ['abandoned', 'payment.pending'],
    ['failed', 'payment.failed'],
    [undefined, 'payment.succeeded'],
  ])('that is %s becomes %s', (status, type) => {
    expect(factsOf('charge.success', { status })).toMatchObject([{ type }]);
  });

  it('with an unknown status connects references, with a warning', () => {
    expect(meaningOf('charge.success', { status: 'resting' })).toMatchObject({
      events: [{ type: 'payment.linked' }],
      warnings: ['unknown transaction status "resting"'],
    });
  });

  it.each([
    [10_000, 'NGN', 10_000n],
    ['5000', 'ngn', 5000n],
    // Paystack has subunits of a hundredth for XOF too.
    [10_000, 'XOF', 10_000n],
    [10_000, 'ZAR', 10_000n],
  ])('of %j %s has two decimals', (amount, currency, amountMinor) => {
    expect(factsOf('charge.success', { amount, currency })).toMatchObject([
      { amount: { amountMinor, currency: currency.toUpperCase(), exponent: 2 } },
    ]);
  });

  it.each([
    ['amount', 100.5],
    ['amount', '100.50'],
    ['amount', -1],
    ['amount', undefined],
    ['amount', 9007199254740992],
    ['currency', 'naira'],
    ['currency', null],
    ['reference', ''],
    ['plan', 7],
    ['plan.plan_code', 7],
  ])('is refused with the path if %s is %j', (path, value) => {
    const problem = problemOf(() => meaningOf('charge.success', { [path]: value }));
    expect(problem).toMatchObject({ code: 'schema_violation' });
    expect(`data.${path}`.startsWith(problem.path)).toBe(true);
  });
});

describe('the merchant’s own id of a transaction', () => {
  it.each([
    ['an object', { order_id: 'A-77' }],
    ['JSON text', '{"order_id":"A-77"}'],
  ])('is in metadata, if that is %s', (_, metadata) => {
    expect(factsOf('charge.success', { metadata })).toMatchObject([
      { merchantRef: 'A-77', merchantRefField: 'metadata.order_id', merchantRefWriter: 'buyer' },
    ]);
  });

  it.each([
    ['""', ''],
    ['0', 0],
    ['null', null],
    ['text', 'tea'],
    ['broken', '{"order_id"'],
    ['a list', []],
  ])('is the reference, if metadata is %s', (_, metadata) => {
    expect(factsOf('charge.success', { metadata })).toMatchObject([
      { merchantRef: 'tea-1042', merchantRefField: 'reference' },
    ]);
  });

  it('is not the reference of a charge of a plan, which Paystack makes', () => {
    expect(factsOf('charge.success.of-plan')[0]).not.toHaveProperty('merchantRef');
  });
});

describe('a charge of a plan', () => {
  it('makes no order, and is connected with the subscription by customer and plan', () => {
    const [fact] = factsOf('charge.success.of-plan');
    expect(fact).toMatchObject({
      type: 'payment.succeeded',
      paymentRef: RENEWAL,
      orderRef: `${CUSTOMER}/${PLAN}`,
      tentative: true,
      amount: naira(110_000n),
    });
    expect(fact).not.toHaveProperty('settlesOrder');
  });

  it('may name the plan by its code alone', () => {
    expect(factsOf('charge.success.of-plan', { plan: PLAN })).toMatchObject([
      { orderRef: `${CUSTOMER}/${PLAN}`, tentative: true },
    ]);
  });

  it('without a customer is connected with nothing, and still makes no order', () => {
    const [fact] = factsOf('charge.success.of-plan', { 'customer.customer_code': null });
    expect(fact).toMatchObject({ tentative: true });
    expect(fact).not.toHaveProperty('orderRef');
  });

  it.each([[{}], [null], [''], [[]], [undefined]])('is a purchase if the plan is %j', (plan) => {
    expect(factsOf('charge.success', { plan })).toMatchObject([{ orderRef: 'tea-1042', settlesOrder: true }]);
  });
});
