import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import { paidPurchase } from './checkout.ts';
import { paidOrder, payment } from './purchase-entities.ts';
import { delivery, secondsAt } from './story.ts';

/** A card is declined; a UPI payment of the same order is first reported as failed and later captured. */
export function failedThenPaid(context: ScenarioContext): Scenario {
  const { uid } = context;
  const attempt = { amount: 499_00, orderId: `order_${uid}` };
  const card = { ...attempt, id: `pay_${uid}a`, createdAt: secondsAt(context, 40) };
  const upi = { ...attempt, id: `pay_${uid}b`, method: 'upi', createdAt: secondsAt(context, 200) } as const;
  const captured = payment({ ...upi, status: 'captured' });
  const order = paidOrder({
    id: `order_${uid}`,
    amount: 499_00,
    receipt: `receipt-${uid}`,
    attempts: 2,
    createdAt: secondsAt(context, 0),
  });
  return {
    deliveries: [
      delivery('payment.failed', {
        at: secondsAt(context, 45),
        entities: { payment: payment({ ...card, status: 'failed' }) },
      }),
      delivery('payment.failed', {
        at: secondsAt(context, 500),
        entities: { payment: payment({ ...upi, status: 'failed' }) },
      }),
      delivery('payment.captured', { at: secondsAt(context, 620), entities: { payment: captured } }),
      delivery('order.paid', { at: secondsAt(context, 621), entities: { payment: captured, order } }),
    ],
    unpaid: 2,
    expected: { orders: [paidPurchase(context)], subscriptions: [] },
  };
}
