import { describe, expect, it } from 'vitest';
import { changed, eventsOf, fixture } from '../simulator/fixtures/changed-fixture.ts';

const CAPTURE = '3CD55443EF667788G';
const SALE = '0UV44556WX778899Y';

describe('the name of an event and the status of its resource', () => {
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
  ])('PAYMENT.CAPTURE.REFUNDED with the status %s is %s, and has no total', (status, type) => {
    const [found] = eventsOf(changed('PAYMENT.CAPTURE.REFUNDED', { status }));
    expect(found?.type).toBe(type);
    expect(found).not.toHaveProperty('amountRefundedMinor');
  });

  it('a sale whose state is pending does not renew the subscription', () => {
    expect(eventsOf(changed('PAYMENT.SALE.COMPLETED', { state: 'pending' }))).toMatchObject([
      { type: 'payment.pending' },
    ]);
  });

  it.each([
    ['APPROVAL_PENDING', 'incomplete'],
    ['APPROVED', 'incomplete'],
    ['SUSPENDED', 'paused'],
    ['CANCELLED', 'canceled'],
    ['EXPIRED', 'expired'],
  ])(
    'a failed payment does not change the status of a subscription that is %s: it stays %s',
    (word, status) => {
      expect(eventsOf(changed('BILLING.SUBSCRIPTION.PAYMENT.FAILED', { status: word }))[0]).toMatchObject({
        type: 'subscription.past_due',
        status,
      });
    },
  );

  it.each([
    ['RESOLVED_SELLER_FAVOUR', 'dispute.won'],
    ['ACCEPTED', 'dispute.lost'],
    ['CANCELED_BY_BUYER', 'dispute.closed'],
    ['RESOLVED_WITH_PAYOUT', 'dispute.closed'],
  ])('a dispute ends by its outcome code: %s is %s', (outcome_code, type) => {
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

  it('a capture without an order and an authorization is an order of its own', () => {
    const body = changed('PAYMENT.CAPTURE.COMPLETED', { supplementary_data: null, links: [] });
    expect(eventsOf(body)[0]).toMatchObject({ orderRef: CAPTURE });
  });

  const related = (authorization_id?: string) => ({
    supplementary_data: { related_ids: { order_id: '6WX33221AB998877C', authorization_id } },
  });
  const up = [
    { href: 'https://api.paypal.com/v2/payments/authorizations/9GH11223JK445566L', rel: 'up', method: 'GET' },
  ];

  it.each([
    ['its related ids', related('9GH11223JK445566L')],
    ['its links', { ...related(), links: up }],
  ])('a final capture is the same payment as its authorization, which is named by %s', (_, fields) => {
    expect(eventsOf(changed('PAYMENT.CAPTURE.COMPLETED', fields))[0]).toMatchObject({
      paymentRef: CAPTURE,
      paymentAliases: ['9GH11223JK445566L'],
      authorizationRef: '9GH11223JK445566L',
      orderRef: '6WX33221AB998877C',
    });
  });

  it.each([
    ['is not final', 'COMPLETED', { final_capture: false }],
    ['is pending', 'PENDING', { final_capture: true }],
    ['was declined', 'DECLINED', { final_capture: true }],
  ])('a capture that %s is a payment of its own, with the id of its authorization', (_, name, fields) => {
    const body = changed(`PAYMENT.CAPTURE.${name}`, { ...related('9GH11223JK445566L'), ...fields });
    expect(eventsOf(body)[0]).toMatchObject({ authorizationRef: '9GH11223JK445566L' });
    expect(eventsOf(body)[0]).not.toHaveProperty('paymentAliases');
  });

  it('a final v1 capture is the same payment as its authorization', () => {
    expect(eventsOf(fixture('PAYMENT.CAPTURE.COMPLETED.v1'))[0]).toMatchObject({
      paymentAliases: ['2ST33445UV667788W'],
    });
    const open = changed('PAYMENT.CAPTURE.COMPLETED.v1', { is_final_capture: false });
    expect(eventsOf(open)[0]).toMatchObject({ authorizationRef: '2ST33445UV667788W' });
    expect(eventsOf(open)[0]).not.toHaveProperty('paymentAliases');
    expect(eventsOf(fixture('PAYMENT.AUTHORIZATION.CREATED.v1'))[0]).not.toHaveProperty('authorizationRef');
  });

  it.each(['', '   ', 'x'.repeat(256), 7])(
    'an unusable custom id (%j) is ignored, and the invoice id is used instead',
    (custom_id) => {
      expect(eventsOf(changed('PAYMENT.CAPTURE.COMPLETED', { custom_id }))[0]).toMatchObject({
        merchantRef: 'R-2026-1017',
      });
    },
  );

  it('a blank custom id of a subscription is ignored', () => {
    const [found] = eventsOf(changed('BILLING.SUBSCRIPTION.ACTIVATED', { custom_id: '  ' }));
    expect(found).toMatchObject({ type: 'subscription.activated' });
    expect(found).not.toHaveProperty('merchantRef');
  });
});
