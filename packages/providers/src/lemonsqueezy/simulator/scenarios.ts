import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../simulator/contract.ts';
import { oneOrder, oneSubscription, timeAt } from '../../simulator/scenario.ts';
import { delivery, invoiceOf, numberOf, orderOf, subscriptionOf } from './objects.ts';

const TOTAL = 29_00;
const PRICE = 9_00;
const MONTH = 30 * 86_400;

const idsOf = ({ uid }: ScenarioContext) => ({
  orderId: numberOf(`order ${uid}`),
  subscriptionId: numberOf(`subscription ${uid}`),
  customerId: numberOf(`customer ${uid}`),
  invoiceId: (number: number) => numberOf(`invoice ${number} ${uid}`),
});

/** The order at a time of the scenario, with what was refunded of it by then. */
function order(
  context: ScenarioContext,
  {
    type,
    offset,
    total = TOTAL,
    refunded = 0,
  }: { readonly type: string; readonly offset: number; readonly total?: number; readonly refunded?: number },
): SimulatedDelivery {
  const { orderId: id, customerId } = idsOf(context);
  const of = orderOf({ id, customerId, total, refunded, createdAt: timeAt(context, 0) });
  return delivery(type, { at: timeAt(context, offset), of, merchantRef: `shop-${context.uid}` });
}

const paidOrder = (context: ScenarioContext) =>
  ({
    orderRef: String(idsOf(context).orderId),
    status: 'paid',
    currency: 'EUR',
    amountMinor: BigInt(TOTAL),
  }) as const;

/** One order of 29.00 EUR. */
export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: [order(context, { type: 'order_created', offset: 1 })],
  expected: oneOrder(paidOrder(context)),
});

/** 10.00 EUR are refunded first, the remaining 19.00 EUR later. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    order(context, { type: 'order_created', offset: 1 }),
    order(context, { type: 'order_refunded', offset: 600, refunded: 10_00 }),
    order(context, { type: 'order_refunded', offset: 1200, refunded: TOTAL }),
  ],
  expected: oneOrder({ ...paidOrder(context), status: 'refunded', refundedMinor: BigInt(TOTAL) }),
});

/** The subscription at a time of the scenario. Its cycles are shortened to minutes, and `renews_at` is not. */
function subscribed(
  context: ScenarioContext,
  {
    type,
    offset,
    ...changes
  }: { readonly type: string; readonly offset: number } & Readonly<Record<string, unknown>>,
): SimulatedDelivery {
  const { orderId, subscriptionId: id, customerId } = idsOf(context);
  const of = subscriptionOf({
    id,
    orderId,
    customerId,
    createdAt: timeAt(context, 2),
    renewsAt: timeAt(context, offset + MONTH),
    ...changes,
  });
  return delivery(type, { at: timeAt(context, offset), of, merchantRef: `shop-${context.uid}` });
}

function billed(
  context: ScenarioContext,
  {
    type,
    offset,
    number,
    createdAt,
    ...changes
  }: {
    readonly type: string;
    readonly offset: number;
    readonly number: number;
    readonly createdAt: number;
  } & Readonly<Record<string, unknown>>,
): SimulatedDelivery {
  const { subscriptionId, customerId, invoiceId } = idsOf(context);
  const of = invoiceOf({
    id: invoiceId(number),
    subscriptionId,
    customerId,
    total: PRICE,
    reason: number === 1 ? 'initial' : 'renewal',
    createdAt: timeAt(context, createdAt),
    ...changes,
  });
  return delivery(type, { at: timeAt(context, offset), of, merchantRef: `shop-${context.uid}` });
}

/** The order, the subscription and its first invoice: the same 9.00 EUR, reported twice. */
const begun = (context: ScenarioContext): SimulatedDelivery[] => [
  order(context, { type: 'order_created', offset: 1, total: PRICE }),
  subscribed(context, { type: 'subscription_created', offset: 5 }),
  subscribed(context, { type: 'subscription_updated', offset: 5 }),
  billed(context, { type: 'subscription_payment_success', offset: 6, number: 1, createdAt: 3 }),
];

const subscriptionIn = (context: ScenarioContext, status: 'active' | 'expired') =>
  oneSubscription(String(idsOf(context).subscriptionId), status);

export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: begun(context),
  expected: subscriptionIn(context, 'active'),
});

/** The second invoice fails at first, and is paid by a retry. Both events about that have the same invoice. */
const retried = (context: ScenarioContext, from: number): SimulatedDelivery[] => {
  const second = { number: 2, createdAt: from };
  return [
    billed(context, {
      type: 'subscription_payment_failed',
      offset: from + 10,
      ...second,
      status: 'pending',
    }),
    subscribed(context, { type: 'subscription_updated', offset: from + 11, status: 'past_due' }),
    billed(context, { type: 'subscription_payment_success', offset: from + 600, ...second }),
    billed(context, { type: 'subscription_payment_recovered', offset: from + 600, ...second }),
    subscribed(context, { type: 'subscription_updated', offset: from + 601 }),
  ];
};

export const renewal = (context: ScenarioContext): Scenario => ({
  deliveries: [...begun(context), ...retried(context, 1200)],
  expected: subscriptionIn(context, 'active'),
});

/** After a trial the first payment fails, and a retry succeeds. */
export const failedThenPaid = (context: ScenarioContext): Scenario => ({
  deliveries: [
    subscribed(context, {
      type: 'subscription_created',
      offset: 5,
      status: 'on_trial',
      trial_ends_at: timeAt(context, 600).toISOString(),
      renews_at: timeAt(context, 600).toISOString(),
    }),
    ...retried(context, 600),
  ],
  unpaid: 3,
  expected: subscriptionIn(context, 'active'),
});

/** Cancelled in a paid cycle, resumed, cancelled again, and over at the end of the cycle. */
export const cancellation = (context: ScenarioContext): Scenario => {
  const ended = {
    status: 'cancelled',
    cancelled: true,
    renewsAt: timeAt(context, 2400),
    ends_at: timeAt(context, 2400).toISOString(),
  };
  return {
    deliveries: [
      ...begun(context),
      subscribed(context, { type: 'subscription_cancelled', offset: 600, ...ended }),
      subscribed(context, { type: 'subscription_resumed', offset: 900 }),
      subscribed(context, { type: 'subscription_cancelled', offset: 1200, ...ended }),
      subscribed(context, { type: 'subscription_updated', offset: 1200, ...ended }),
      subscribed(context, { type: 'subscription_expired', offset: 2405, ...ended, status: 'expired' }),
    ],
    expected: subscriptionIn(context, 'expired'),
  };
};
