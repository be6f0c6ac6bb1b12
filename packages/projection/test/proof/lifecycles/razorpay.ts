import { findProvider } from '../../../../providers/src/index.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import {
  cancellation,
  renewal,
  subscription,
} from '../../../../providers/src/razorpay/simulator/scenarios/subscriptions.ts';
import {
  checkout,
  purchase,
  dispute,
  failedThenPaid,
  refund,
} from '../../../../providers/src/razorpay/simulator/scenarios/purchases.ts';
import {
  payment,
  refund as refundEntity,
  delivery,
} from '../../../../providers/src/razorpay/simulator/scenarios/entities.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START, unixAfter } from '../lifecycle.ts';

const MONTH = 2_592_000;
const context = (uid: string) => ({ uid, startsAt: START });
const razorpay = findProvider('razorpay');
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!razorpay) throw new Error('razorpay is not registered');
  return read(razorpay, deliveries);
};

const order = (
  uid: string,
  columns: Partial<ExpectedRows['orders'][number]>,
): ExpectedRows['orders'][number] => ({
  orderRef: `order_${uid}`,
  merchantRef: `receipt-${uid}`,
  status: 'paid',
  disputed: false,
  currency: 'INR',
  amountMinor: 49_900n,
  paidMinor: 49_900n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...columns,
});
const paid = (
  uid: string,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: `pay_${uid}`,
  orderRef: `order_${uid}`,
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 49_900n,
  refundedMinor: 0n,
  occurredAt: after(62),
  ...columns,
});
/** The payment of a subscription's n-th month. */
const monthly = (uid: string, month: number, occurredAt: string): ExpectedRows['payments'][number] =>
  paid(uid, {
    paymentRef: `pay_${uid}c${month}`,
    orderRef: null,
    subscriptionRef: `sub_${uid}`,
    amountMinor: 29_900n,
    occurredAt,
  });

const bought: Lifecycle = {
  name: 'what is due is known by order.paid alone',
  deliveries: recorded(checkout(context('buy')).deliveries),
  rows: rows({ orders: [order('buy', { createdAt: after(0) })], payments: [paid('buy')] }),
};

const reopened: Lifecycle = {
  name: 'a payment that was reported failed is captured after all',
  deliveries: recorded(failedThenPaid(context('late')).deliveries),
  rows: rows({
    orders: [order('late', {})],
    payments: [
      paid('late', {
        paymentRef: 'pay_latea',
        status: 'failed',
        failureCode: 'BAD_REQUEST_ERROR',
        occurredAt: after(45),
      }),
      paid('late', { paymentRef: 'pay_lateb', failureCode: null, occurredAt: after(620) }),
    ],
  }),
};

const givenBack: Lifecycle = {
  name: 'two refunds, each pending before it is processed, give everything back',
  deliveries: recorded(refund(context('all')).deliveries),
  rows: rows({
    orders: [order('all', { status: 'refunded', refundedMinor: 49_900n })],
    payments: [paid('all', { refundedMinor: 49_900n })],
    refunds: [
      { refundRef: 'rfnd_alla', paymentRef: 'pay_all', status: 'succeeded', amountMinor: 20_000n },
      { refundRef: 'rfnd_allb', paymentRef: 'pay_all', status: 'succeeded', amountMinor: 29_900n },
    ],
  }),
};

const partRefund = (
  type: string,
  step: { readonly at: number; readonly status: 'pending' | 'processed' | 'failed'; readonly total: number },
) => {
  const [suffix, amount] = step.at < 1000 ? ['a', 20_000] : ['b', 5000];
  return delivery(type, {
    at: unixAfter(step.at),
    entities: {
      refund: refundEntity({
        id: `rfnd_part${suffix}`,
        paymentId: 'pay_part',
        amount,
        status: step.status,
        createdAt: unixAfter(step.at),
      }),
      payment: payment({
        id: 'pay_part',
        amount: 49_900,
        status: 'captured',
        orderId: 'order_part',
        refunded: step.total,
        createdAt: unixAfter(58),
      }),
    },
  });
};
const partlyBack: Lifecycle = {
  name: 'a partial refund stands, a second one fails',
  deliveries: recorded([
    ...purchase(context('part')),
    partRefund('refund.created', { at: 600, status: 'pending', total: 20_000 }),
    partRefund('refund.processed', { at: 700, status: 'processed', total: 20_000 }),
    partRefund('refund.created', { at: 1200, status: 'pending', total: 25_000 }),
    partRefund('refund.failed', { at: 1300, status: 'failed', total: 20_000 }),
  ]),
  rows: rows({
    orders: [order('part', { status: 'partially_refunded', refundedMinor: 20_000n })],
    payments: [paid('part', { refundedMinor: 20_000n })],
    refunds: [
      { refundRef: 'rfnd_parta', paymentRef: 'pay_part', status: 'succeeded', amountMinor: 20_000n },
      { refundRef: 'rfnd_partb', paymentRef: 'pay_part', status: 'failed', amountMinor: 5000n },
    ],
  }),
};

const lost: Lifecycle = {
  name: 'a dispute over a part of the payment is lost',
  deliveries: recorded(dispute(context('lost')).deliveries),
  rows: rows({
    orders: [order('lost', { status: 'partially_refunded', chargedBackMinor: 10_000n })],
    payments: [paid('lost')],
    disputes: [
      {
        disputeRef: 'disp_lost',
        paymentRef: 'pay_lost',
        status: 'lost',
        amountMinor: 10_000n,
        occurredAt: after(2400),
      },
    ],
  }),
};

const begun: Lifecycle = {
  name: 'a subscription’s first payment carries an order and an invoice, and leaves no order behind',
  deliveries: recorded(subscription(context('sub')).deliveries),
  rows: rows({
    payments: [monthly('sub', 1, after(64))],
    subscriptions: [
      {
        subscriptionRef: 'sub_sub',
        customerRef: 'cust_sub',
        planRef: 'plan_PayspoolTea01',
        quantity: 1,
        status: 'active',
        currentPeriodStart: after(60),
        currentPeriodEnd: after(60 + MONTH),
        cancelAt: null,
        canceledAt: null,
      },
    ],
  }),
};

/** Those of a story whose types are named, in its order. */
const only = (deliveries: readonly SimulatedDelivery[], ...places: number[]) =>
  places.flatMap((place) => deliveries[place] ?? []);

const behind: Lifecycle = {
  name: 'a renewal fails, falls behind and is paid at the second attempt',
  deliveries: recorded(
    only(
      renewal(context('due')).deliveries,
      0, // subscription.authenticated
      5, // subscription.charged, the first month
      7, // payment.failed
      8, // subscription.pending
      10, // payment.captured
      11, // order.paid
      13, // subscription.charged, the second month
    ),
  ),
  rows: rows({
    payments: [
      monthly('due', 1, after(66)),
      monthly('due', 2, after(1204)),
      {
        ...monthly('due', 2, after(903)),
        paymentRef: 'pay_duec2declined',
        status: 'failed',
        failureCode: 'BAD_REQUEST_ERROR',
      },
    ],
    subscriptions: [
      {
        subscriptionRef: 'sub_due',
        status: 'active',
        currentPeriodStart: after(1200),
        currentPeriodEnd: after(1200 + MONTH),
        cancelAt: null,
        canceledAt: null,
      },
    ],
  }),
};

/** Razorpay counts whole seconds: authenticated, charged and canceled in one. */
const inOneSecond = (simulated: SimulatedDelivery): SimulatedDelivery => {
  const body = { ...(JSON.parse(simulated.body.toString()) as object), created_at: unixAfter(67) };
  return { ...simulated, body: Buffer.from(JSON.stringify(body)) };
};
const ended: Lifecycle = {
  name: 'authenticated, charged and canceled within one second ends canceled',
  deliveries: recorded(only(cancellation(context('end')).deliveries, 0, 2, 5, 7).map(inOneSecond)),
  rows: rows({
    payments: [monthly('end', 1, after(67))],
    subscriptions: [
      {
        subscriptionRef: 'sub_end',
        status: 'canceled',
        providerStatus: 'cancelled',
        currentPeriodStart: after(60),
        currentPeriodEnd: after(60 + MONTH),
        cancelAt: null,
        canceledAt: after(1500),
        createdAt: after(67),
      },
    ],
  }),
};

export const RAZORPAY: readonly Lifecycle[] = [
  bought,
  reopened,
  givenBack,
  partlyBack,
  lost,
  begun,
  behind,
  ended,
];
