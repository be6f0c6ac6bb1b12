import { describe, expect, it } from 'vitest';
import { ASKED_AT, eventsOf, observed, resourceOf } from './observed-under-test.ts';

const eur = (amountMinor: bigint) => ({ amountMinor, currency: 'EUR', exponent: 2 });
const ORDER = '6WX33221AB998877C';
const CAPTURE = '3CD55443EF667788G';

const order = (changes: object = {}) => resourceOf('CHECKOUT.ORDER.COMPLETED', changes);
const subscription = (changes: object = {}) => resourceOf('BILLING.SUBSCRIPTION.ACTIVATED', changes);
const dispute = (changes: object = {}) => resourceOf('CUSTOMER.DISPUTE.CREATED', changes);

describe('an order', () => {
  it('that is completed has its payments, each at its own time', () => {
    expect(eventsOf('order', order({ update_time: '2026-03-04T10:02:00Z' }))).toMatchObject([
      {
        type: 'order.completed',
        occurredAt: '2026-03-04T10:02:00.000Z',
        orderRef: ORDER,
        amount: eur(4490n),
      },
      {
        type: 'payment.succeeded',
        occurredAt: '2026-03-04T09:59:00.000Z',
        paymentRef: CAPTURE,
        amount: eur(4000n),
      },
      { type: 'payment.pending', occurredAt: '2026-03-04T09:59:00.000Z', orderRef: ORDER, amount: eur(490n) },
    ]);
  });

  it('has its refunds too, later than its completion', () => {
    const amount = { currency_code: 'EUR', value: '10.00' };
    const payments = {
      // Without an id it is left out, and its time is nobody's.
      authorizations: [{ status: 'CAPTURED', amount, create_time: '2026-03-09T09:59:00Z' }],
      captures: [
        {
          id: CAPTURE,
          status: 'PARTIALLY_REFUNDED',
          amount,
          create_time: '2026-03-04T09:59:00Z',
          update_time: '2026-03-06T10:00:00Z',
        },
      ],
      refunds: [{ id: 'RFND1', status: 'COMPLETED', amount, create_time: '2026-03-06T10:00:00Z' }],
    };
    const events = eventsOf(
      'order',
      order({ update_time: '2026-03-04T10:02:00Z', purchase_units: [{ amount, payments }] }),
    );
    expect(events).toMatchObject([
      { type: 'order.completed', occurredAt: '2026-03-04T10:02:00.000Z', isObserved: true },
      { type: 'payment.succeeded', occurredAt: '2026-03-04T09:59:00.000Z', isObserved: true },
      {
        type: 'refund.succeeded',
        occurredAt: '2026-03-06T10:00:00.000Z',
        refundRef: 'RFND1',
        paymentRef: CAPTURE,
        isObserved: true,
      },
    ]);
  });

  it.each([
    ['CREATED', 'order.created'],
    ['SAVED', 'order.created'],
    ['PAYER_ACTION_REQUIRED', 'order.created'],
    ['APPROVED', 'order.approved'],
    ['VOIDED', 'order.canceled'],
    ['COMPLETED', 'order.completed'],
  ])('with the status %s is %s', (status, type) => {
    const [event] = eventsOf('order', order({ status, update_time: '2026-03-04T10:02:00Z' }));
    expect(event).toMatchObject({ type, occurredAt: '2026-03-04T10:02:00.000Z', providerStatus: status });
  });

  it('with an unknown status exists, and has its payments', () => {
    const meaning = observed('order', order({ status: 'HOVERING', update_time: '2026-03-04T10:02:00Z' }));
    expect(meaning).toMatchObject({
      events: [{ type: 'order.created' }, { type: 'payment.succeeded' }, { type: 'payment.pending' }],
      warnings: ['unknown order status "HOVERING"'],
    });
  });

  it('without an update time is as it was created, or as it was when asked', () => {
    expect(eventsOf('order', order({ status: 'CREATED' }))[0]?.occurredAt).toBe('2026-03-04T09:58:00.000Z');
    expect(eventsOf('order', order({ status: 'APPROVED' }))[0]?.occurredAt).toBe(ASKED_AT);
  });
});

describe('a subscription', () => {
  it('that runs is active since its last change, with its paid period', () => {
    expect(eventsOf('subscription', subscription())).toMatchObject([
      {
        type: 'subscription.updated',
        occurredAt: '2026-03-04T09:57:00.000Z',
        status: 'active',
        subscriptionRef: 'I-9KJ3XV2MTQ4P',
        paidPeriod: { start: '2026-03-04T09:56:00.000Z', end: '2026-04-04T10:00:00.000Z' },
        isObserved: true,
      },
    ]);
  });

  it('that was renewed is active since that payment, although its status has not changed', () => {
    const billing_info = {
      last_payment: { time: '2026-03-09T10:00:00Z', amount: { currency_code: 'USD', value: '12.00' } },
      next_billing_time: '2026-04-09T10:00:00Z',
      failed_payments_count: 0,
    };
    expect(eventsOf('subscription', subscription({ billing_info }))).toMatchObject([
      { type: 'subscription.updated', occurredAt: '2026-03-09T10:00:00.000Z', status: 'active' },
    ]);
  });

  it('with a failed payment is past due since that payment', () => {
    const billing_info = {
      last_payment: { time: '2026-03-04T09:56:00Z', amount: { currency_code: 'USD', value: '12.00' } },
      last_failed_payment: { time: '2026-03-09T10:00:00Z' },
      failed_payments_count: 1,
    };
    const [event] = eventsOf('subscription', subscription({ billing_info }));
    expect(event).toMatchObject({
      type: 'subscription.past_due',
      occurredAt: '2026-03-09T10:00:00.000Z',
      status: 'past_due',
    });
    expect(event).not.toHaveProperty('paidPeriod');
  });

  it.each([
    ['APPROVAL_PENDING', 'subscription.created', 'incomplete'],
    ['APPROVED', 'subscription.created', 'incomplete'],
    ['SUSPENDED', 'subscription.paused', 'paused'],
    ['CANCELLED', 'subscription.canceled', 'canceled'],
    ['EXPIRED', 'subscription.expired', 'expired'],
  ])('with the status %s is %s since its status changed', (status, type, canonical) => {
    const changes = {
      status,
      status_update_time: '2026-03-08T00:00:00Z',
      update_time: '2026-03-09T00:00:00Z',
    };
    expect(eventsOf('subscription', subscription(changes))).toMatchObject([
      { type, occurredAt: '2026-03-08T00:00:00.000Z', status: canonical, isObserved: true },
    ]);
  });

  it('may be an agreement of version 1', () => {
    const agreement = resourceOf('BILLING.SUBSCRIPTION.CREATED.v1', { state: 'Active' });
    expect(eventsOf('subscription', agreement)).toMatchObject([
      { type: 'subscription.updated', subscriptionRef: 'I-4RS55667TU88', status: 'active' },
    ]);
  });
});

describe('a dispute', () => {
  it.each([
    ['OPEN', undefined, 'dispute.opened', 4490n],
    ['UNDER_REVIEW', undefined, 'dispute.opened', 4490n],
    ['RESOLVED', 'RESOLVED_SELLER_FAVOUR', 'dispute.won', 4490n],
    ['RESOLVED', 'RESOLVED_BUYER_FAVOUR', 'dispute.lost', 4000n],
  ])('with the status %s and the outcome %s is %s', (status, outcome_code, type, amountMinor) => {
    const amount_refunded = { currency_code: 'EUR', value: '40.00' };
    const changes = {
      status,
      update_time: '2026-03-08T00:00:00Z',
      ...(outcome_code && { dispute_outcome: { outcome_code, amount_refunded } }),
    };
    expect(eventsOf('dispute', dispute(changes))).toMatchObject([
      {
        type,
        occurredAt: '2026-03-08T00:00:00.000Z',
        disputeRef: 'PP-R-KLM-10112233',
        paymentRef: CAPTURE,
        amount: eur(amountMinor),
        isObserved: true,
      },
    ]);
  });

  it('over several transactions has a part for each, as its deliveries have', () => {
    const disputed_transactions = [{ seller_transaction_id: 'CAPT1' }, { seller_transaction_id: 'CAPT2' }];
    expect(observed('dispute', dispute({ disputed_transactions }))).toMatchObject({
      outcome: 'split',
      type: 'dispute',
      parts: [
        { key: 'CAPT1', events: [{ type: 'dispute.opened', paymentRef: 'CAPT1', isObserved: true }] },
        { key: 'CAPT2', events: [{ type: 'dispute.opened', paymentRef: 'CAPT2', isObserved: true }] },
      ],
    });
  });
});
