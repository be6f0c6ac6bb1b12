import { describe, expect, it } from 'vitest';
import { changed, eventsOf } from '../changed-fixture.ts';
import { normalise } from '../normalise.ts';

const CAPTURE = '3CD55443EF667788G';
const SALE = '0UV44556WX778899Y';

describe('name and resource', () => {
  it.each([
    ['COMPLETED', 'PENDING', 'payment.pending'],
    ['COMPLETED', 'DECLINED', 'payment.failed'],
    ['COMPLETED', 'PARTIALLY_REFUNDED', 'payment.succeeded'],
    ['PENDING', 'COMPLETED', 'payment.pending'],
    ['DENIED', 'COMPLETED', 'payment.failed'],
  ])('PAYMENT.CAPTURE.%s with the status %s is %s', (name, status, type) => {
    expect(eventsOf(changed(`PAYMENT.CAPTURE.${name}`, { status }))[0]).toMatchObject({ type });
  });

  it.each([
    ['PENDING', 'refund.pending'],
    ['FAILED', 'refund.failed'],
    ['CANCELLED', 'refund.failed'],
  ])('PAYMENT.CAPTURE.REFUNDED with the status %s is %s, and no total counts yet', (status, type) => {
    const [found] = eventsOf(changed('PAYMENT.CAPTURE.REFUNDED', { status }));
    expect(found?.type).toBe(type);
    expect(found).not.toHaveProperty('amountRefundedMinor');
  });

  it('a sale whose state is pending renews nothing', () => {
    expect(eventsOf(changed('PAYMENT.SALE.COMPLETED', { state: 'pending' }))).toMatchObject([
      { type: 'payment.pending' },
    ]);
  });

  it.each(['SUSPENDED', 'CANCELLED', 'EXPIRED'])(
    'a payment that fails does not bring back a subscription that is %s',
    (status) => {
      const ended = { SUSPENDED: 'paused', CANCELLED: 'canceled', EXPIRED: 'expired' }[status];
      expect(eventsOf(changed('BILLING.SUBSCRIPTION.PAYMENT.FAILED', { status }))[0]).toMatchObject({
        status: ended,
      });
    },
  );

  it.each([
    ['RESOLVED_SELLER_FAVOUR', 'dispute.won'],
    ['ACCEPTED', 'dispute.lost'],
    ['CANCELED_BY_BUYER', 'dispute.closed'],
    ['RESOLVED_WITH_PAYOUT', 'dispute.closed'],
  ])('a dispute ends by its outcome: %s is %s', (outcome_code, type) => {
    expect(
      eventsOf(changed('CUSTOMER.DISPUTE.RESOLVED', { dispute_outcome: { outcome_code } }))[0],
    ).toMatchObject({ type });
  });

  it('a sale under a reference-transaction agreement is a purchase, not a subscription', () => {
    const [found, ...rest] = eventsOf(
      changed('PAYMENT.SALE.COMPLETED', { billing_agreement_id: 'B-5YM51617F8888444Y' }),
    );
    expect(found).toMatchObject({ type: 'payment.succeeded', orderRef: SALE, settlesOrder: true });
    expect(found).not.toHaveProperty('subscriptionRef');
    expect(rest).toEqual([]);
  });

  it('a capture that names no order and no authorization stands for its order', () => {
    const body = changed('PAYMENT.CAPTURE.COMPLETED', { supplementary_data: null, links: [] });
    expect(eventsOf(body)[0]).toMatchObject({ orderRef: CAPTURE });
  });

  it('an empty custom id is none, and the invoice id takes its place', () => {
    expect(eventsOf(changed('PAYMENT.CAPTURE.COMPLETED', { custom_id: '' }))[0]).toMatchObject({
      merchantRef: 'R-2026-1017',
    });
  });

  it('a refund whose links name no capture says so', () => {
    const normalised = normalise({
      body: changed('PAYMENT.CAPTURE.REFUNDED', { links: 'none' }),
      headers: {},
    });
    expect(normalised).toMatchObject({ warnings: ['the refund names no payment'] });
  });
});
