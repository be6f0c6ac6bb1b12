import {
  paymentData,
  refundData,
  subscriptionData,
} from '../../../../providers/src/dodo/simulator/bodies.ts';
import { after, type ExpectedRows, type Lifecycle, rows } from '../lifecycle.ts';
import { at, DAY, type Data, payment, recorded } from './dodo.ts';

const MONTH = 30 * DAY;

/** The n-th cycle, from 1. */
const cycle = (n: number) => ({
  created_at: after(0),
  previous_billing_date: after((n - 1) * MONTH),
  next_billing_date: after(n * MONTH),
});
const snapshot = (uid: string, n: number, fields: Data = {}) =>
  subscriptionData(uid, { ...cycle(n), ...fields });
/** The payment of a cycle, created when the cycle begins. */
const charge = (uid: string, n: number, fields: Data = {}) =>
  paymentData(uid, {
    n,
    checkout_session_id: null,
    subscription_id: `sub_${uid}`,
    total_amount: 1500,
    created_at: after((n - 1) * MONTH),
    ...fields,
  });
const subscription = (
  uid: string,
  columns: Partial<ExpectedRows['subscriptions'][number]>,
): ExpectedRows['subscriptions'][number] => ({
  subscriptionRef: `sub_${uid}`,
  merchantRef: `ORDER-${uid}`,
  customerRef: `cus_${uid}`,
  planRef: 'pdt_tea_club',
  quantity: 1,
  status: 'active',
  currentPeriodStart: after(0),
  currentPeriodEnd: after(MONTH),
  cancelAt: null,
  canceledAt: null,
  trialEnd: null,
  paidUntil: after(MONTH),
  paidUntilSource: 'stated',
  access: 'granted',
  validUntil: null,
  accessEndReason: null,
  ...columns,
});
const charged = (
  uid: string,
  n: number,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] =>
  payment(uid, {
    paymentRef: `pay_${uid}_${n}`,
    orderRef: null,
    subscriptionRef: `sub_${uid}`,
    amountMinor: 1500n,
    occurredAt: after((n - 1) * MONTH + 20),
    ...columns,
  });

const simultaneous: Lifecycle = {
  name: 'a subscription starts: its payment and three events of one millisecond',
  deliveries: recorded('start', [
    at(20, 'payment.succeeded', charge('start', 1)),
    at(20, 'subscription.active', snapshot('start', 1)),
    at(20, 'subscription.renewed', snapshot('start', 1)),
    at(20, 'subscription.updated', snapshot('start', 1)),
  ]),
  rows: rows({ payments: [charged('start', 1)], subscriptions: [subscription('start', {})] }),
};

const renewed: Lifecycle = {
  name: 'a subscription is renewed, and pays for both cycles',
  deliveries: recorded('renew', [
    at(20, 'payment.succeeded', charge('renew', 1)),
    at(20, 'subscription.active', snapshot('renew', 1)),
    at(20, 'subscription.renewed', snapshot('renew', 1)),
    at(MONTH + 20, 'payment.succeeded', charge('renew', 2)),
    at(MONTH + 20, 'subscription.renewed', snapshot('renew', 2)),
  ]),
  rows: rows({
    payments: [charged('renew', 1), charged('renew', 2)],
    subscriptions: [
      subscription('renew', {
        currentPeriodStart: after(MONTH),
        currentPeriodEnd: after(2 * MONTH),
        paidUntil: after(2 * MONTH),
      }),
    ],
  }),
};

const scheduledEnd: Lifecycle = {
  name: 'a cancellation is scheduled, withdrawn and scheduled again, and the subscription expires with its period',
  deliveries: recorded('later', [
    at(20, 'subscription.renewed', snapshot('later', 1)),
    at(
      DAY,
      'subscription.cancelled',
      snapshot('later', 1, { cancel_at_next_billing_date: true, cancelled_at: after(DAY) }),
    ),
    at(2 * DAY, 'subscription.updated', snapshot('later', 1)),
    at(
      3 * DAY,
      'subscription.cancelled',
      snapshot('later', 1, { cancel_at_next_billing_date: true, cancelled_at: after(3 * DAY) }),
    ),
    at(
      MONTH,
      'subscription.expired',
      snapshot('later', 1, {
        status: 'expired',
        cancel_at_next_billing_date: true,
        cancelled_at: after(3 * DAY),
      }),
    ),
  ]),
  rows: rows({
    subscriptions: [
      subscription('later', {
        status: 'expired',
        cancelAt: after(MONTH),
        canceledAt: after(3 * DAY),
        validUntil: after(MONTH),
        accessEndReason: 'expired',
      }),
    ],
  }),
};

const refundedEnd: Lifecycle = {
  name: 'a subscription is canceled at once, and its payment refunded: access ends with the money',
  deliveries: recorded('end', [
    at(20, 'payment.succeeded', charge('end', 1)),
    at(20, 'subscription.active', snapshot('end', 1)),
    at(20, 'subscription.renewed', snapshot('end', 1)),
    at(
      5 * DAY,
      'subscription.cancelled',
      snapshot('end', 1, { status: 'cancelled', cancelled_at: after(5 * DAY) }),
    ),
    at(6 * DAY, 'refund.succeeded', refundData('end', { amount: 1500 })),
  ]),
  rows: rows({
    payments: [charged('end', 1, { refundedMinor: 1500n })],
    refunds: [{ refundRef: 'ref_end_1', paymentRef: 'pay_end_1', status: 'succeeded', amountMinor: 1500n }],
    subscriptions: [
      subscription('end', {
        status: 'canceled',
        canceledAt: after(5 * DAY),
        paidUntil: null,
        paidUntilSource: null,
        validUntil: after(6 * DAY),
        accessEndReason: 'refunded',
      }),
    ],
  }),
};

const newerData: Lifecycle = {
  name: 'an event is delivered days late, with the data of the cancellation that followed it',
  deliveries: recorded('stale', [
    at(20, 'payment.succeeded', charge('stale', 1)),
    at(
      20,
      'subscription.active',
      snapshot('stale', 1, { status: 'cancelled', cancelled_at: after(5 * DAY) }),
    ),
    at(20, 'subscription.renewed', snapshot('stale', 1)),
    at(
      5 * DAY,
      'subscription.cancelled',
      snapshot('stale', 1, { status: 'cancelled', cancelled_at: after(5 * DAY) }),
    ),
  ]),
  rows: rows({
    payments: [charged('stale', 1)],
    subscriptions: [
      subscription('stale', {
        status: 'canceled',
        canceledAt: after(5 * DAY),
        validUntil: after(MONTH),
        accessEndReason: 'canceled',
      }),
    ],
  }),
};

const recovered: Lifecycle = {
  name: 'a renewal is not paid within the grace period, and five days later it is',
  deliveries: recorded('late', [
    at(20, 'subscription.renewed', snapshot('late', 1)),
    at(MONTH + 20, 'subscription.past_due', snapshot('late', 1, { status: 'past_due' })),
    at(MONTH + 3 * DAY, 'subscription.on_hold', snapshot('late', 1, { status: 'on_hold' })),
    at(MONTH + 5 * DAY, 'payment.succeeded', charge('late', 2, { created_at: after(MONTH + 5 * DAY) })),
    at(
      MONTH + 5 * DAY,
      'subscription.active',
      snapshot('late', 1, {
        previous_billing_date: after(MONTH + 5 * DAY),
        next_billing_date: after(2 * MONTH + 5 * DAY),
      }),
    ),
  ]),
  rows: rows({
    payments: [charged('late', 2, { occurredAt: after(MONTH + 5 * DAY) })],
    subscriptions: [
      subscription('late', {
        currentPeriodStart: after(MONTH + 5 * DAY),
        currentPeriodEnd: after(2 * MONTH + 5 * DAY),
        paidUntil: after(2 * MONTH + 5 * DAY),
        paidUntilSource: 'derived',
      }),
    ],
  }),
};

const tried: Lifecycle = {
  name: 'a trial is canceled at once, and access lasts until its end',
  deliveries: recorded('trial', [
    at(
      5,
      'subscription.active',
      snapshot('trial', 1, { trial_period_days: 14, next_billing_date: after(14 * DAY) }),
    ),
    at(
      3 * DAY,
      'subscription.cancelled',
      snapshot('trial', 1, {
        trial_period_days: 14,
        next_billing_date: after(14 * DAY),
        status: 'cancelled',
        cancelled_at: after(3 * DAY),
      }),
    ),
  ]),
  rows: rows({
    subscriptions: [
      subscription('trial', {
        status: 'canceled',
        currentPeriodEnd: after(14 * DAY),
        canceledAt: after(3 * DAY),
        trialEnd: after(14 * DAY),
        paidUntil: null,
        paidUntilSource: null,
        validUntil: after(14 * DAY),
        accessEndReason: 'canceled',
      }),
    ],
  }),
};

export const DODO_SUBSCRIPTIONS: readonly Lifecycle[] = [
  simultaneous,
  renewed,
  scheduledEnd,
  refundedEnd,
  newerData,
  recovered,
  tried,
];
