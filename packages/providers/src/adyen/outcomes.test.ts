import { describe, expect, it } from 'vitest';
import { bodyOf, eventsOf, itemOf, meaningOf } from './simulator/meaning.ts';

const PAYMENT = 'QFQTPCQ8HXSKGK82';
const EUR = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR', exponent: 2 });

describe('a dispute', () => {
  it.each([
    ['NOTIFICATION_OF_CHARGEBACK', 'dispute.opened'],
    ['CHARGEBACK', 'dispute.lost'],
    ['CHARGEBACK_REVERSED', 'dispute.won'],
    ['SECOND_CHARGEBACK', 'dispute.lost'],
    ['PREARBITRATION_OPEN', 'dispute.opened'],
    ['PREARBITRATION_ACCEPTED', 'dispute.lost'],
    ['PREARBITRATION_LOST', 'dispute.lost'],
    ['PREARBITRATION_WON', 'dispute.won'],
    ['PREARBITRATION_ISSUER_WITHDRAWN', 'dispute.won'],
    ['SCHEME_ARBITRATION_LOST', 'dispute.lost'],
    ['SCHEME_ARBITRATION_WON', 'dispute.won'],
    ['ISSUER_RESPONSE_TIMEFRAME_EXPIRED', 'dispute.won'],
  ])('%s is %s of one reference', (fixture, type) => {
    expect(eventsOf(fixture)).toMatchObject([
      { type, disputeRef: 'M4PTPCQ8HXSKGK82', paymentRef: PAYMENT, amount: EUR(5990n) },
    ]);
    expect(meaningOf(bodyOf(itemOf(fixture, { success: 'false' })))).toMatchObject({ outcome: 'ignored' });
  });

  it('is of the payment that its PSP reference names, if the original reference is turned off', () => {
    expect(eventsOf('CHARGEBACK', { originalReference: '', pspReference: PAYMENT })).toMatchObject([
      { paymentRef: PAYMENT, disputeRef: PAYMENT },
    ]);
  });
});

describe('success false', () => {
  it.each([
    'PENDING',
    'CAPTURE_FAILED',
    'CANCELLATION',
    'TECHNICAL_CANCEL',
    'EXPIRE',
    'OFFER_CLOSED',
    'REFUND_FAILED',
    'REFUNDED_REVERSED',
    'ORDER_OPENED',
  ])('says that %s did not happen', (fixture) => {
    expect(meaningOf(bodyOf(itemOf(fixture, { success: 'false' })))).toMatchObject({
      outcome: 'ignored',
      reason: 'the request was refused: nothing has changed',
    });
  });
});
