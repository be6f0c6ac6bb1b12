import type {
  ExpectedOrder,
  Scenario,
  ScenarioContext,
  SimulatedDelivery,
} from '../../../simulator/contract.ts';
import { paidOrder, payment } from './purchase-entities.ts';
import { delivery, secondsAt } from './story.ts';

const AMOUNT = 499_00;

/** One order of ₹499.00, paid by card at the first attempt. */
export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: purchase(context),
  expected: { orders: [paidPurchase(context)], subscriptions: [] },
});

/** The purchase with which the refund and dispute scenarios begin; its last event is 62 s after the start. */
export function purchase(context: ScenarioContext): SimulatedDelivery[] {
  const { uid } = context;
  const card = {
    id: `pay_${uid}`,
    amount: AMOUNT,
    orderId: `order_${uid}`,
    createdAt: secondsAt(context, 58),
  };
  const order = paidOrder({
    id: `order_${uid}`,
    amount: AMOUNT,
    receipt: `receipt-${uid}`,
    createdAt: secondsAt(context, 0),
  });
  const captured = payment({ ...card, status: 'captured' });
  return [
    delivery('payment.authorized', {
      at: secondsAt(context, 60),
      entities: { payment: payment({ ...card, status: 'authorized' }) },
    }),
    delivery('payment.captured', { at: secondsAt(context, 62), entities: { payment: captured } }),
    delivery('order.paid', { at: secondsAt(context, 62), entities: { payment: captured, order } }),
  ];
}

export const paidPurchase = ({ uid }: ScenarioContext): ExpectedOrder => ({
  orderRef: `order_${uid}`,
  status: 'paid',
  disputed: false,
  currency: 'INR',
  amountMinor: 49900n,
  paidMinor: 49900n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
});
