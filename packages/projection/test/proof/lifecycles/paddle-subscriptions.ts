import { findProvider } from '../../../../providers/src/index.ts';
import {
  event,
  MONTH,
  subscription as subscriptionEntity,
  transaction,
} from '../../../../providers/src/paddle/simulator/scenarios/entities.ts';
import { begun, renewed } from '../../../../providers/src/paddle/simulator/scenarios/subscriptions.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const context = (uid: string) => ({ uid, startsAt: START });
const paddle = findProvider('paddle');
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!paddle) throw new Error('paddle is not registered');
  return read(paddle, deliveries);
};
/** Those of a story whose places are named, in its order. */
const only = (deliveries: readonly SimulatedDelivery[], ...places: number[]) =>
  places.flatMap((place) => deliveries[place] ?? []);

const monthly = (
  uid: string,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: `txn_${uid}`,
  orderRef: null,
  subscriptionRef: `sub_${uid}`,
  status: 'succeeded',
  providerStatus: 'completed',
  amountMinor: 4900n,
  refundedMinor: 0n,
  occurredAt: after(60),
  ...columns,
});
const subscribed = (
  uid: string,
  columns: Partial<ExpectedRows['subscriptions'][number]> = {},
): ExpectedRows['subscriptions'][number] => ({
  subscriptionRef: `sub_${uid}`,
  merchantRef: `order-${uid}`,
  customerRef: `ctm_${uid}`,
  planRef: 'pri_payspoolmonthly',
  quantity: 1,
  status: 'active',
  currentPeriodStart: after(58),
  currentPeriodEnd: after(58 + MONTH),
  cancelAt: null,
  canceledAt: null,
  paidPeriodStart: after(58),
  paidUntil: after(58 + MONTH),
  paidUntilSource: 'stated',
  access: 'granted',
  validUntil: null,
  ...columns,
});

const due = context('due');
const again: Lifecycle = {
  name: 'the first payment does not name its subscription, and a renewal is paid at the second attempt',
  deliveries: recorded([
    ...only(begun(due), 0, 1, 3), // transaction.paid without a subscription, subscription.created, transaction.completed
    ...only(renewed(due, 58 + MONTH), 1, 2, 4, 5), // payment_failed, past_due, subscription.updated, transaction.completed
  ]),
  rows: rows({
    payments: [
      monthly('due'),
      monthly('due', { paymentRef: 'txn_duem2', failureCode: null, occurredAt: after(58 + MONTH + 606) }),
    ],
    subscriptions: [
      subscribed('due', {
        currentPeriodStart: after(58 + MONTH),
        currentPeriodEnd: after(58 + 2 * MONTH),
        paidPeriodStart: after(58 + MONTH),
        paidUntil: after(58 + 2 * MONTH),
      }),
    ],
  }),
};

const scheduled = context('later');
const endsLater: Lifecycle = {
  name: 'a cancellation at the end of the period is a scheduled change until it happens',
  deliveries: recorded([
    ...only(begun(scheduled), 1, 3),
    event(scheduled, {
      type: 'subscription.updated',
      offset: 600,
      name: 'scheduled',
      data: subscriptionEntity(scheduled, {
        status: 'active',
        monthFrom: 58,
        scheduledChange: { action: 'cancel', effective_at: after(58 + MONTH), resume_at: null },
      }),
    }),
    event(scheduled, {
      type: 'subscription.canceled',
      offset: 60 + MONTH,
      name: 'canceled',
      data: subscriptionEntity(scheduled, { status: 'canceled', canceledAt: 58 + MONTH }),
    }),
  ]),
  rows: rows({
    payments: [monthly('later', { occurredAt: after(64) })],
    subscriptions: [
      subscribed('later', {
        status: 'canceled',
        currentPeriodStart: null,
        currentPeriodEnd: null,
        canceledAt: after(58 + MONTH),
        validUntil: after(60 + MONTH),
        accessEndReason: 'canceled',
      }),
    ],
  }),
};

const atOnce = context('once');
const endsAtOnce: Lifecycle = {
  name: 'past due, active again and canceled in one millisecond ends canceled',
  deliveries: recorded([
    ...only(begun(atOnce), 0, 1),
    ...(['active', 'past_due', 'canceled'] as const).map((status) =>
      event(atOnce, {
        type: status === 'active' ? 'subscription.updated' : `subscription.${status}`,
        offset: 900,
        name: status,
        data: subscriptionEntity(atOnce, {
          status,
          ...(status === 'canceled' ? { canceledAt: 899 } : { monthFrom: 58 }),
        }),
      }),
    ),
  ]),
  rows: rows({
    payments: [monthly('once', { providerStatus: 'paid' })],
    subscriptions: [
      subscribed('once', {
        status: 'canceled',
        providerStatus: 'canceled',
        currentPeriodStart: null,
        currentPeriodEnd: null,
        canceledAt: after(899),
        validUntil: after(58 + MONTH),
        accessEndReason: 'canceled',
      }),
    ],
  }),
};

const DAYS = 86_400;
const trial = context('try');
const tried: Lifecycle = {
  name: 'a trial begins with a transaction of 0, and nothing was paid',
  deliveries: recorded([
    event(trial, {
      type: 'transaction.paid',
      offset: 60,
      name: 'paid',
      data: transaction(trial, { status: 'paid', recurring: true, amount: 0 }),
    }),
    event(trial, {
      type: 'subscription.created',
      offset: 61,
      name: 'created',
      data: subscriptionEntity(trial, {
        status: 'trialing',
        monthFrom: 60,
        transactionId: 'txn_try',
        trialUntil: 14 * DAYS,
      }),
    }),
    event(trial, {
      type: 'subscription.paused',
      offset: 3 * DAYS,
      name: 'paused',
      data: subscriptionEntity(trial, { status: 'paused' }),
    }),
  ]),
  rows: rows({
    subscriptions: [
      subscribed('try', {
        status: 'paused',
        currentPeriodStart: null,
        currentPeriodEnd: null,
        trialEnd: after(14 * DAYS),
        paidPeriodStart: null,
        paidUntil: null,
        paidUntilSource: null,
        validUntil: after(14 * DAYS),
        accessEndReason: 'paused',
      }),
    ],
  }),
};

export const PADDLE_SUBSCRIPTIONS: readonly Lifecycle[] = [again, endsLater, endsAtOnce, tried];
