import type { ExpectedOrder, Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { oneOrder } from '../../../simulator/scenario.ts';
import { charge, disputeOf, preauthorization, refundOf } from './entities.ts';

/** One transaction of 50.00 NGN. */
export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: [charge(context, { offset: 0 })],
  expected: order(context, { status: 'paid' }),
});

/** 20.00 of the 50.00 NGN are given back, later the rest. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    charge(context, { offset: 0 }),
    refundOf(context, { type: 'refund.pending', offset: 600, id: 'a', amount: 2000 }),
    refundOf(context, { type: 'refund.processing', offset: 620, id: 'a', amount: 2000 }),
    refundOf(context, { type: 'refund.processed', offset: 900, id: 'a', amount: 2000 }),
    refundOf(context, { type: 'refund.pending', offset: 1200, id: 'b', amount: 3000 }),
    refundOf(context, { type: 'refund.processed', offset: 1500, id: 'b', amount: 3000 }),
  ],
  expected: order(context, { status: 'refunded', refundedMinor: 5000n }),
});

/**
 * Paystack reports no failed transaction. The capture of a preauthorization of 400.00 ZAR fails first, and then succeeds; the
 * transaction of the capture is announced as well.
 */
export const failedThenPaid = (context: ScenarioContext): Scenario => ({
  deliveries: [
    preauthorization(context, { type: 'preauthorization.reserve.success', offset: 0, status: 'authorized' }),
    preauthorization(context, {
      type: 'preauthorization.capture.failed',
      offset: 600,
      status: 'capture_failed',
      captured_amount: '40000',
    }),
    preauthorization(context, { type: 'preauthorization.capture.success', offset: 900, status: 'captured' }),
    charge(context, { offset: 901, reference: 'pre', amount: 40_000, currency: 'ZAR', metadata: null }),
  ],
  unpaid: 2,
  expected: order(context, {
    orderRef: `pre_${context.uid}`,
    currency: 'ZAR',
    amountMinor: 40_000n,
    paidMinor: 40_000n,
    status: 'paid',
  }),
});

/** The buyer's bank demands 15.00 of the 50.00 NGN, and the merchant accepts. */
export const dispute = (context: ScenarioContext): Scenario => ({
  deliveries: [
    charge(context, { offset: 0 }),
    disputeOf(context, { type: 'charge.dispute.create', offset: 900 }),
    disputeOf(context, { type: 'charge.dispute.remind', offset: 1500 }),
    disputeOf(context, { type: 'charge.dispute.resolve', offset: 2400, resolution: 'merchant-accepted' }),
  ],
  // The amount of a lost dispute counts like a refund in the order's status.
  expected: order(context, { status: 'partially_refunded', chargedBackMinor: 1500n }),
});

const order = (
  { uid }: ScenarioContext,
  row: Pick<ExpectedOrder, 'status'> & Partial<ExpectedOrder>,
): Scenario['expected'] => oneOrder({ orderRef: `ref_${uid}`, currency: 'NGN', amountMinor: 5000n, ...row });
