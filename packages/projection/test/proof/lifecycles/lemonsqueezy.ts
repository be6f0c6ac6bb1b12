import { after, type Lifecycle, rows } from '../lifecycle.ts';
import {
  invoice,
  MONTH,
  order,
  orderRow,
  paymentRow,
  recorded,
  row,
  subscription,
  time,
  WEEK,
  written,
} from './lemonsqueezy-story.ts';

const bought: Lifecycle = {
  name: 'an order is paid, then refunded in part, and then in full',
  deliveries: recorded([
    order(1, 'order_created', { total: 2900 }),
    order(600, 'order_refunded', { total: 2900, refunded: 1000 }),
    order(900, 'order_refunded', { total: 2900, refunded: 2900 }),
  ]),
  rows: rows({
    orders: [orderRow({ status: 'refunded', refundedMinor: 2900n })],
    payments: [
      paymentRow({ orderRef: '11', subscriptionRef: null, amountMinor: 2900n, refundedMinor: 2900n }),
    ],
  }),
};

const partlyRefunded: Lifecycle = {
  name: 'a part of a paid order is refunded',
  deliveries: recorded([
    order(1, 'order_created', { total: 2900 }),
    order(600, 'order_refunded', { total: 2900, refunded: 1000 }),
  ]),
  rows: rows({
    orders: [orderRow({ status: 'partially_refunded', refundedMinor: 1000n })],
    payments: [
      paymentRow({ orderRef: '11', subscriptionRef: null, amountMinor: 2900n, refundedMinor: 1000n }),
    ],
  }),
};

const renewed: Lifecycle = {
  name: 'the order of a subscription and its first invoice are one payment, and the renewal is another one',
  deliveries: recorded([
    order(1, 'order_created'),
    subscription(2, 'subscription_created'),
    invoice(3, 1, 'subscription_payment_success'),
    invoice(MONTH + 10, 2, 'subscription_payment_success'),
    subscription(MONTH + 11, 'subscription_updated', { renewsAt: time(2 * MONTH) }),
  ]),
  rows: rows({
    payments: [paymentRow({ paymentRef: 'invoice_45', occurredAt: after(MONTH + 10) }), paymentRow({})],
    subscriptions: [
      row({
        currentPeriodStart: after(MONTH + 5),
        currentPeriodEnd: after(2 * MONTH),
        paidUntil: after(2 * MONTH + 5),
      }),
    ],
  }),
};

const simultaneous: Lifecycle = {
  name: 'order, subscription, its update and its first invoice have one second',
  deliveries: recorded([
    order(5, 'order_created'),
    subscription(5, 'subscription_created'),
    subscription(5, 'subscription_updated'),
    invoice(5, 1, 'subscription_payment_success'),
  ]),
  rows: rows({
    payments: [paymentRow({ occurredAt: after(5) })],
    subscriptions: [row({})],
  }),
};

const CANCELLED = { status: 'cancelled', cancelled: true, ends_at: written(MONTH) };

const resumed: Lifecycle = {
  name: 'a cancelled subscription is resumed before it ends',
  deliveries: recorded([
    subscription(2, 'subscription_created'),
    invoice(3, 1, 'subscription_payment_success'),
    subscription(100, 'subscription_cancelled', CANCELLED),
    subscription(200, 'subscription_resumed'),
  ]),
  rows: rows({ payments: [paymentRow({ occurredAt: after(3) })], subscriptions: [row({})] }),
};

const cancelled: Lifecycle = {
  name: 'a cancelled subscription, whose update has the same second, expires at the end of its cycle',
  deliveries: recorded([
    subscription(2, 'subscription_created'),
    invoice(3, 1, 'subscription_payment_success'),
    subscription(100, 'subscription_cancelled', CANCELLED),
    subscription(100, 'subscription_updated', CANCELLED),
    subscription(MONTH + 5, 'subscription_expired', { ...CANCELLED, status: 'expired' }),
  ]),
  rows: rows({
    payments: [paymentRow({ occurredAt: after(3) })],
    subscriptions: [
      row({
        status: 'expired',
        cancelAt: after(MONTH),
        canceledAt: after(100),
        validUntil: after(MONTH + 5),
        accessEndReason: 'expired',
      }),
    ],
  }),
};

const recovered: Lifecycle = {
  name: 'a renewal fails, and a retry of the same invoice recovers the subscription',
  deliveries: recorded([
    subscription(2, 'subscription_created'),
    invoice(MONTH + 10, 2, 'subscription_payment_failed', { status: 'pending' }),
    subscription(MONTH + 11, 'subscription_updated', { status: 'past_due', renewsAt: time(MONTH + 600) }),
    invoice(MONTH + 600, 2, 'subscription_payment_recovered'),
    subscription(MONTH + 601, 'subscription_updated', { renewsAt: time(2 * MONTH) }),
  ]),
  rows: rows({
    payments: [paymentRow({ paymentRef: 'invoice_45', occurredAt: after(MONTH + 600) })],
    subscriptions: [
      row({
        currentPeriodStart: after(MONTH + 5),
        currentPeriodEnd: after(2 * MONTH),
        paidUntil: after(2 * MONTH + 5),
      }),
    ],
  }),
};

const refunded: Lifecycle = {
  name: 'the refund of the first payment is reported for the order and for the invoice, and counts once',
  deliveries: recorded([
    order(1, 'order_created'),
    subscription(2, 'subscription_created'),
    invoice(3, 1, 'subscription_payment_success'),
    order(1000, 'order_refunded', { refunded: 900 }),
    invoice(1000, 1, 'subscription_payment_refunded', { refunded: 900 }),
  ]),
  rows: rows({
    payments: [paymentRow({ refundedMinor: 900n })],
    subscriptions: [
      row({
        paidUntil: null,
        paidUntilSource: null,
        validUntil: after(1000),
        accessEndReason: 'refunded',
      }),
    ],
  }),
};

const TRIAL = { trial_ends_at: written(WEEK), renewsAt: time(WEEK) };

const tried: Lifecycle = {
  name: 'a trial is cancelled, and lasts until it ends',
  deliveries: recorded([
    subscription(2, 'subscription_created', { ...TRIAL, status: 'on_trial' }),
    invoice(3, 1, 'subscription_payment_success', { total: 0 }),
    subscription(100, 'subscription_cancelled', { ...TRIAL, ...CANCELLED, ends_at: written(WEEK) }),
    subscription(WEEK + 5, 'subscription_expired', { ...TRIAL, status: 'expired', ends_at: written(WEEK) }),
  ]),
  rows: rows({
    subscriptions: [
      row({
        status: 'expired',
        currentPeriodStart: null,
        currentPeriodEnd: after(WEEK),
        trialEnd: after(WEEK),
        cancelAt: after(WEEK),
        canceledAt: after(100),
        paidUntil: null,
        paidUntilSource: null,
        validUntil: after(WEEK + 5),
        accessEndReason: 'expired',
      }),
    ],
  }),
};

const overdue: Lifecycle = {
  name: 'an overdue subscription that is cancelled stays overdue until its end',
  deliveries: recorded([
    subscription(2, 'subscription_created'),
    invoice(3, 1, 'subscription_payment_success'),
    subscription(MONTH + 11, 'subscription_updated', { status: 'past_due', renewsAt: time(MONTH + 600) }),
    subscription(MONTH + 20, 'subscription_cancelled', { ...CANCELLED, ends_at: written(MONTH + WEEK) }),
  ]),
  rows: rows({
    payments: [paymentRow({ occurredAt: after(3) })],
    subscriptions: [
      row({ status: 'past_due', cancelAt: after(MONTH + WEEK), canceledAt: after(MONTH + 20) }),
    ],
  }),
};

const paused: Lifecycle = {
  name: 'the collection of a subscription is paused, and the subscription stays active',
  deliveries: recorded([
    subscription(2, 'subscription_created'),
    invoice(3, 1, 'subscription_payment_success'),
    subscription(100, 'subscription_paused', {
      status: 'paused',
      pause: { mode: 'void', resumes_at: written(2 * MONTH) },
    }),
  ]),
  rows: rows({
    payments: [paymentRow({ occurredAt: after(3) })],
    subscriptions: [row({ collectionPaused: true, collectionResumesAt: after(2 * MONTH) })],
  }),
};

export const LEMONSQUEEZY: readonly Lifecycle[] = [
  bought,
  partlyRefunded,
  renewed,
  simultaneous,
  resumed,
  cancelled,
  recovered,
  refunded,
  tried,
  overdue,
  paused,
];
