import type { Scenario, ScenarioContext, SimulatedDelivery } from '../../simulator/contract.ts';
import { oneOrder, oneSubscription, timeAt } from '../../simulator/scenario.ts';
import { customerOf, delivery, orderOf, productOf, subscriptionOf, transactionOf } from './objects.ts';

const AMOUNT = 24_00;
const PRICE = 12_00;
const MONTH = 30 * 86_400;

type Changes = Readonly<Record<string, unknown>>;

const bought = (context: ScenarioContext) => {
  const { uid } = context;
  const [customer, product] = [customerOf(`cust_${uid}`), productOf(`prod_${uid}`, 'onetime')];
  const order = orderOf({
    id: `ord_${uid}`,
    type: 'onetime',
    amount: AMOUNT,
    transaction: `tran_${uid}`,
    createdAt: timeAt(context, 0),
  });
  const checkoutObject = { id: `ch_${uid}`, object: 'checkout', request_id: `shop-${uid}`, mode: 'test' };
  return { customer, product, order, checkoutObject };
};

/** The checkout of 24.00 EUR with which the purchases begin. */
function completed(context: ScenarioContext): SimulatedDelivery {
  const { customer, product, order, checkoutObject } = bought(context);
  return delivery('checkout.completed', {
    at: timeAt(context, 4),
    id: `${context.uid}_1`,
    object: { ...checkoutObject, status: 'completed', order, product, customer },
  });
}

/** Money that goes back: the transaction has the state after it. */
function returned(
  context: ScenarioContext,
  {
    type,
    offset,
    number,
    transaction,
    ...object
  }: {
    readonly type: string;
    readonly offset: number;
    readonly number: number;
    readonly transaction: Changes & { readonly refunded: number };
  } & Changes,
): SimulatedDelivery {
  const { uid } = context;
  const { customer, order, checkoutObject } = bought(context);
  const of = transactionOf({
    id: `tran_${uid}`,
    type: 'payment',
    amount: AMOUNT,
    createdAt: timeAt(context, 3),
    order: `ord_${uid}`,
    customer: `cust_${uid}`,
    ...transaction,
  });
  return delivery(type, {
    at: timeAt(context, offset),
    id: `${uid}_${number}`,
    object: { ...object, transaction: of, order, customer, checkout: checkoutObject, mode: 'test' },
  });
}

const refunded = (
  context: ScenarioContext,
  story: {
    readonly number: number;
    readonly offset: number;
    readonly amount: number;
    readonly total: number;
  },
): SimulatedDelivery =>
  returned(context, {
    type: 'refund.created',
    offset: story.offset,
    number: story.number,
    transaction: { refunded: story.total },
    id: `ref_${context.uid}_${story.number}`,
    object: 'refund',
    status: 'succeeded',
    refund_amount: story.amount,
    refund_currency: 'EUR',
    reason: 'requested_by_customer',
  });

const paidOrder = ({ uid }: ScenarioContext) =>
  ({ orderRef: `ord_${uid}`, status: 'paid', currency: 'EUR', amountMinor: BigInt(AMOUNT) }) as const;

export const checkout = (context: ScenarioContext): Scenario => ({
  deliveries: [completed(context)],
  expected: oneOrder(paidOrder(context)),
});

/** 10.00 EUR are refunded first, the remaining 14.00 EUR later. */
export const refund = (context: ScenarioContext): Scenario => ({
  deliveries: [
    completed(context),
    refunded(context, { number: 2, offset: 600, amount: 10_00, total: 10_00 }),
    refunded(context, { number: 3, offset: 1200, amount: 14_00, total: AMOUNT }),
  ],
  expected: oneOrder({ ...paidOrder(context), status: 'refunded', refundedMinor: BigInt(AMOUNT) }),
});

/** The buyer's bank takes everything back. Creem reports no result of the dispute. */
export const dispute = (context: ScenarioContext): Scenario => ({
  deliveries: [
    completed(context),
    returned(context, {
      type: 'dispute.created',
      offset: 900,
      number: 2,
      transaction: { refunded: AMOUNT, status: 'chargeback' },
      id: `disp_${context.uid}`,
      object: 'dispute',
      amount: AMOUNT,
      currency: 'EUR',
    }),
  ],
  expected: oneOrder({ ...paidOrder(context), status: 'refunded', chargedBackMinor: BigInt(AMOUNT) }),
});

/** The subscription at a time of the scenario. Time is shortened: the second month begins minutes after the first. */
function subscribed(
  context: ScenarioContext,
  {
    type,
    offset,
    number,
    from = 0,
    paid,
    ...changes
  }: {
    readonly type: string;
    readonly offset: number;
    readonly number: number;
    /** When the current period began. */
    readonly from?: number;
    /** The number of the last paid month. */
    readonly paid?: number;
  } & Changes,
): SimulatedDelivery {
  const { uid } = context;
  const transaction =
    paid === undefined
      ? {}
      : {
          last_transaction_id: `tran_${uid}_${paid}`,
          last_transaction: transactionOf({
            id: `tran_${uid}_${paid}`,
            type: 'invoice',
            amount: PRICE,
            createdAt: timeAt(context, offset - 1),
            subscription: `sub_${uid}`,
          }),
        };
  return delivery(type, {
    at: timeAt(context, offset),
    id: `${uid}_${number}`,
    object: subscriptionOf({
      id: `sub_${uid}`,
      customer: customerOf(`cust_${uid}`),
      product: productOf(`prod_${uid}`, 'recurring'),
      period: [timeAt(context, from), timeAt(context, from + MONTH)],
      createdAt: timeAt(context, 2),
      metadata: { order_id: `shop-${uid}` },
      ...transaction,
      ...changes,
    }),
  });
}

/** The checkout and the subscription's first payment name the same transaction. */
function begun(context: ScenarioContext): SimulatedDelivery[] {
  const { uid } = context;
  const customer = customerOf(`cust_${uid}`);
  const order = orderOf({
    id: `ord_${uid}`,
    type: 'recurring',
    amount: PRICE,
    transaction: `tran_${uid}_1`,
    createdAt: timeAt(context, 1),
  });
  return [
    delivery('checkout.completed', {
      at: timeAt(context, 4),
      id: `${uid}_1`,
      object: {
        id: `ch_${uid}`,
        object: 'checkout',
        request_id: `shop-${uid}`,
        status: 'completed',
        order,
        customer,
        product: productOf(`prod_${uid}`, 'recurring'),
        subscription: { id: `sub_${uid}`, object: 'subscription', status: 'active', mode: 'test' },
        mode: 'test',
      },
    }),
    subscribed(context, { type: 'subscription.active', offset: 4, number: 2 }),
    subscribed(context, { type: 'subscription.paid', offset: 6, number: 3, paid: 1 }),
  ];
}

const subscriptionIn = ({ uid }: ScenarioContext, status: 'active' | 'canceled') =>
  oneSubscription(`sub_${uid}`, status);

export const subscription = (context: ScenarioContext): Scenario => ({
  deliveries: begun(context),
  expected: subscriptionIn(context, 'active'),
});

/** The second month is overdue, and then paid. */
export const renewal = (context: ScenarioContext): Scenario => ({
  deliveries: [
    ...begun(context),
    subscribed(context, {
      type: 'subscription.past_due',
      offset: 1210,
      number: 4,
      from: 1200,
      paid: 1,
      status: 'past_due',
    }),
    subscribed(context, { type: 'subscription.paid', offset: 1800, number: 5, from: 1200, paid: 2 }),
  ],
  expected: subscriptionIn(context, 'active'),
});

/** After a trial the first payment is overdue, and then made. */
export const failedThenPaid = (context: ScenarioContext): Scenario => ({
  deliveries: [
    subscribed(context, { type: 'subscription.trialing', offset: 4, number: 1, status: 'trialing' }),
    subscribed(context, {
      type: 'subscription.past_due',
      offset: 610,
      number: 2,
      from: 600,
      status: 'past_due',
    }),
    subscribed(context, { type: 'subscription.paid', offset: 900, number: 3, from: 600, paid: 1 }),
  ],
  unpaid: 2,
  expected: subscriptionIn(context, 'active'),
});

/** The cancellation is scheduled, taken back, scheduled again, and takes place. */
export const cancellation = (context: ScenarioContext): Scenario => {
  const scheduled = { status: 'scheduled_cancel', paid: 1 };
  return {
    deliveries: [
      ...begun(context),
      subscribed(context, { type: 'subscription.scheduled_cancel', offset: 600, number: 4, ...scheduled }),
      subscribed(context, { type: 'subscription.update', offset: 900, number: 5, paid: 1 }),
      subscribed(context, { type: 'subscription.scheduled_cancel', offset: 1200, number: 6, ...scheduled }),
      subscribed(context, {
        type: 'subscription.canceled',
        offset: 2400,
        number: 7,
        paid: 1,
        status: 'canceled',
        canceled_at: timeAt(context, 2399).toISOString(),
      }),
    ],
    expected: subscriptionIn(context, 'canceled'),
  };
};
