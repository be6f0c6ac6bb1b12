import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { paidPurchase, purchase } from './checkout.ts';
import { payment, refund as refundEntity } from './purchase-entities.ts';
import { delivery, secondsAt } from './story.ts';

/** ₹200.00 is refunded first, the remaining ₹299.00 later. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...purchase(context),
    ...refunded(context, { suffix: 'a', startsAt: 600, amount: 200_00, before: 0 }),
    ...refunded(context, { suffix: 'b', startsAt: 1200, amount: 299_00, before: 200_00 }),
  ],
  expected: {
    orders: [{ ...paidPurchase(context), status: 'refunded', refundedMinor: 49900n }],
    subscriptions: [],
  },
});

/** A refund is pending until the bank has processed it; the payment counts it from the beginning. */
function refunded(
  context: ScenarioContext,
  story: {
    readonly suffix: string;
    readonly startsAt: number;
    readonly amount: number;
    readonly before: number;
  },
): SimulatedDelivery[] {
  const paymentId = `pay_${context.uid}`;
  const createdAt = secondsAt(context, story.startsAt);
  const part = { id: `rfnd_${context.uid}${story.suffix}`, paymentId, amount: story.amount, createdAt };
  const paid = payment({
    id: paymentId,
    amount: 499_00,
    status: 'captured',
    orderId: `order_${context.uid}`,
    refunded: story.before + story.amount,
    createdAt: secondsAt(context, 58),
  });
  return [
    delivery('refund.created', {
      at: createdAt,
      entities: { refund: refundEntity({ ...part, status: 'pending' }), payment: paid },
    }),
    delivery('refund.processed', {
      at: secondsAt(context, story.startsAt + 240),
      entities: { refund: refundEntity({ ...part, status: 'processed' }), payment: paid },
    }),
  ];
}
