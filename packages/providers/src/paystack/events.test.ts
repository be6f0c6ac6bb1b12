import { describe, expect, it } from 'vitest';
import type { handlers } from './events/index.ts';
import {
  CUSTOMER,
  factsOf,
  factsWithoutRank,
  meaningOf,
  naira,
  PLAN,
  problemOf,
  readBody,
  RECEIVED,
  RENEWAL,
  SUBSCRIPTION,
} from './simulator/fixtures/changed-fixture.ts';

const ownId = { merchantRefField: 'reference', merchantRefWriter: 'buyer' };
const disputed = (type: string, providerStatus: string, occurredAt: string) => ({
  type,
  providerStatus,
  occurredAt,
  disputeRef: '358950',
  paymentRef: 'tea-1042',
  amount: naira(5800n),
  reason: 'chargeback',
});
const refunded = (type: string, providerStatus: string) => ({
  type,
  providerStatus,
  occurredAt: RECEIVED,
  refundRef: '3018284',
  paymentRef: 'tea-1042',
  amount: naira(4000n),
});
const reserved = (type: string, providerStatus: string, occurredAt: string) => ({
  type,
  providerStatus,
  occurredAt,
  paymentRef: 'pre_9gjnu6dc',
  orderRef: 'pre_9gjnu6dc',
  settlesOrder: true,
  amount: { amountMinor: 40_000n, currency: 'ZAR', exponent: 2 },
  merchantRef: 'room-7',
  merchantRefField: 'metadata.order_id',
  merchantRefWriter: 'buyer',
  customerRef: CUSTOMER,
});

/** The whole meaning of a fixture of each type, except for the ranks. */
const MEANINGS: Record<keyof typeof handlers, object[]> = {
  'charge.success': [
    {
      type: 'payment.succeeded',
      occurredAt: '2026-03-02T09:30:19.000Z',
      paymentRef: 'tea-1042',
      orderRef: 'tea-1042',
      settlesOrder: true,
      amount: naira(10_000n),
      providerStatus: 'success',
      merchantRef: 'tea-1042',
      ...ownId,
      customerRef: CUSTOMER,
    },
  ],
  'charge.dispute.create': [
    disputed('dispute.opened', 'awaiting-merchant-feedback', '2026-03-10T13:46:57.000Z'),
  ],
  'charge.dispute.remind': [
    disputed('dispute.opened', 'awaiting-merchant-feedback', '2026-03-10T18:00:02.000Z'),
  ],
  'charge.dispute.resolve': [disputed('dispute.lost', 'auto-accepted', '2026-03-11T18:00:02.000Z')],
  'refund.pending': [refunded('refund.pending', 'pending')],
  'refund.processing': [refunded('refund.pending', 'processing')],
  'refund.needs-attention': [refunded('refund.pending', 'needs-attention')],
  'refund.processed': [refunded('refund.succeeded', 'processed')],
  'refund.failed': [refunded('refund.failed', 'failed')],
  'subscription.create': [
    {
      type: 'subscription.created',
      occurredAt: '2026-03-02T11:00:24.000Z',
      subscriptionRef: SUBSCRIPTION,
      status: 'active',
      planRef: PLAN,
      customerRef: CUSTOMER,
      currentPeriodStart: '2026-03-02T11:00:24.000Z',
      currentPeriodEnd: '2026-04-02T11:00:00.000Z',
      cancelAt: null,
      providerStatus: 'active',
    },
    {
      type: 'order.created',
      occurredAt: '2026-03-02T11:00:24.000Z',
      orderRef: `${CUSTOMER}/${PLAN}`,
      subscriptionRef: SUBSCRIPTION,
      tentative: true,
      customerRef: CUSTOMER,
    },
  ],
  'subscription.not_renew': [
    {
      type: 'subscription.updated',
      occurredAt: RECEIVED,
      subscriptionRef: SUBSCRIPTION,
      status: 'active',
      planRef: PLAN,
      customerRef: CUSTOMER,
      canceledAt: RECEIVED,
      providerStatus: 'non-renewing',
    },
  ],
  'subscription.disable': [
    {
      type: 'subscription.canceled',
      occurredAt: RECEIVED,
      subscriptionRef: SUBSCRIPTION,
      status: 'canceled',
      planRef: PLAN,
      customerRef: CUSTOMER,
      cancelAt: null,
      canceledAt: RECEIVED,
      providerStatus: 'cancelled',
    },
  ],
  'invoice.create': [
    {
      type: 'subscription.updated',
      occurredAt: '2026-03-30T11:00:02.000Z',
      subscriptionRef: SUBSCRIPTION,
      invoiceRef: 'INV_kmhuaaur5c9ruh2',
      customerRef: CUSTOMER,
      providerStatus: 'active',
    },
  ],
  'invoice.update': [
    {
      type: 'subscription.renewed',
      status: 'active',
      statusAfter: ['active', 'past_due'],
      occurredAt: '2026-04-02T11:00:10.000Z',
      subscriptionRef: SUBSCRIPTION,
      invoiceRef: 'INV_kmhuaaur5c9ruh2',
      customerRef: CUSTOMER,
      providerStatus: 'active',
      currentPeriodStart: '2026-04-02T11:00:00.000Z',
      currentPeriodEnd: '2026-05-02T10:59:59.000Z',
      paidPeriod: {
        start: '2026-04-02T11:00:00.000Z',
        end: '2026-05-02T10:59:59.000Z',
        paymentRef: RENEWAL,
        invoiceRef: 'INV_kmhuaaur5c9ruh2',
      },
    },
    {
      type: 'payment.succeeded',
      occurredAt: '2026-04-02T11:00:10.000Z',
      paymentRef: RENEWAL,
      subscriptionRef: SUBSCRIPTION,
      invoiceRef: 'INV_kmhuaaur5c9ruh2',
      tentative: true,
      amount: naira(110_000n),
      providerStatus: 'success',
      customerRef: CUSTOMER,
    },
  ],
  'invoice.payment_failed': [
    {
      type: 'subscription.past_due',
      status: 'past_due',
      statusAfter: ['active', 'past_due'],
      // The start of the period that the charge was to pay.
      occurredAt: '2026-04-02T11:00:00.000Z',
      subscriptionRef: SUBSCRIPTION,
      invoiceRef: 'INV_kmhuaaur5c9ruh2',
      customerRef: CUSTOMER,
      providerStatus: 'attention',
    },
  ],
  'preauthorization.reserve.success': [reserved('payment.authorized', 'authorized', RECEIVED)],
  'preauthorization.capture.success': [
    {
      ...reserved('payment.succeeded', 'captured', '2026-03-05T11:58:44.000Z'),
      amount: { amountMinor: 35_000n, currency: 'ZAR', exponent: 2 },
    },
  ],
  'preauthorization.capture.failed': [reserved('payment.failed', 'capture_failed', RECEIVED)],
  'preauthorization.release.success': [reserved('payment.canceled', 'released', '2026-03-06T12:46:58.000Z')],
};

describe('each type', () => {
  it.each(Object.entries(MEANINGS))('%s has the meaning that is written here', (type, meaning) => {
    expect(meaningOf(type)).toMatchObject({ outcome: 'events', type, mode: 'test', warnings: [] });
    expect(factsWithoutRank(type)).toEqual(meaning);
  });

  it.each([
    ['live', 'live'],
    ['test', 'test'],
    ['sandbox', undefined],
    [undefined, undefined],
  ])('whose domain is %s has the mode %s', (domain, mode) => {
    expect(meaningOf('charge.success', { domain }).mode).toBe(mode);
  });
});

describe('the time of an event', () => {
  it('may be written in the other spelling', () => {
    expect(factsOf('charge.success', { paid_at: undefined })).toMatchObject([
      { occurredAt: '2026-03-02T09:30:19.000Z' },
    ]);
  });

  it('is the time of receipt if the field of its type has none', () => {
    const timeless = { paid_at: 'soon', paidAt: null };
    expect(factsOf('charge.success', timeless)).toMatchObject([{ occurredAt: RECEIVED }]);
  });

  it('of a failed charge is the start of its period, or when the invoice was created, if that is later', () => {
    const late = { created_at: '2026-04-02T11:00:05.000Z' };
    expect(meaningOf('invoice.payment_failed', late).occurredAt).toBe('2026-04-02T11:00:05.000Z');
    const timeless = { created_at: null, period_start: null };
    expect(meaningOf('invoice.payment_failed', timeless).occurredAt).toBe(RECEIVED);
  });

  it('is never that of another object: a subscription is disabled when we hear of it', () => {
    expect(meaningOf('subscription.disable', { created_at: '2020-01-01T00:00:00.000Z' }).occurredAt).toBe(
      RECEIVED,
    );
  });
});

describe('other events', () => {
  const body = (event: string, data: unknown) => Buffer.from(JSON.stringify({ event, data }));

  it.each([
    [
      'paymentrequest.success',
      { id: 1, amount: 5000 },
      'the money of a payment request comes as charge.success, which does not name the request',
    ],
    ['preauthorization.release.failed', { reference: 'pre_1' }, 'the authorization stays as it was'],
    ['subscription.expiring_cards', [{ brand: 'visa' }], 'the state of a stored payment method'],
    ['transfer.success', { amount: 5000 }, 'a transfer from the merchant, not a payment for an order'],
    ['charge.failed', { reference: 'ref_1' }, 'unknown event type'],
  ])('%s is ignored', (event, data, reason) => {
    expect(readBody(body(event, data))).toMatchObject({ outcome: 'ignored', type: event, reason });
  });

  it('without data are refused with the path', () => {
    expect(problemOf(() => readBody(body('charge.success', null)))).toMatchObject({
      code: 'schema_violation',
      path: 'data',
    });
  });
});
