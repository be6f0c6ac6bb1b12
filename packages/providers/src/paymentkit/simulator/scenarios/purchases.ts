import { oneOrder, timeAt } from '../../../simulator/scenario.ts';
import type { Scenario, ScenarioContext } from '../../../simulator/contract.ts';
import {
  checkoutSession,
  paymentIntent,
  delivery,
  TOKEN,
  invoice,
  refund as refundObject,
  DOLLAR,
} from './objects.ts';

const AMOUNT = '12500000000000000000';

/** 12.5 of a token with 18 decimals: more base units than a number holds exactly. */
export function checkout(context: ScenarioContext): Scenario {
  const { uid } = context;
  const common = { uid, currency: TOKEN, amount: AMOUNT };
  const intent = { ...common, createdAt: timeAt(context, 30) };
  const session = checkoutSession({
    ...common,
    mode: 'payment',
    paymentIntentId: `pi_${uid}`,
    createdAt: timeAt(context, 0),
  });
  return {
    deliveries: [
      delivery(context, {
        type: 'payment_intent.created',
        offset: 30,
        object: paymentIntent({ ...intent, status: 'requires_payment_method' }),
      }),
      delivery(context, {
        type: 'payment_intent.succeeded',
        offset: 55,
        object: paymentIntent({ ...intent, status: 'succeeded' }),
      }),
      delivery(context, { type: 'checkout.session.completed', offset: 56, object: session }),
    ],
    expected: oneOrder({
      orderRef: `cs_${uid}`,
      status: 'paid',
      currency: 'pc_payspooltoken',
      amountMinor: 12_500_000_000_000_000_000n,
    }),
  };
}

/** A purchase of 10.000000 with an invoice; 2.500000 are refunded. */
export function refund(context: ScenarioContext): Scenario {
  const { uid } = context;
  const invoiceId = `in_${uid}`;
  const common = { uid, currency: DOLLAR, amount: '10000000', createdAt: timeAt(context, 30) };
  const bill = { ...common, reason: 'manual', checkoutSessionId: `cs_${uid}` } as const;
  const session = checkoutSession({
    ...common,
    mode: 'payment',
    paymentIntentId: `pi_${uid}`,
    invoiceId,
    createdAt: timeAt(context, 0),
  });
  const part = { uid, currency: DOLLAR, amount: '2500000', invoiceId, createdAt: timeAt(context, 600) };
  return {
    deliveries: [
      delivery(context, {
        type: 'invoice.finalized',
        offset: 31,
        object: invoice({ ...bill, status: 'open' }),
      }),
      delivery(context, {
        type: 'payment_intent.succeeded',
        offset: 55,
        object: paymentIntent({ ...common, invoiceId, status: 'succeeded' }),
      }),
      delivery(context, { type: 'invoice.paid', offset: 56, object: invoice({ ...bill, status: 'paid' }) }),
      delivery(context, { type: 'checkout.session.completed', offset: 57, object: session }),
      delivery(context, {
        type: 'refund.created',
        offset: 600,
        object: refundObject({ ...part, status: 'pending' }),
      }),
      delivery(context, {
        type: 'refund.succeeded',
        offset: 660,
        object: refundObject({ ...part, status: 'succeeded' }),
      }),
    ],
    expected: oneOrder({
      orderRef: `cs_${uid}`,
      status: 'partially_refunded',
      currency: 'pc_payspooldollar',
      amountMinor: 10_000_000n,
      refundedMinor: 2_500_000n,
    }),
  };
}

/** The intent's first attempt is declined, its second succeeds: one payment of 10.000000. */
export function failedThenPaid(context: ScenarioContext): Scenario {
  const { uid } = context;
  const common = { uid, currency: DOLLAR, amount: '10000000' };
  const intent = { ...common, createdAt: timeAt(context, 30) };
  const declined = paymentIntent({
    ...intent,
    status: 'requires_payment_method',
    error: 'insufficient_funds',
  });
  const session = checkoutSession({
    ...common,
    mode: 'payment',
    paymentIntentId: `pi_${uid}`,
    createdAt: timeAt(context, 0),
  });
  return {
    deliveries: [
      delivery(context, { type: 'payment_intent.payment_failed', offset: 45, object: declined }),
      delivery(context, {
        type: 'payment_intent.succeeded',
        offset: 240,
        object: paymentIntent({ ...intent, status: 'succeeded' }),
      }),
      delivery(context, { type: 'checkout.session.completed', offset: 241, object: session }),
    ],
    unpaid: 1,
    expected: oneOrder({
      orderRef: `cs_${uid}`,
      status: 'paid',
      currency: 'pc_payspooldollar',
      amountMinor: 10_000_000n,
    }),
  };
}
