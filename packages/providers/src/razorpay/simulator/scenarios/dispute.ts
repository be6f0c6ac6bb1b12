import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { paidPurchase, purchase } from './checkout.ts';
import { dispute as disputeEntity, payment } from './purchase-entities.ts';
import { delivery, secondsAt } from './story.ts';

/** The customer's bank asks for ₹100.00 of the ₹499.00; the merchant contests the dispute and loses, so it is no longer open. */
export const dispute = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...purchase(context),
    step(context, { type: 'payment.dispute.created', status: 'open', offset: 900 }),
    step(context, { type: 'payment.dispute.under_review', status: 'under_review', offset: 1500 }),
    step(context, { type: 'payment.dispute.lost', status: 'lost', offset: 2400 }),
  ],
  expected: {
    // The amount of a lost dispute counts like a refund in the order's status.
    orders: [{ ...paidPurchase(context), status: 'partially_refunded', chargedBackMinor: 10000n }],
    subscriptions: [],
  },
});

function step(
  context: ScenarioContext,
  {
    type,
    status,
    offset,
  }: { readonly type: string; readonly status: 'open' | 'under_review' | 'lost'; readonly offset: number },
): SimulatedDelivery {
  const paymentId = `pay_${context.uid}`;
  return delivery(type, {
    at: secondsAt(context, offset),
    entities: {
      payment: payment({
        id: paymentId,
        amount: 499_00,
        status: 'captured',
        orderId: `order_${context.uid}`,
        createdAt: secondsAt(context, 58),
      }),
      dispute: disputeEntity({
        id: `disp_${context.uid}`,
        paymentId,
        amount: 100_00,
        status,
        createdAt: secondsAt(context, 900),
      }),
    },
  });
}
