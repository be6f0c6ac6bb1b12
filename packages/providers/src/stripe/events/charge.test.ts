import { describe, expect, it } from 'vitest';
import { factsOf, meaningOf } from '../fixtures/made-event.ts';

const charge = {
  id: 'ch_1',
  status: 'succeeded',
  captured: true,
  refunded: false,
  amount: 5000,
  amount_captured: 5000,
  amount_refunded: 0,
  currency: 'usd',
  customer: 'cus_1',
  payment_intent: 'pi_1',
  failure_code: null,
  outcome: null,
  metadata: {},
};
const legacy = { ...charge, invoice: null };

describe('a charge', () => {
  it('is another name of its intent', () => {
    expect(factsOf('charge.succeeded', charge)).toEqual([
      {
        type: 'payment.succeeded',
        rank: 5,
        occurredAt: '2026-01-01T12:01:00.000Z',
        paymentRef: 'pi_1',
        paymentAliases: ['ch_1'],
        amount: { amountMinor: 5000n, currency: 'USD', exponent: 2 },
        amountRefundedMinor: 0n,
        settlesOrder: true,
        providerStatus: 'succeeded',
        customerRef: 'cus_1',
      },
    ]);
  });

  it('without an intent is the payment, and before API 2025-03-31 its own order', () => {
    const [fact] = factsOf('charge.succeeded', { ...legacy, payment_intent: null });
    expect(fact).toMatchObject({ paymentRef: 'ch_1', orderRef: 'ch_1' });
    expect(fact).not.toHaveProperty('paymentAliases');
  });

  it('belongs to the order of its intent, or waits with it', () => {
    expect(factsOf('charge.succeeded', legacy)).toMatchObject([{ orderRef: 'pi_1' }]);
    expect(factsOf('charge.succeeded', charge)[0]).not.toHaveProperty('orderRef');
    expect(factsOf('charge.succeeded', charge, { bareIntents: 'order' })).toMatchObject([
      { orderRef: 'pi_1' },
    ]);
    expect(factsOf('charge.succeeded', { ...charge, invoice: 'in_1' })).toMatchObject([
      { invoiceRef: 'in_1' },
    ]);
  });

  it.each([
    ['charge.succeeded', { captured: false, amount_captured: 0 }, 'payment.authorized'],
    ['charge.captured', {}, 'payment.succeeded'],
    ['charge.pending', { status: 'pending' }, 'payment.pending'],
    ['charge.failed', { status: 'failed' }, 'payment.failed'],
    ['charge.updated', { status: 'failed' }, 'payment.failed'],
    ['charge.expired', { captured: false, amount_captured: 0 }, 'payment.canceled'],
  ])('in %s with %j is %s', (event, fields, type) => {
    expect(factsOf(event, { ...charge, ...fields })).toMatchObject([
      { type, amount: { amountMinor: 5000n } },
    ]);
  });

  it('is worth what was captured of it', () => {
    expect(factsOf('charge.captured', { ...charge, amount_captured: 3000 })).toMatchObject([
      { amount: { amountMinor: 3000n }, amountRefundedMinor: 0n },
    ]);
  });

  it.each([
    [{ type: 'issuer_declined', reason: 'insufficient_funds' }, 'insufficient_funds'],
    [{ type: 'blocked', reason: 'highest_risk_level' }, 'card_declined'],
    [null, 'card_declined'],
  ])("that failed says why in its intent's words: %j", (outcome, failureCode) => {
    const failed = { ...charge, status: 'failed', failure_code: 'card_declined', outcome };
    expect(factsOf('charge.failed', failed)).toMatchObject([{ failureCode }]);
  });

  it('of a status that is not known only ties its names together', () => {
    const meaning = meaningOf('charge.updated', { ...charge, status: 'teleported' });
    expect(meaning).toMatchObject({
      events: [{ type: 'payment.linked', paymentRef: 'pi_1', paymentAliases: ['ch_1'] }],
      warnings: ['unknown charge status "teleported"'],
    });
  });
});

describe('the refunded total of a charge', () => {
  it('is what was given back', () => {
    expect(factsOf('charge.refunded', { ...charge, amount_refunded: 1200 })).toMatchObject([
      { type: 'payment.succeeded', amount: { amountMinor: 5000n }, amountRefundedMinor: 1200n },
    ]);
  });

  it('does not hold the part that a partial capture let go, which API versions before 2025-03-31 count in', () => {
    const captured = { ...legacy, amount_captured: 3000, amount_refunded: 2000 };
    expect(factsOf('charge.captured', captured)).toMatchObject([{ amountRefundedMinor: 0n }]);
    expect(factsOf('charge.refunded', { ...captured, amount_refunded: 2500 })).toMatchObject([
      { amountRefundedMinor: 500n },
    ]);
  });

  it('is not raised by a capture of more than was held', () => {
    const captured = { ...legacy, amount_captured: 5500, amount_refunded: 700 };
    expect(factsOf('charge.refunded', captured)).toMatchObject([
      { amount: { amountMinor: 5500n }, amountRefundedMinor: 700n },
    ]);
  });

  it('is refunds alone since API 2025-03-31', () => {
    const captured = { ...charge, amount_captured: 3000, amount_refunded: 500 };
    expect(factsOf('charge.refunded', captured)).toMatchObject([{ amountRefundedMinor: 500n }]);
  });

  it("is nobody's money when nothing was captured: the hold was let go", () => {
    const released = {
      ...legacy,
      captured: false,
      amount_captured: null,
      amount_refunded: 5000,
      refunded: true,
    };
    const [fact] = factsOf('charge.refunded', released);
    expect(fact).toMatchObject({ type: 'payment.canceled' });
    expect(fact).not.toHaveProperty('amountRefundedMinor');
  });
});
