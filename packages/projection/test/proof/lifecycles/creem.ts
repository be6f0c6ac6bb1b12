import { delivery, orderOf } from '../../../../providers/src/creem/simulator/objects.ts';
import { after, type Lifecycle, rows, START } from '../lifecycle.ts';
import {
  bought,
  completed,
  customer,
  DAY,
  invoice,
  MONTH,
  orderRow,
  paymentRow,
  recorded,
  refund,
  refundRow,
  row,
  started,
  subscription,
  time,
  WEEK,
} from './creem-story.ts';

const partlyRefunded: Lifecycle = {
  name: 'a part of a checkout is refunded',
  deliveries: recorded([completed, refund(1, 600, { amount: 1000, total: 1000 })]),
  rows: rows({
    orders: [orderRow({ status: 'partially_refunded', refundedMinor: 1000n })],
    payments: [paymentRow({ ...bought, refundedMinor: 1000n })],
    refunds: [refundRow('ref_1', 1000n)],
  }),
};

const refunded: Lifecycle = {
  name: 'a checkout is refunded in part, and then the rest of it',
  deliveries: recorded([
    completed,
    refund(1, 600, { amount: 1000, total: 1000 }),
    refund(2, 900, { amount: 1400, total: 2400 }),
  ]),
  rows: rows({
    orders: [orderRow({ status: 'refunded', refundedMinor: 2400n })],
    payments: [paymentRow({ ...bought, refundedMinor: 2400n })],
    refunds: [refundRow('ref_1', 1000n), refundRow('ref_2', 1400n)],
  }),
};

const renewed: Lifecycle = {
  name: 'the checkout of a subscription and its first payment are one, and an overdue month is paid',
  deliveries: recorded([
    started(4),
    subscription(5, 'subscription.active'),
    subscription(6, 'subscription.paid', { paid: 1 }),
    subscription(MONTH + 60, 'subscription.past_due', { month: 1, paid: 1, status: 'past_due' }),
    subscription(MONTH + DAY, 'subscription.paid', { month: 1, paid: 2 }),
  ]),
  rows: rows({
    payments: [
      paymentRow({ occurredAt: after(4) }),
      paymentRow({ paymentRef: 'tran_2', occurredAt: after(MONTH + DAY) }),
    ],
    subscriptions: [
      row({
        currentPeriodStart: after(MONTH),
        currentPeriodEnd: after(2 * MONTH),
        paidUntil: after(2 * MONTH),
      }),
    ],
  }),
};

const simultaneous: Lifecycle = {
  name: 'checkout, activation and payment of a subscription have one millisecond',
  deliveries: recorded([
    started(6),
    subscription(6, 'subscription.active'),
    subscription(6, 'subscription.paid', { paid: 1 }),
  ]),
  rows: rows({ payments: [paymentRow({})], subscriptions: [row({})] }),
};

const SCHEDULED = { paid: 1, status: 'scheduled_cancel' };

const canceledLater: Lifecycle = {
  name: 'a cancellation is scheduled, taken back, scheduled again, and takes place at the end of the period',
  deliveries: recorded([
    subscription(6, 'subscription.paid', { paid: 1 }),
    subscription(DAY, 'subscription.scheduled_cancel', SCHEDULED),
    subscription(2 * DAY, 'subscription.update', { paid: 1 }),
    subscription(3 * DAY, 'subscription.scheduled_cancel', SCHEDULED),
    subscription(MONTH + 1, 'subscription.canceled', {
      paid: 1,
      status: 'canceled',
      canceled_at: time(MONTH).toISOString(),
    }),
  ]),
  rows: rows({
    payments: [paymentRow({})],
    subscriptions: [
      row({
        status: 'canceled',
        cancelAt: after(MONTH),
        canceledAt: after(MONTH),
        validUntil: after(MONTH + 1),
        accessEndReason: 'canceled',
      }),
    ],
  }),
};

const takenBack: Lifecycle = {
  name: 'a scheduled cancellation is taken back',
  deliveries: recorded([
    subscription(6, 'subscription.paid', { paid: 1 }),
    subscription(DAY, 'subscription.scheduled_cancel', SCHEDULED),
    subscription(2 * DAY, 'subscription.update', { paid: 1 }),
  ]),
  rows: rows({ payments: [paymentRow({})], subscriptions: [row({})] }),
};

const canceledAtOnce: Lifecycle = {
  name: 'a subscription is canceled at once, and keeps the month that is paid',
  deliveries: recorded([
    subscription(5, 'subscription.active'),
    subscription(6, 'subscription.paid', { paid: 1 }),
    subscription(5 * DAY, 'subscription.canceled', {
      paid: 1,
      status: 'canceled',
      canceled_at: time(5 * DAY - 1).toISOString(),
    }),
  ]),
  rows: rows({
    payments: [paymentRow({})],
    subscriptions: [
      row({
        status: 'canceled',
        canceledAt: after(5 * DAY - 1),
        validUntil: after(MONTH),
        accessEndReason: 'canceled',
      }),
    ],
  }),
};

const paidLate: Lifecycle = {
  name: 'a period is over without a payment, and is paid after all',
  deliveries: recorded([
    subscription(6, 'subscription.paid', { paid: 1 }),
    subscription(MONTH + DAY, 'subscription.expired', { paid: 1 }),
    subscription(MONTH + 2 * DAY, 'subscription.paid', { month: 1, paid: 2 }),
  ]),
  rows: rows({
    payments: [paymentRow({}), paymentRow({ paymentRef: 'tran_2', occurredAt: after(MONTH + 2 * DAY) })],
    subscriptions: [
      row({
        currentPeriodStart: after(MONTH),
        currentPeriodEnd: after(2 * MONTH),
        paidUntil: after(2 * MONTH),
      }),
    ],
  }),
};

const disputed: Lifecycle = {
  name: 'the payment of the current month is charged back, and access ends',
  deliveries: recorded([
    started(4),
    subscription(6, 'subscription.paid', { paid: 1 }),
    delivery('dispute.created', {
      at: time(3 * DAY),
      id: 'disputed',
      object: {
        id: 'disp_1',
        object: 'dispute',
        amount: 1200,
        currency: 'EUR',
        transaction: invoice(1, 3, { status: 'chargeback', refunded: 1200, order: 'ord_2' }),
        subscription: { id: 'sub_1', object: 'subscription', status: 'active' },
        order: orderOf({
          id: 'ord_2',
          type: 'recurring',
          amount: 1200,
          transaction: 'tran_1',
          createdAt: START,
        }),
        customer,
        mode: 'test',
      },
    }),
  ]),
  rows: rows({
    payments: [paymentRow({ occurredAt: after(4), chargedBackMinor: 1200n })],
    disputes: [{ disputeRef: 'disp_1', paymentRef: 'tran_1', status: 'lost', amountMinor: 1200n }],
    subscriptions: [
      row({
        paidUntil: null,
        paidUntilSource: null,
        validUntil: after(3 * DAY),
        accessEndReason: 'charged_back',
      }),
    ],
  }),
};

const TRIAL = { current_period_end_date: time(WEEK).toISOString() };

const tried: Lifecycle = {
  name: 'a trial whose cancellation is scheduled stays a trial, and lasts until its end if it is canceled before',
  deliveries: recorded([
    subscription(5, 'subscription.trialing', { ...TRIAL, status: 'trialing' }),
    subscription(DAY, 'subscription.scheduled_cancel', { ...TRIAL, status: 'scheduled_cancel' }),
    subscription(2 * DAY, 'subscription.canceled', {
      ...TRIAL,
      status: 'canceled',
      canceled_at: time(2 * DAY - 1).toISOString(),
    }),
  ]),
  rows: rows({
    subscriptions: [
      row({
        status: 'canceled',
        currentPeriodEnd: after(WEEK),
        trialEnd: after(WEEK),
        cancelAt: after(WEEK),
        // When it was scheduled is replaced by when it took place.
        canceledAt: after(2 * DAY - 1),
        paidUntil: null,
        paidUntilSource: null,
        validUntil: after(WEEK),
        accessEndReason: 'canceled',
      }),
    ],
  }),
};

export const CREEM: readonly Lifecycle[] = [
  partlyRefunded,
  refunded,
  renewed,
  simultaneous,
  canceledLater,
  takenBack,
  canceledAtOnce,
  paidLate,
  disputed,
  tried,
];
