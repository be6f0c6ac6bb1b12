import { stripe } from '../../../../providers/src/index.ts';
import {
  paidSession,
  charge,
  dispute,
  paidIntent,
  refund,
  type Sale,
} from '../../../../providers/src/stripe/simulator/scenarios/objects.ts';
import { refunded } from '../../../../providers/src/stripe/simulator/scenarios/purchases.ts';
import { after, type Lifecycle, read, rows, unixAfter } from '../lifecycle.ts';
import { context, recorded } from './stripe-story.ts';

const givenBack: Lifecycle = {
  name: 'running totals beside single refunds: two refunds give back all, and no more',
  deliveries: read(stripe, refunded(context('back')).deliveries),
  rows: rows({
    orders: [
      {
        orderRef: 'cs_test_back',
        status: 'refunded',
        disputed: false,
        currency: 'EUR',
        amountMinor: 12_000n,
        paidMinor: 12_000n,
        refundedMinor: 12_000n,
        chargedBackMinor: 0n,
      },
    ],
    payments: [
      {
        paymentRef: 'pi_back',
        orderRef: 'cs_test_back',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 12_000n,
        refundedMinor: 12_000n,
        occurredAt: after(30),
      },
    ],
    refunds: [
      { refundRef: 're_back1', paymentRef: 'pi_back', status: 'succeeded', amountMinor: 2000n },
      { refundRef: 're_back2', paymentRef: 'pi_back', status: 'succeeded', amountMinor: 10_000n },
    ],
  }),
};

const partSale: Sale = {
  uid: 'part',
  generation: 'legacy',
  created: unixAfter(0),
  amount: 12_000,
  currency: 'eur',
};
const first = { id: 're_part1', amount: 2000 };
const second = { id: 're_part2', amount: 1000 };
const partlyBack: Lifecycle = {
  name: 'a partial refund stands, a second one bounces: the last event is not the sum',
  deliveries: recorded('part', 'legacy', [
    { afterSeconds: 30, type: 'payment_intent.succeeded', object: paidIntent(partSale) },
    { afterSeconds: 31, type: 'checkout.session.completed', object: paidSession(partSale) },
    { afterSeconds: 600, type: 'refund.created', object: refund(partSale, first) },
    { afterSeconds: 600, type: 'charge.refunded', object: charge(partSale, { amount_refunded: 2000 }) },
    { afterSeconds: 700, type: 'refund.created', object: refund(partSale, { ...second, status: 'pending' }) },
    { afterSeconds: 700, type: 'charge.refunded', object: charge(partSale, { amount_refunded: 3000 }) },
    { afterSeconds: 800, type: 'refund.failed', object: refund(partSale, { ...second, status: 'failed' }) },
  ]),
  rows: rows({
    orders: [
      {
        orderRef: 'cs_test_part',
        status: 'partially_refunded',
        disputed: false,
        currency: 'EUR',
        amountMinor: 12_000n,
        paidMinor: 12_000n,
        refundedMinor: 2000n,
        chargedBackMinor: 0n,
      },
    ],
    payments: [
      {
        paymentRef: 'pi_part',
        orderRef: 'cs_test_part',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 12_000n,
        refundedMinor: 2000n,
        occurredAt: after(30),
      },
    ],
    refunds: [
      { refundRef: 're_part1', paymentRef: 'pi_part', status: 'succeeded', amountMinor: 2000n },
      { refundRef: 're_part2', paymentRef: 'pi_part', status: 'failed', amountMinor: 1000n },
    ],
  }),
};

const lostSale: Sale = {
  uid: 'lost',
  generation: 'current',
  created: unixAfter(0),
  amount: 8900,
  currency: 'gbp',
};
const opened = dispute(lostSale, { amount: 5000, status: 'needs_response' });
const lost = dispute(lostSale, { amount: 5000, status: 'lost' });
const chargedBack: Lifecycle = {
  name: 'a dispute over a part is lost, beside a refund of another part',
  deliveries: recorded('lost', 'current', [
    { afterSeconds: 20, type: 'charge.succeeded', object: charge(lostSale, {}) },
    { afterSeconds: 20, type: 'payment_intent.succeeded', object: paidIntent(lostSale) },
    { afterSeconds: 21, type: 'checkout.session.completed', object: paidSession(lostSale) },
    { afterSeconds: 300, type: 'refund.created', object: refund(lostSale, { id: 're_lost', amount: 900 }) },
    { afterSeconds: 600, type: 'charge.dispute.created', object: opened },
    { afterSeconds: 600, type: 'charge.dispute.funds_withdrawn', object: opened },
    { afterSeconds: 1800, type: 'charge.dispute.closed', object: lost },
  ]),
  rows: rows({
    orders: [
      {
        orderRef: 'cs_test_lost',
        status: 'partially_refunded',
        disputed: false,
        currency: 'GBP',
        amountMinor: 8900n,
        paidMinor: 8900n,
        refundedMinor: 900n,
        chargedBackMinor: 5000n,
      },
    ],
    payments: [
      {
        paymentRef: 'pi_lost',
        orderRef: 'cs_test_lost',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 8900n,
        refundedMinor: 900n,
        occurredAt: after(20),
      },
    ],
    refunds: [{ refundRef: 're_lost', paymentRef: 'pi_lost', status: 'succeeded', amountMinor: 900n }],
    disputes: [
      {
        disputeRef: 'du_lost',
        paymentRef: 'pi_lost',
        status: 'lost',
        amountMinor: 5000n,
        occurredAt: after(1800),
      },
    ],
  }),
};

export const STRIPE_RETURNS: readonly Lifecycle[] = [givenBack, partlyBack, chargedBack];
