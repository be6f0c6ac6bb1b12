import { describe, expect, it } from 'vitest';
import {
  BILLED,
  ORDER,
  PAYMENT,
  at,
  dollars,
  factsOf,
  meaningOf,
  problemOf,
} from '../simulator/fixtures/changed-fixture.ts';

describe('a payment', () => {
  it.each([
    ['PENDING', 'payment.pending'],
    ['APPROVED', 'payment.authorized'],
    ['COMPLETED', 'payment.succeeded'],
    ['CANCELED', 'payment.canceled'],
    ['FAILED', 'payment.failed'],
  ])('that is %s becomes %s', (status, type) => {
    expect(factsOf('payment.created', at('payment', { status }))).toMatchObject([{ type }]);
  });

  it('that failed has the code of its error', () => {
    expect(factsOf('payment.updated.failed')).toMatchObject([
      { type: 'payment.failed', failureCode: 'INSUFFICIENT_FUNDS', orderRef: ORDER },
    ]);
  });

  it('states the total refunded amount once it has succeeded', () => {
    const refunded = at('payment', { refunded_money: { amount: 500, currency: 'USD' } });
    expect(factsOf('payment.updated', refunded)).toMatchObject([{ amountRefundedMinor: 500n }]);
    expect(factsOf('payment.created', refunded)[0]).not.toHaveProperty('amountRefundedMinor');
  });

  it('without a total has its amount', () => {
    expect(factsOf('payment.updated', at('payment', { total_money: null }))).toMatchObject([
      { amount: dollars(2300n) },
    ]);
  });

  it('of an invoice makes no order, because the invoice may belong to a subscription', () => {
    const [fact] = factsOf('payment.updated.of-invoice');
    expect(fact).toMatchObject({ orderRef: BILLED, invoiceRef: BILLED, tentative: true });
    expect(fact).not.toHaveProperty('settlesOrder');
  });

  it('without an order is a purchase by itself', () => {
    expect(factsOf('payment.updated', at('payment', { order_id: undefined }))).toMatchObject([
      { orderRef: PAYMENT, settlesOrder: true },
    ]);
  });

  it.each([
    ['JPY', 0],
    ['USD', 2],
    ['gbp', 2],
  ])('in %s has %i decimals', (currency, exponent) => {
    const total = at('payment', { total_money: { amount: 2500, currency } });
    expect(factsOf('payment.updated', total)).toMatchObject([
      { amount: { amountMinor: 2500n, currency: currency.toUpperCase(), exponent } },
    ]);
  });

  it.each([
    ['amount_money.amount', 12.5],
    ['amount_money.amount', -1],
    ['amount_money.amount', '2300'],
    ['total_money.amount', 9007199254740992],
    ['total_money.currency', 'DOLLARS'],
    ['refunded_money.amount', null],
    ['id', ''],
    ['order_id', 7],
  ])('is refused with its path if its %s is %j', (path, value) => {
    const problem = problemOf(() => meaningOf('payment.updated', at('payment', { [path]: value })));
    expect(problem).toMatchObject({ code: 'schema_violation', path: `data.object.payment.${path}` });
  });

  it('with an unknown status connects references, with a warning', () => {
    expect(meaningOf('payment.updated', at('payment', { status: 'RESTING' }))).toMatchObject({
      events: [{ type: 'payment.linked', paymentRef: PAYMENT }],
      warnings: ['unknown payment status "RESTING"'],
    });
  });

  it('has warnings with the paths of the optional fields that were left out', () => {
    const odd = at('payment', { customer_id: 7, card_details: 'visa', status: 'COMPLETED' });
    expect(meaningOf('payment.updated', odd)).toMatchObject({
      warnings: [
        'data.object.payment.customer_id has an invalid form and was left out',
        'data.object.payment.card_details has an invalid form and was left out',
      ],
    });
  });
});
