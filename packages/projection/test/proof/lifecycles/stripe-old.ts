import { after, type Lifecycle, rows, unixAfter } from '../lifecycle.ts';
import { recorded } from './stripe-story.ts';

/** A charge as API versions before 2015-02-18 have it: no intent, and `paid` for a status. */
const oldCharge = (uid: string, fields: object) => ({
  id: `ch_${uid}`,
  object: 'charge',
  amount: 1000,
  amount_refunded: 0,
  captured: true,
  currency: 'usd',
  customer: `cus_${uid}`,
  dispute: null,
  invoice: null,
  paid: true,
  refunded: false,
  refunds: [],
  status: 'paid',
  ...fields,
});
const payment = (uid: string, fields: object) => ({
  paymentRef: `ch_${uid}`,
  orderRef: `ch_${uid}`,
  subscriptionRef: null,
  status: 'succeeded' as const,
  amountMinor: 1000n,
  refundedMinor: 0n,
  occurredAt: after(0),
  ...fields,
});
const order = (uid: string, fields: object) => ({
  orderRef: `ch_${uid}`,
  status: 'paid' as const,
  disputed: false,
  currency: 'USD',
  amountMinor: 1000n,
  paidMinor: 1000n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...fields,
});

const paid: Lifecycle = {
  name: 'a charge of 2014 is paid, and given back in part',
  deliveries: recorded('oldpaid', 'legacy', [
    { afterSeconds: 0, type: 'charge.succeeded', object: oldCharge('oldpaid', {}) },
    {
      afterSeconds: 60,
      type: 'charge.refunded',
      object: oldCharge('oldpaid', {
        amount_refunded: 300,
        refunds: [{ object: 'refund', amount: 300, created: unixAfter(60), currency: 'usd' }],
      }),
    },
  ]),
  rows: rows({
    orders: [order('oldpaid', { status: 'partially_refunded', refundedMinor: 300n })],
    payments: [payment('oldpaid', { refundedMinor: 300n })],
  }),
};

const oldDispute = (status: string) => ({
  object: 'dispute',
  amount: 1000,
  charge: 'ch_olddispute',
  currency: 'usd',
  reason: 'fraudulent',
  status,
});
const disputed: Lifecycle = {
  name: 'a dispute of 2013 has no id: it is one, whether it comes by itself or in its charge',
  deliveries: recorded('olddispute', 'legacy', [
    { afterSeconds: 0, type: 'charge.succeeded', object: oldCharge('olddispute', {}) },
    { afterSeconds: 60, type: 'charge.dispute.created', object: oldDispute('needs_response') },
    {
      afterSeconds: 90,
      type: 'charge.updated',
      object: oldCharge('olddispute', { dispute: oldDispute('under_review') }),
    },
    { afterSeconds: 120, type: 'charge.dispute.closed', object: oldDispute('lost') },
  ]),
  rows: rows({
    orders: [order('olddispute', { status: 'refunded', chargedBackMinor: 1000n })],
    payments: [payment('olddispute', {})],
    disputes: [
      { disputeRef: 'ch_olddispute', paymentRef: 'ch_olddispute', status: 'lost', amountMinor: 1000n },
    ],
  }),
};

const letGo: Lifecycle = {
  name: 'an authorization is let go, which old API versions call a refund: nothing was paid, and nothing given back',
  deliveries: recorded('letgo', 'legacy', [
    {
      afterSeconds: 0,
      type: 'charge.succeeded',
      object: oldCharge('letgo', { status: 'succeeded', captured: false }),
    },
    {
      afterSeconds: 60,
      type: 'refund.created',
      object: {
        id: 're_letgo',
        object: 'refund',
        amount: 1000,
        charge: 'ch_letgo',
        currency: 'usd',
        status: 'succeeded',
      },
    },
    {
      afterSeconds: 60,
      type: 'charge.refunded',
      object: oldCharge('letgo', {
        amount_refunded: 1000,
        captured: false,
        refunded: true,
        status: 'succeeded',
      }),
    },
  ]),
  rows: rows({
    orders: [order('letgo', { status: 'canceled', paidMinor: 0n })],
    payments: [payment('letgo', { status: 'canceled', occurredAt: after(60) })],
    refunds: [{ refundRef: 're_letgo', paymentRef: 'ch_letgo', status: 'succeeded', amountMinor: 1000n }],
  }),
};

/** Nothing but the refund reports it, with the charge beside. */
const letGoBeside: Lifecycle = {
  name: 'an authorization is let go, reported by a refund with its charge in it',
  deliveries: recorded('beside', 'legacy', [
    {
      afterSeconds: 60,
      type: 'refund.created',
      object: {
        id: 're_beside',
        object: 'refund',
        amount: 1000,
        charge: oldCharge('beside', {
          amount_refunded: 1000,
          captured: false,
          refunded: true,
          status: 'succeeded',
        }),
        currency: 'usd',
        status: 'succeeded',
      },
    },
    {
      afterSeconds: 61,
      type: 'refund.updated',
      object: {
        id: 're_beside',
        object: 'refund',
        amount: 1000,
        charge: 'ch_beside',
        currency: 'usd',
        status: 'succeeded',
      },
    },
  ]),
  rows: rows({
    orders: [order('beside', { status: 'canceled', paidMinor: 0n })],
    payments: [payment('beside', { status: 'canceled', occurredAt: after(60) })],
    refunds: [{ refundRef: 're_beside', paymentRef: 'ch_beside', status: 'succeeded', amountMinor: 1000n }],
  }),
};

export const STRIPE_OLD: readonly Lifecycle[] = [paid, disputed, letGo, letGoBeside];
