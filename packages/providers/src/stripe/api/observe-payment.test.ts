import { describe, expect, it } from 'vitest';
import { ASKED, day, eventsOf, observed, onDay } from '../simulator/fixtures/made-observation.ts';

const noRefunds = { object: 'list', data: [], has_more: false };
const charge = {
  id: 'ch_1',
  object: 'charge',
  status: 'succeeded',
  captured: true,
  refunded: false,
  amount: 5000,
  amount_captured: 5000,
  amount_refunded: 0,
  created: day(2),
  currency: 'usd',
  customer: 'cus_1',
  payment_intent: 'pi_1',
  payment_method_details: { type: 'card', card: {} },
  refunds: noRefunds,
  metadata: {},
};
const intent = {
  id: 'pi_1',
  object: 'payment_intent',
  status: 'succeeded',
  amount: 5000,
  amount_received: 5000,
  capture_method: 'automatic_async',
  created: day(1),
  canceled_at: null,
  currency: 'usd',
  customer: 'cus_1',
  last_payment_error: null,
  latest_charge: charge,
  livemode: true,
  metadata: { order_id: 'A-1' },
};
const refund = {
  id: 're_1',
  object: 'refund',
  status: 'succeeded',
  amount: 1200,
  charge: 'ch_1',
  created: day(5),
  currency: 'usd',
  payment_intent: 'pi_1',
  reason: null,
  metadata: {},
};
const usd = (amountMinor: bigint) => ({ amountMinor, currency: 'USD', exponent: 2 });

describe('an observed payment intent', () => {
  it('that succeeded has succeeded when its charge was made, and counts before all events of that time', () => {
    const succeeded = {
      type: 'payment.succeeded',
      rank: -95,
      isObserved: true,
      occurredAt: onDay(2),
      paymentRef: 'pi_1',
      paymentAliases: ['ch_1'],
      amount: usd(5000n),
      settlesOrder: true,
      providerStatus: 'succeeded',
      customerRef: 'cus_1',
    };
    expect(observed('payment_intent', intent)).toEqual({
      outcome: 'events',
      type: 'payment_intent',
      mode: 'live',
      occurredAt: onDay(2),
      events: [
        {
          ...succeeded,
          merchantRef: 'A-1',
          merchantRefField: 'metadata.order_id',
          merchantRefWriter: 'merchant',
        },
        succeeded,
      ],
      warnings: [],
    });
  });

  it('is its own order if the settings say so', () => {
    expect(eventsOf('payment_intent', intent, { bareIntents: 'order' })[0]).toMatchObject({
      orderRef: 'pi_1',
    });
  });

  it.each([
    ['captured by hand', { capture_method: 'manual' }, {}],
    [
      'captured by hand for its method',
      { payment_method_options: { card: { capture_method: 'manual' } } },
      {},
    ],
    [
      'with a charge that had to be captured',
      {},
      { payment_method_details: { type: 'card', card: { capture_before: day(9) } } },
    ],
    ['paid by bank debit', {}, { payment_method_details: { type: 'sepa_debit' } }],
  ])(
    '%s succeeded at an unknown time: when it was seen, or after 30 days when it began',
    (_, fields, ofCharge) => {
      const object = { ...intent, ...fields, latest_charge: { ...charge, ...ofCharge } };
      expect(eventsOf('payment_intent', object)[0]).toMatchObject({ occurredAt: ASKED });
      expect(eventsOf('payment_intent', object, { askedAt: '2026-01-31T23:59:59.000Z' })[0]).toMatchObject({
        occurredAt: '2026-01-31T23:59:59.000Z',
      });
      expect(eventsOf('payment_intent', object, { askedAt: '2026-02-01T00:00:00.000Z' })[0]).toMatchObject({
        occurredAt: onDay(2),
      });
    },
  );

  const error = { code: 'card_declined', decline_code: 'insufficient_funds' };
  const failedCharge = { ...charge, status: 'failed', captured: false, amount_captured: 0 };
  it.each([
    ['requires_capture', { latest_charge: { ...charge, captured: false } }, 'payment.authorized', onDay(2)],
    ['canceled', { canceled_at: day(4), latest_charge: null }, 'payment.canceled', onDay(4)],
    ['processing', { latest_charge: { ...charge, status: 'pending' } }, 'payment.pending', onDay(2)],
    ['requires_payment_method', { latest_charge: null }, 'payment.pending', onDay(1)],
    [
      'requires_payment_method',
      { latest_charge: failedCharge, last_payment_error: error },
      'payment.failed',
      onDay(2),
    ],
    ['requires_payment_method', { latest_charge: null, last_payment_error: error }, 'payment.failed', ASKED],
    ['requires_action', { latest_charge: null }, 'payment.pending', onDay(1)],
    ['requires_action', { latest_charge: failedCharge }, 'payment.pending', ASKED],
    ['requires_confirmation', { latest_charge: null }, 'payment.pending', onDay(1)],
  ])('that is %s with %j is %s', (status, fields, type, occurredAt) => {
    expect(eventsOf('payment_intent', { ...intent, status, ...fields })[0]).toMatchObject({
      type,
      occurredAt,
      paymentRef: 'pi_1',
      amount: usd(5000n),
      providerStatus: status,
    });
  });

  it('that failed has the reason', () => {
    const failed = {
      ...intent,
      status: 'requires_payment_method',
      last_payment_error: error,
      latest_charge: null,
    };
    expect(eventsOf('payment_intent', failed)).toMatchObject([{ failureCode: 'insufficient_funds' }]);
  });

  it('that has no charge, or only its id, is read without it', () => {
    const { latest_charge: _, ...without } = intent;
    expect(eventsOf('payment_intent', without)).toMatchObject([
      { type: 'payment.succeeded', occurredAt: ASKED },
    ]);
    const named = { ...intent, latest_charge: 'ch_1' };
    expect(eventsOf('payment_intent', named)).toMatchObject([
      { occurredAt: ASKED, paymentAliases: ['ch_1'] },
    ]);
  });

  it('with an unknown status is ignored', () => {
    expect(observed('payment_intent', { ...intent, status: 'teleported' })).toMatchObject({
      outcome: 'ignored',
      reason: 'unknown payment intent status "teleported"',
    });
  });

  it('has succeeded with refunds, each at its own time, and no total if they add up to it', () => {
    const refunds = {
      data: [refund, { ...refund, id: 're_2', status: 'failed', amount: 700 }],
      has_more: false,
    };
    const refunded = { ...charge, amount_refunded: 1200, refunds };
    const events = eventsOf('payment_intent', { ...intent, metadata: {}, latest_charge: refunded });
    expect(events).toMatchObject([
      { type: 'payment.succeeded', occurredAt: onDay(2), amount: usd(5000n) },
      { type: 'payment.succeeded', occurredAt: onDay(2), amount: usd(5000n) },
      {
        type: 'refund.succeeded',
        occurredAt: onDay(5),
        refundRef: 're_1',
        paymentRef: 'pi_1',
        amount: usd(1200n),
      },
      { type: 'refund.failed', occurredAt: ASKED, refundRef: 're_2', amount: usd(700n) },
    ]);
    expect(events.every((event) => !('amountRefundedMinor' in event) && event.isObserved)).toBe(true);
  });

  it('has the refunded total at the time of the question if it shows less refunds', () => {
    const refunded = { ...charge, amount_refunded: 1500, refunds: { data: [refund], has_more: true } };
    const events = eventsOf('payment_intent', { ...intent, latest_charge: refunded });
    expect(events.filter((event) => 'amountRefundedMinor' in event)).toEqual([
      {
        type: 'payment.linked',
        rank: -100,
        isObserved: true,
        occurredAt: ASKED,
        paymentRef: 'pi_1',
        paymentAliases: ['ch_1'],
        amount: usd(5000n),
        amountRefundedMinor: 1500n,
      },
    ]);
  });

  it('leaves out a refund that cannot be read, with a warning, and states the total', () => {
    const refunds = { data: [{ ...refund, amount: -1 }], has_more: false };
    const meaning = observed('payment_intent', {
      ...intent,
      latest_charge: { ...charge, amount_refunded: 1200, refunds },
    });
    expect(meaning).toMatchObject({
      events: [{}, {}, { type: 'payment.linked', amountRefundedMinor: 1200n }],
      warnings: ['answer.latest_charge.refunds.data.0: not of the expected form, left out'],
    });
  });

  it('fails with the path of a field that decides about money', () => {
    expect(() => observed('payment_intent', { ...intent, amount: 'much' })).toThrowError(
      expect.objectContaining({ code: 'schema_violation', path: 'answer.amount' }),
    );
    expect(() => observed('payment_intent', [])).toThrowError(expect.objectContaining({ path: 'answer' }));
  });
});
