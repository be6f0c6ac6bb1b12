import {
  simulatedPaymentId,
  simulatedSubscriptionId,
} from '../../../../providers/src/gocardless/simulator/simulated-api.ts';
import { after, type ExpectedRows, type Lifecycle, rows, START } from '../lifecycle.ts';
import { type Happened, order, payment, recorded } from './gocardless-story.ts';

const MONTH = 2_678_400;

const monthOf = (uid: string, month: number) =>
  simulatedPaymentId({
    uid,
    number: month,
    amountMinor: 1500,
    chargeDate: new Date(START.getTime() + (month - 1) * MONTH * 1000),
    ofSubscription: true,
  });
const monthly = (uid: string, month: number, action: string, offset: number): Happened => ({
  resource: 'payments',
  action,
  offset,
  links: { payment: monthOf(uid, month) },
  answers: [
    ['payments', monthOf(uid, month)],
    ['subscriptions', simulatedSubscriptionId(uid)],
  ],
});
const step = (uid: string, action: string, offset: number, links: Record<string, string> = {}): Happened => ({
  resource: 'subscriptions',
  action,
  offset,
  links: { subscription: simulatedSubscriptionId(uid), ...links },
});
const monthlyRow = (
  uid: string,
  month: number,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: monthOf(uid, month),
  orderRef: null,
  subscriptionRef: simulatedSubscriptionId(uid),
  status: 'succeeded',
  amountMinor: 1500n,
  refundedMinor: 0n,
  occurredAt: after(600),
  ...columns,
});
const subscription = (
  uid: string,
  columns: Pick<ExpectedRows['subscriptions'][number], 'status'> &
    Partial<ExpectedRows['subscriptions'][number]>,
): ExpectedRows['subscriptions'][number] => ({
  subscriptionRef: simulatedSubscriptionId(uid),
  merchantRef: `order-${uid}`,
  currentPeriodStart: null,
  currentPeriodEnd: null,
  cancelAt: null,
  canceledAt: null,
  ...columns,
});

const renewed: Lifecycle = {
  name: 'a subscription is paid for two months, and then cancelled: access lasts as long as it was paid for',
  deliveries: recorded('sub', [
    step('sub', 'created', 0),
    step('sub', 'payment_created', 10, { payment: monthOf('sub', 1) }),
    monthly('sub', 1, 'confirmed', 600),
    monthly('sub', 2, 'confirmed', MONTH + 600),
    step('sub', 'cancelled', MONTH + 900),
  ]),
  rows: rows({
    payments: [monthlyRow('sub', 1), monthlyRow('sub', 2, { occurredAt: after(MONTH + 600) })],
    subscriptions: [
      subscription('sub', {
        status: 'canceled',
        canceledAt: after(MONTH + 900),
        paidUntil: '2026-04-03T00:00:00.000Z',
        paidUntilSource: 'stated',
        validUntil: '2026-04-03T00:00:00.000Z',
      }),
    ],
  }),
};

const lateInSubscription: Lifecycle = {
  name: 'the payment of a subscription fails late: the month is not paid, and access ends',
  deliveries: recorded('lost', [
    step('lost', 'payment_created', 10, { payment: monthOf('lost', 1) }),
    monthly('lost', 1, 'confirmed', 600),
    { ...monthly('lost', 1, 'failed', 900), answers: [] },
    step('lost', 'paused', 1000),
    step('lost', 'resumed', 1100),
  ]),
  rows: rows({
    payments: [monthlyRow('lost', 1, { refundedMinor: 1500n })],
    subscriptions: [
      subscription('lost', {
        status: 'active',
        paidUntil: null,
        validUntil: after(900),
        accessEndReason: 'refunded',
      }),
    ],
  }),
};

/** An instalment of £45.00 of a total of £90.00. */
const instalment = (number: number, offset: number): Happened => {
  const id = `PM_parts_${number}`;
  return {
    resource: 'payments',
    action: 'confirmed',
    offset,
    links: { payment: id },
    said: {
      payments: {
        id,
        amount: 4500,
        currency: 'GBP',
        metadata: {},
        links: { instalment_schedule: 'IS_parts' },
      },
      instalment_schedules: {
        id: 'IS_parts',
        total_amount: 9000,
        currency: 'GBP',
        created_at: after(0),
        metadata: { order_id: 'order-parts' },
      },
    },
  };
};
const inParts: Lifecycle = {
  name: 'two instalments pay one order, whose schedule is complete',
  deliveries: recorded('parts', [
    {
      resource: 'instalment_schedules',
      action: 'created',
      offset: 0,
      links: { instalment_schedule: 'IS_parts' },
    },
    instalment(1, 600),
    instalment(2, 1200),
    {
      resource: 'instalment_schedules',
      action: 'completed',
      offset: 1300,
      links: { instalment_schedule: 'IS_parts' },
    },
  ]),
  rows: rows({
    orders: [order('parts', { orderRef: 'IS_parts', amountMinor: 9000n, paidMinor: 9000n })],
    payments: [
      payment('parts', { paymentRef: 'PM_parts_1', orderRef: 'IS_parts' }),
      payment('parts', { paymentRef: 'PM_parts_2', orderRef: 'IS_parts', occurredAt: after(1200) }),
    ],
  }),
};

export const GOCARDLESS_SERIES: readonly Lifecycle[] = [renewed, lateInSubscription, inParts];
