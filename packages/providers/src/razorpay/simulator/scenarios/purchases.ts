import { oneOrder, secondsAt } from '../../../simulator/scenario.ts';
import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import {
  paidOrder,
  payment,
  delivery,
  refund as refundEntity,
  dispute as disputeEntity,
} from './entities.ts';

const AMOUNT = 499_00;

/** One order of ₹499.00, paid by card at the first attempt. */
export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: purchase(context),
  expected: oneOrder(paidPurchase(context)),
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

const paidPurchase = ({ uid }: ScenarioContext) =>
  ({ orderRef: `order_${uid}`, status: 'paid', currency: 'INR', amountMinor: 49900n }) as const;

/** ₹200.00 is refunded first, the remaining ₹299.00 later. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...purchase(context),
    ...refunded(context, { suffix: 'a', startsAt: 600, amount: 200_00, before: 0 }),
    ...refunded(context, { suffix: 'b', startsAt: 1200, amount: 299_00, before: 200_00 }),
  ],
  expected: oneOrder({ ...paidPurchase(context), status: 'refunded', refundedMinor: 49900n }),
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
    expected: oneOrder(paidPurchase(context)),
  };
}

/** The customer's bank asks for ₹100.00 of the ₹499.00; the merchant contests the dispute and loses, so it is no longer open. */
export const dispute = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...purchase(context),
    step(context, { type: 'payment.dispute.created', status: 'open', offset: 900 }),
    step(context, { type: 'payment.dispute.under_review', status: 'under_review', offset: 1500 }),
    step(context, { type: 'payment.dispute.lost', status: 'lost', offset: 2400 }),
  ],
  // The amount of a lost dispute counts like a refund in the order's status.
  expected: oneOrder({ ...paidPurchase(context), status: 'partially_refunded', chargedBackMinor: 10000n }),
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
