import { paypal } from '../../../../providers/src/index.ts';
import {
  type Happening,
  disputed,
  refunded,
} from '../../../../providers/src/paypal/simulator/scenarios/events.ts';
import { failedThenPaid } from '../../../../providers/src/paypal/simulator/scenarios/orders.ts';
import { after, type Lifecycle, read, rows } from '../lifecycle.ts';
import { context, recorded, changed, eur, purchase, saleRefunded } from './paypal-story.ts';

const twoRefunds: Lifecycle = {
  name: 'approved, captured, two partial refunds that name the capture in their links alone',
  deliveries: recorded('two', [
    ...purchase('two', '60.00'),
    refunded(context('two'), 600, '20.50'),
    changed(refunded(context('two'), 900, '10.00'), {
      id: 'twoRFND2',
      seller_payable_breakdown: { total_refunded_amount: eur('30.50') },
    }),
  ]),
  rows: rows({
    orders: [
      {
        orderRef: 'twoORDER',
        merchantRef: 'basket-two',
        customerRef: 'twoP',
        status: 'partially_refunded',
        disputed: false,
        currency: 'EUR',
        amountMinor: 6000n,
        paidMinor: 6000n,
        refundedMinor: 3050n,
        chargedBackMinor: 0n,
        createdAt: after(30),
      },
    ],
    payments: [
      {
        paymentRef: 'twoCAPT1',
        orderRef: 'twoORDER',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 6000n,
        refundedMinor: 3050n,
        occurredAt: after(65),
      },
    ],
    refunds: [
      { refundRef: 'twoRFND1', paymentRef: 'twoCAPT1', status: 'succeeded', amountMinor: 2050n },
      { refundRef: 'twoRFND2', paymentRef: 'twoCAPT1', status: 'succeeded', amountMinor: 1000n },
    ],
  }),
};

const declined: Lifecycle = {
  name: 'a capture is declined, a second capture of the same order is paid',
  deliveries: read(paypal, failedThenPaid(context('decl')).deliveries),
  rows: rows({
    orders: [
      {
        orderRef: 'declORDER',
        status: 'paid',
        disputed: false,
        currency: 'EUR',
        amountMinor: 1595n,
        paidMinor: 1595n,
        refundedMinor: 0n,
        chargedBackMinor: 0n,
      },
    ],
    payments: [
      {
        paymentRef: 'declCAPT1',
        orderRef: 'declORDER',
        subscriptionRef: null,
        status: 'failed',
        failureCode: 'DECLINED_BY_RISK_FRAUD_FILTERS',
        amountMinor: 1595n,
        refundedMinor: 0n,
        occurredAt: after(65),
      },
      {
        paymentRef: 'declCAPT2',
        orderRef: 'declORDER',
        subscriptionRef: null,
        status: 'succeeded',
        failureCode: null,
        amountMinor: 1595n,
        refundedMinor: 0n,
        occurredAt: after(240),
      },
    ],
  }),
};

const outcome = { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: eur('50.00') };
const lost: Lifecycle = {
  name: 'a dispute is lost over less than was asked for, after a refund of a part',
  deliveries: recorded('lost', [
    ...purchase('lost', '80.00'),
    refunded(context('lost'), 300, '5.00'),
    disputed(context('lost'), 900, { step: 'CREATED', value: '75.00' }),
    disputed(context('lost'), 1200, { step: 'UPDATED', value: '75.00' }),
    changed(disputed(context('lost'), 1800, { step: 'RESOLVED', value: '75.00' }), {
      dispute_outcome: outcome,
    }),
  ]),
  rows: rows({
    orders: [
      {
        orderRef: 'lostORDER',
        status: 'partially_refunded',
        disputed: false,
        currency: 'EUR',
        amountMinor: 8000n,
        paidMinor: 8000n,
        refundedMinor: 500n,
        chargedBackMinor: 5000n,
      },
    ],
    payments: [
      {
        paymentRef: 'lostCAPT1',
        orderRef: 'lostORDER',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 8000n,
        refundedMinor: 500n,
        occurredAt: after(65),
      },
    ],
    refunds: [{ refundRef: 'lostRFND1', paymentRef: 'lostCAPT1', status: 'succeeded', amountMinor: 500n }],
    disputes: [{ disputeRef: 'PP-R-lost', paymentRef: 'lostCAPT1', status: 'lost', amountMinor: 5000n }],
  }),
};

/** A v1 sale without an agreement: a purchase of its own, that nothing else names the amount of. */
const sold = (type: string, seconds: number, state: string): Happening => ({
  type: `PAYMENT.SALE.${type}`,
  resourceType: 'sale',
  summary: 'A sale',
  after: seconds,
  resource: {
    id: 'onceSALE2',
    state,
    amount: { total: '30.00', currency: 'EUR' },
    parent_payment: 'PAYID-once',
    invoice_number: 'inv-once',
  },
});
const once: Lifecycle = {
  name: 'a v1 sale is pending, paid and partly refunded',
  deliveries: recorded('once', [
    sold('PENDING', 10, 'pending'),
    sold('COMPLETED', 20, 'completed'),
    saleRefunded('once', 30, '12.50'),
  ]),
  rows: rows({
    orders: [
      {
        orderRef: 'PAYID-once',
        merchantRef: 'inv-once',
        status: 'partially_refunded',
        disputed: false,
        currency: 'EUR',
        amountMinor: 3000n,
        paidMinor: 3000n,
        refundedMinor: 1250n,
        chargedBackMinor: 0n,
      },
    ],
    payments: [
      {
        paymentRef: 'onceSALE2',
        orderRef: 'PAYID-once',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 3000n,
        refundedMinor: 1250n,
        occurredAt: after(20),
      },
    ],
    refunds: [{ refundRef: 'onceSALEREF', paymentRef: 'onceSALE2', status: 'succeeded', amountMinor: 1250n }],
  }),
};

export const PAYPAL_ORDERS: readonly Lifecycle[] = [twoRefunds, declined, lost, once];
