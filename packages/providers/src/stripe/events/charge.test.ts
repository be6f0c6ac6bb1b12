import { describe, expect, it } from 'vitest';
import { factsOf, meaningOf, warningsOf } from '../simulator/fixtures/made-event.ts';

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
  it("has its own id as another id of its intent's payment", () => {
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

  it('belongs to the order of its intent, or is tentative like the intent', () => {
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

  it('has the captured amount', () => {
    expect(factsOf('charge.captured', { ...charge, amount_captured: 3000 })).toMatchObject([
      { amount: { amountMinor: 3000n }, amountRefundedMinor: 0n },
    ]);
  });

  it.each([
    [{ type: 'issuer_declined', reason: 'insufficient_funds' }, 'insufficient_funds'],
    [{ type: 'blocked', reason: 'highest_risk_level' }, 'card_declined'],
    [null, 'card_declined'],
  ])('that failed has the failure code of its intent: %j', (outcome, failureCode) => {
    const failed = { ...charge, status: 'failed', failure_code: 'card_declined', outcome };
    expect(factsOf('charge.failed', failed)).toMatchObject([{ failureCode }]);
  });

  it('with an unknown status only connects its ids', () => {
    const meaning = meaningOf('charge.updated', { ...charge, status: 'teleported' });
    expect(meaning).toMatchObject({
      events: [{ type: 'payment.linked', paymentRef: 'pi_1', paymentAliases: ['ch_1'] }],
      warnings: ['unknown charge status "teleported"'],
    });
  });
});

describe('the refunded total of a charge', () => {
  it('is the refunded amount', () => {
    expect(factsOf('charge.refunded', { ...charge, amount_refunded: 1200 })).toMatchObject([
      { type: 'payment.succeeded', amount: { amountMinor: 5000n }, amountRefundedMinor: 1200n },
    ]);
  });

  it('does not include the rest that a partial capture released, which API versions before 2025-03-31 include', () => {
    const captured = { ...legacy, amount_captured: 3000, amount_refunded: 2000 };
    expect(factsOf('charge.captured', captured)).toMatchObject([{ amountRefundedMinor: 0n }]);
    expect(factsOf('charge.refunded', { ...captured, amount_refunded: 2500 })).toMatchObject([
      { amountRefundedMinor: 500n },
    ]);
  });

  it('does not increase if more was captured than authorized', () => {
    const captured = { ...legacy, amount_captured: 5500, amount_refunded: 700 };
    expect(factsOf('charge.refunded', captured)).toMatchObject([
      { amount: { amountMinor: 5500n }, amountRefundedMinor: 700n },
    ]);
  });

  it('consists only of refunds since API 2025-03-31', () => {
    const captured = { ...charge, amount_captured: 3000, amount_refunded: 500 };
    expect(factsOf('charge.refunded', captured)).toMatchObject([{ amountRefundedMinor: 500n }]);
  });

  it('is absent if nothing was captured, because only the authorization was released', () => {
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

describe('a charge of an old API version', () => {
  const old = {
    id: 'ch_1',
    paid: true,
    refunded: false,
    amount: 1000,
    currency: 'usd',
    invoice: null,
    customer: 'cus_1',
  };

  it('is `paid` before API 2015-02-18, and its own order', () => {
    const paid = { ...old, status: 'paid', captured: true, amount_refunded: 0 };
    expect(factsOf('charge.succeeded', paid)).toEqual([
      {
        type: 'payment.succeeded',
        rank: 5,
        occurredAt: '2026-01-01T12:01:00.000Z',
        paymentRef: 'ch_1',
        orderRef: 'ch_1',
        amount: { amountMinor: 1000n, currency: 'USD', exponent: 2 },
        amountRefundedMinor: 0n,
        settlesOrder: true,
        providerStatus: 'paid',
        customerRef: 'cus_1',
      },
    ]);
    expect(warningsOf('charge.succeeded', paid)).toEqual([]);
  });

  it.each([
    ['without a status', { status: undefined }, 'payment.succeeded'],
    ['without a status, declined', { paid: false, failure_code: 'card_declined' }, 'payment.failed'],
    ['that was only authorized', { status: 'paid', captured: false }, 'payment.authorized'],
    ['that was released', { status: 'paid', captured: false, refunded: true }, 'payment.canceled'],
    [
      'that was released, as only its sum shows',
      { status: 'paid', captured: false, refunded: undefined, amount_refunded: 1000 },
      'payment.canceled',
    ],
  ])('%s is %s', (_, fields, type) => {
    expect(factsOf('charge.updated', { ...old, ...fields })).toMatchObject([{ type, paymentRef: 'ch_1' }]);
    expect(warningsOf('charge.updated', { ...old, ...fields })).toEqual([]);
  });

  it('is absent if the charge has no sum, except after a full refund', () => {
    expect(factsOf('charge.succeeded', old)[0]).not.toHaveProperty('amountRefundedMinor');
    expect(factsOf('charge.refunded', { ...old, refunded: true })).toMatchObject([
      { amountRefundedMinor: 1000n },
    ]);
  });

  it('includes refunds without id and status only in its sum', () => {
    const refunds = [{ amount: 300, created: 1, currency: 'usd', object: 'refund' }];
    expect(factsOf('charge.refunded', { ...old, amount_refunded: 300, refunds })).toMatchObject([
      { type: 'payment.succeeded', amountRefundedMinor: 300n },
    ]);
    expect(warningsOf('charge.refunded', { ...old, amount_refunded: 300, refunds })).toEqual([]);
  });

  it('includes its dispute, with the id of the charge if the dispute has none', () => {
    const dispute = { status: 'lost', amount: 1000, currency: 'usd', reason: 'fraudulent' };
    expect(factsOf('charge.updated', { ...old, dispute })).toMatchObject([
      { type: 'payment.succeeded' },
      { type: 'dispute.lost', disputeRef: 'ch_1', paymentRef: 'ch_1', amount: { amountMinor: 1000n } },
    ]);
    expect(factsOf('charge.updated', { ...old, dispute: { ...dispute, id: 'dp_1' } })).toMatchObject([
      {},
      { disputeRef: 'dp_1' },
    ]);
    expect(factsOf('charge.updated', { ...old, dispute: 'dp_1' })).toHaveLength(1);
    expect(factsOf('charge.updated', { ...old, dispute: null })).toHaveLength(1);
  });
});

describe('the refunds in a charge', () => {
  const refund = (id: string, fields: object) => ({
    id,
    amount: 1000,
    currency: 'usd',
    status: 'succeeded',
    ...fields,
  });

  it.each([
    ['an array, before API 2014-06-17', (entries: object[]) => entries],
    ['a page since', (entries: object[]) => ({ object: 'list', data: entries, has_more: false })],
  ])('count like refunds with events of their own: %s', (_, list) => {
    const refunds = list([refund('re_2', { status: 'pending' }), refund('re_1', {})]);
    expect(factsOf('charge.refunded', { ...charge, amount_refunded: 2000, refunds })).toMatchObject([
      { type: 'payment.succeeded', amountRefundedMinor: 2000n },
      { type: 'refund.pending', refundRef: 're_2', paymentRef: 'pi_1', paymentAliases: ['ch_1'] },
      { type: 'refund.succeeded', refundRef: 're_1', amount: { amountMinor: 1000n } },
    ]);
  });

  it('leave a charge that was never captured canceled', () => {
    const released = { ...legacy, captured: false, refunded: true, amount_refunded: 5000 };
    const refunds = { data: [refund('re_1', { amount: 5000 })] };
    expect(factsOf('charge.refunded', { ...released, refunds })).toMatchObject([
      { type: 'payment.canceled' },
      { type: 'refund.succeeded', refundRef: 're_1', amount: { amountMinor: 5000n } },
    ]);
  });

  it.each([
    ['by its time', [refund('re_2', { created: 20 }), refund('re_1', { created: 10 })]],
    ['by its time, in another order', [refund('re_1', { created: 10 }), refund('re_2', { created: 20 })]],
    ['by its place, the newest being the first', [refund('re_2', {}), refund('re_1', {})]],
  ])('do not include the one that a partial capture created for the released rest: %s', (_, data) => {
    const captured = { ...legacy, amount_captured: 4000, amount_refunded: 2000, refunds: { data } };
    expect(factsOf('charge.refunded', captured)).toMatchObject([
      { type: 'payment.succeeded', amount: { amountMinor: 4000n }, amountRefundedMinor: 1000n },
      { type: 'refund.succeeded', refundRef: 're_2' },
    ]);
  });

  it('are all real refunds since API 2025-03-31, when a partial capture creates none', () => {
    const refunds = { data: [refund('re_1', {})] };
    const captured = { ...charge, amount_captured: 4000, amount_refunded: 1000, refunds };
    expect(factsOf('charge.refunded', captured)).toMatchObject([{}, { refundRef: 're_1' }]);
  });

  it('are left out one by one if they are invalid', () => {
    const refunds = { data: [refund('re_1', { amount: -1 }), refund('re_2', {})] };
    expect(factsOf('charge.refunded', { ...charge, refunds })).toMatchObject([{}, { refundRef: 're_2' }]);
    expect(warningsOf('charge.refunded', { ...charge, refunds })).toEqual([
      'data.object.refunds.data.0: not of the expected form, left out',
    ]);
  });
});
