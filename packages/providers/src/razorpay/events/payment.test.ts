import { describe, expect, it } from 'vitest';
import { changed, eventsOf, problemOf } from '../simulator/fixtures/changed-fixture.ts';

describe('payments', () => {
  it('settle a purchase of their own if they have no order', () => {
    const [event] = eventsOf('payment.captured', { 'payload.payment.entity.order_id': null });
    expect(event).toMatchObject({ orderRef: 'pay_N3xQw8ZtLk0aBc', settlesOrder: true });
    expect(event).not.toHaveProperty('tentative', true);
  });

  it('of an order do not settle it, because an order may be paid in parts', () => {
    const [event] = eventsOf('payment.captured');
    expect(event).toMatchObject({ orderRef: 'order_N3xPm2RsVd7yHj', amountRefundedMinor: 0n });
    expect(event).not.toHaveProperty('settlesOrder', true);
  });

  it('of an invoice are tentative until the owner of the invoice is known', () => {
    const [event] = eventsOf('payment.captured', { 'payload.payment.entity.invoice_id': 'inv_1' });
    expect(event).toMatchObject({ orderRef: 'order_N3xPm2RsVd7yHj', invoiceRef: 'inv_1', tentative: true });
  });

  it("that failed have the provider's code", () => {
    expect(eventsOf('payment.failed')[0]).toMatchObject({
      failureCode: 'BAD_REQUEST_ERROR',
      providerStatus: 'failed',
    });
  });

  it.each([
    ['INR', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['ISK', 0],
    ['usd', 2],
  ])('in %s have %i decimals', (currency, exponent) => {
    const [event] = eventsOf('payment.captured', { 'payload.payment.entity.currency': currency });
    expect(event).toMatchObject({
      amount: { amountMinor: 49900n, currency: currency.toUpperCase(), exponent },
    });
  });

  it.each([
    ['a fraction', 499.5],
    ['beyond 2^53', 9007199254740992],
    ['negative', -1],
    ['text', '49900'],
    ['missing', undefined],
  ])('are refused if the amount is %s', (_, amount) => {
    const problem = problemOf(() => changed('payment.captured', { 'payload.payment.entity.amount': amount }));
    expect(problem).toMatchObject({ code: 'schema_violation', path: 'payload.payment.entity.amount' });
  });
});
