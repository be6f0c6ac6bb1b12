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

describe('an observed charge', () => {
  const alone = { ...charge, payment_intent: null };

  it.each([
    ['that succeeded', {}, 'payment.succeeded', onDay(2)],
    ['that was authorized', { captured: false }, 'payment.authorized', onDay(2)],
    ['that was released', { captured: false, refunded: true }, 'payment.canceled', ASKED],
    ['that failed', { status: 'failed', failure_code: 'card_declined' }, 'payment.failed', onDay(2)],
    ['that is pending', { status: 'pending' }, 'payment.pending', onDay(2)],
    ['that a bank paid', { payment_method_details: { type: 'us_bank_account' } }, 'payment.succeeded', ASKED],
  ])('%s is a payment: %j', (_, fields, type, occurredAt) => {
    expect(eventsOf('charge', { ...alone, ...fields })).toMatchObject([
      { type, occurredAt, paymentRef: 'ch_1', isObserved: true },
    ]);
  });

  it('of an intent is another name of its payment', () => {
    expect(eventsOf('charge', charge)).toMatchObject([{ paymentRef: 'pi_1', paymentAliases: ['ch_1'] }]);
  });

  it('has its refunds', () => {
    const refunded = { ...charge, amount_refunded: 1200, refunds: { data: [refund], has_more: false } };
    expect(eventsOf('charge', refunded)).toMatchObject([
      { type: 'payment.succeeded', occurredAt: onDay(2) },
      { type: 'refund.succeeded', occurredAt: onDay(5), refundRef: 're_1' },
    ]);
  });
});

describe('an observed refund', () => {
  it.each([
    ['succeeded', {}, 'refund.succeeded', onDay(5)],
    ['succeeded', { destination_details: { type: 'card' } }, 'refund.succeeded', onDay(5)],
    ['succeeded', { destination_details: { type: 'us_bank_transfer' } }, 'refund.succeeded', ASKED],
    ['pending', { destination_details: { type: 'us_bank_transfer' } }, 'refund.pending', onDay(5)],
    ['requires_action', {}, 'refund.pending', onDay(5)],
    ['failed', {}, 'refund.failed', ASKED],
    ['canceled', {}, 'refund.failed', ASKED],
  ])('that is %s with %j is %s', (status, fields, type, occurredAt) => {
    expect(eventsOf('refund', { ...refund, status, ...fields })).toMatchObject([
      {
        type,
        occurredAt,
        refundRef: 're_1',
        paymentRef: 'pi_1',
        paymentAliases: ['ch_1'],
        amount: usd(1200n),
      },
    ]);
  });
});

describe('an observed dispute', () => {
  const dispute = {
    id: 'du_1',
    amount: 5000,
    charge: 'ch_1',
    created: day(7),
    currency: 'usd',
    payment_intent: 'pi_1',
  };

  it.each([
    ['needs_response', 'dispute.opened', onDay(7)],
    ['under_review', 'dispute.opened', onDay(7)],
    ['won', 'dispute.won', ASKED],
    ['lost', 'dispute.lost', ASKED],
    ['warning_closed', 'dispute.closed', ASKED],
  ])('that is %s is %s', (status, type, occurredAt) => {
    expect(eventsOf('dispute', { ...dispute, status })).toMatchObject([
      { type, occurredAt, disputeRef: 'du_1', paymentRef: 'pi_1', amount: usd(5000n), isObserved: true },
    ]);
  });

  it('with an unknown status is open, with a warning', () => {
    expect(observed('dispute', { ...dispute, status: 'argued' })).toMatchObject({
      events: [{ type: 'dispute.opened', occurredAt: onDay(7) }],
      warnings: ['unknown dispute status "argued"'],
    });
  });
});
