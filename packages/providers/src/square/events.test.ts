import { describe, expect, it } from 'vitest';
import type { handlers } from './events/index.ts';
import {
  BILLED,
  BUYER,
  INVOICED,
  ORDER,
  PAYMENT,
  SUBSCRIBER,
  SUBSCRIPTION,
  dollars,
  factsWithoutRank,
  meaningOf,
  problemOf,
} from './simulator/fixtures/changed-fixture.ts';

const reference = {
  merchantRef: 'tea-1042',
  merchantRefField: 'payment.reference_id',
  merchantRefWriter: 'merchant',
};
/** The plain invoice, in each state. */
const invoiced = (type: string, providerStatus: string, occurredAt: string) => ({
  type,
  providerStatus,
  occurredAt,
  orderRef: INVOICED,
  invoiceRef: INVOICED,
  amount: dollars(10_000n),
  createdAt: '2026-03-03T17:45:13.000Z',
  customerRef: SUBSCRIBER,
});
/** The order of the subscription's invoice. */
const billed = (type: string, providerStatus: string, occurredAt: string) => ({
  type,
  providerStatus,
  occurredAt,
  orderRef: BILLED,
  invoiceRef: BILLED,
  subscriptionRef: SUBSCRIPTION,
  tentative: true,
  amount: dollars(900n),
  createdAt: '2026-03-03T10:00:00.000Z',
  customerRef: SUBSCRIBER,
});
const disputed = (type: string, providerStatus: string, occurredAt: string) => ({
  type,
  providerStatus,
  occurredAt,
  disputeRef: 'XDgyFu7yo1E2S5lQGGpYn',
  paymentRef: PAYMENT,
  amount: dollars(2500n),
  reason: 'NO_KNOWLEDGE',
});

/** The whole meaning of a fixture of each type, except for the ranks. */
const MEANINGS: Record<keyof typeof handlers, object[]> = {
  'payment.created': [
    {
      type: 'payment.authorized',
      occurredAt: '2026-03-02T09:30:00.431Z',
      paymentRef: PAYMENT,
      orderRef: ORDER,
      invoiceRef: ORDER,
      settlesOrder: true,
      amount: dollars(2500n),
      providerStatus: 'APPROVED',
      ...reference,
      customerRef: BUYER,
    },
  ],
  'payment.updated': [
    {
      type: 'payment.succeeded',
      occurredAt: '2026-03-02T09:30:04.220Z',
      paymentRef: PAYMENT,
      orderRef: ORDER,
      invoiceRef: ORDER,
      settlesOrder: true,
      amount: dollars(2500n),
      amountRefundedMinor: 0n,
      providerStatus: 'COMPLETED',
      ...reference,
      customerRef: BUYER,
    },
  ],
  'refund.created': [
    {
      type: 'refund.pending',
      occurredAt: '2026-03-04T15:00:00.871Z',
      refundRef: `${PAYMENT}_xtKmCvlbrYyeVqgHg4cmfQ6Fc`,
      paymentRef: PAYMENT,
      amount: dollars(500n),
      providerStatus: 'PENDING',
    },
  ],
  'refund.updated': [
    {
      type: 'refund.succeeded',
      occurredAt: '2026-03-04T15:02:09.940Z',
      refundRef: `${PAYMENT}_xtKmCvlbrYyeVqgHg4cmfQ6Fc`,
      paymentRef: PAYMENT,
      amount: dollars(500n),
      providerStatus: 'COMPLETED',
    },
  ],
  'order.created': [
    {
      type: 'order.created',
      occurredAt: '2026-03-02T09:29:57.812Z',
      orderRef: ORDER,
      tentative: true,
      createdAt: '2026-03-02T09:29:57.640Z',
      providerStatus: 'OPEN',
    },
  ],
  'order.updated': [
    {
      type: 'order.completed',
      occurredAt: '2026-03-02T09:30:04.977Z',
      orderRef: ORDER,
      tentative: true,
      createdAt: '2026-03-02T09:29:57.640Z',
      providerStatus: 'COMPLETED',
    },
  ],
  'invoice.created': [{ ...invoiced('order.created', 'DRAFT', '2026-03-03T17:45:13.000Z'), tentative: true }],
  'invoice.published': [invoiced('order.created', 'UNPAID', '2026-03-03T17:49:59.000Z')],
  'invoice.updated': [invoiced('order.created', 'PARTIALLY_PAID', '2026-03-10T08:11:02.000Z')],
  'invoice.payment_made': [invoiced('order.completed', 'PAID', '2026-04-10T08:02:40.000Z')],
  'invoice.canceled': [invoiced('order.canceled', 'CANCELED', '2026-03-05T11:00:01.000Z')],
  'invoice.refunded': [invoiced('order.completed', 'PARTIALLY_REFUNDED', '2026-04-20T12:30:05.000Z')],
  'invoice.scheduled_charge_failed': [
    {
      type: 'subscription.past_due',
      status: 'past_due',
      statusAfter: ['active', 'past_due'],
      occurredAt: '2026-03-03T10:00:01.000Z',
      subscriptionRef: SUBSCRIPTION,
      invoiceRef: BILLED,
      customerRef: SUBSCRIBER,
    },
    billed('order.created', 'UNPAID', '2026-03-03T10:00:01.000Z'),
  ],
  'subscription.created': [
    {
      type: 'subscription.created',
      occurredAt: '2026-03-01T10:00:00.431Z',
      subscriptionRef: SUBSCRIPTION,
      status: 'incomplete',
      planRef: 'FCP7BWMDVEKNTLFKVYWPFRCH',
      customerRef: SUBSCRIBER,
      // Midnight in Los Angeles, in winter.
      startsAt: '2026-03-03T08:00:00.000Z',
      cancelAt: null,
      providerStatus: 'PENDING',
    },
  ],
  'subscription.updated': [
    {
      type: 'subscription.updated',
      occurredAt: '2026-03-20T16:20:07.002Z',
      subscriptionRef: SUBSCRIPTION,
      status: 'active',
      planRef: 'FCP7BWMDVEKNTLFKVYWPFRCH',
      customerRef: SUBSCRIBER,
      // The day after the last invoiced one, in summer time.
      currentPeriodEnd: '2026-04-03T07:00:00.000Z',
      startsAt: null,
      cancelAt: '2026-04-03T07:00:00.000Z',
      providerStatus: 'ACTIVE',
    },
  ],
  'dispute.created': [disputed('dispute.opened', 'EVIDENCE_REQUIRED', '2026-03-12T21:24:53.258Z')],
  'dispute.state.updated': [disputed('dispute.lost', 'LOST', '2026-04-02T09:34:41.851Z')],
  'dispute.state.changed': [disputed('dispute.opened', 'PROCESSING', '2026-03-14T08:00:11.902Z')],
};

describe('each type', () => {
  it.each(Object.entries(MEANINGS))('%s has the meaning that is written here', (type, meaning) => {
    expect(meaningOf(type)).toMatchObject({
      outcome: 'events',
      type,
      warnings: [],
      merchant: { ref: 'ML7PAYSPOOL2QK', is: 'ours' },
    });
    expect(factsWithoutRank(type)).toEqual(meaning);
  });
});

describe('other events', () => {
  it.each([
    ['invoice.deleted', 'the draft of an invoice was deleted, and nobody had to pay it'],
    ['order.fulfillment.updated', 'a fulfillment is about delivering goods, not about paying for them'],
    ['payout.paid', 'a payout of Square to the merchant, not a payment for an order'],
    ['payment.imagined', 'unknown event type'],
  ])('%s is ignored: %s', (type, reason) => {
    expect(meaningOf('payment.updated', { type })).toMatchObject({ outcome: 'ignored', type, reason });
  });

  it('without a time, or without the object, are refused with the path', () => {
    const timeless = { created_at: 'yesterday', 'data.object.payment.updated_at': undefined };
    expect(problemOf(() => meaningOf('payment.updated', timeless)).path).toBe('created_at');
    expect(problemOf(() => meaningOf('payment.updated', { 'data.object': {} })).path).toBe(
      'data.object.payment',
    );
  });
});
