import { findProvider } from '../../../../providers/src/index.ts';
import {
  event,
  MONTH,
  order as orderEntity,
  subscription as subscriptionEntity,
} from '../../../../providers/src/polar/simulator/scenarios/entities.ts';
import { begun, renewed } from '../../../../providers/src/polar/simulator/scenarios/subscriptions.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const context = (uid: string) => ({ uid, startsAt: START });
const polar = findProvider('polar');
const recorded = (uid: string, deliveries: readonly SimulatedDelivery[]) => {
  if (!polar) throw new Error('polar is not registered');
  return read(polar, deliveries, { headersOf: (index) => ({ 'webhook-id': `msg_${uid}_${9 - index}` }) });
};
/** Those of a story whose places are named, in its order. */
const only = (deliveries: readonly SimulatedDelivery[], ...places: number[]) =>
  places.flatMap((place) => deliveries[place] ?? []);

const monthly = (
  uid: string,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: `a1000000-0000-4000-8000-${uid}`,
  orderRef: null,
  subscriptionRef: `b0000000-0000-4000-8000-${uid}`,
  status: 'succeeded',
  amountMinor: 4900n,
  refundedMinor: 0n,
  occurredAt: after(63),
  ...columns,
});
const subscribed = (
  uid: string,
  columns: Partial<ExpectedRows['subscriptions'][number]> = {},
): ExpectedRows['subscriptions'][number] => ({
  subscriptionRef: `b0000000-0000-4000-8000-${uid}`,
  merchantRef: `order-${uid}`,
  customerRef: `d0000000-0000-4000-8000-${uid}`,
  planRef: '5ea00000-0000-4000-8000-00000000beef',
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
const SECOND = 58 + MONTH;
const inSecondMonth = {
  currentPeriodStart: after(SECOND),
  currentPeriodEnd: after(SECOND + MONTH),
  paidPeriodStart: after(SECOND),
  paidUntil: after(SECOND + MONTH),
};

const due = context('due');
const again: Lifecycle = {
  name: 'a renewal is past due, and active again after its order is paid',
  deliveries: recorded('due', [
    ...only(begun(due), 0, 3), // subscription.created, order.paid
    ...only(renewed(due, SECOND), 0, 2, 4, 5), // cycled, past_due, order.paid, active
  ]),
  rows: rows({
    payments: [
      monthly('due'),
      monthly('due', {
        paymentRef: 'a2000000-0000-4000-8000-due',
        occurredAt: after(SECOND + 601),
      }),
    ],
    subscriptions: [subscribed('due', inSecondMonth)],
  }),
};

const earlier = context('old');
const refundedLater: Lifecycle = {
  name: 'the first month is refunded in the second one, and the second stays paid',
  deliveries: recorded('old', [
    ...only(begun(earlier), 3), // order.paid
    ...only(renewed(earlier, SECOND), 0, 4), // cycled, order.paid
    event(earlier, {
      type: 'order.refunded',
      offset: SECOND + 900,
      data: orderEntity(earlier, {
        status: 'refunded',
        reason: 'subscription_create',
        madeAt: 59,
        refunded: 4900,
        subscription: subscriptionEntity(earlier, { status: 'active', monthFrom: SECOND }),
      }),
    }),
  ]),
  rows: rows({
    payments: [
      monthly('old', { refundedMinor: 4900n }),
      monthly('old', {
        paymentRef: 'a2000000-0000-4000-8000-old',
        occurredAt: after(SECOND + 601),
      }),
    ],
    subscriptions: [subscribed('old', inSecondMonth)],
  }),
};

const leaving = context('later');
const scheduled = (canceledAt: number) =>
  subscriptionEntity(leaving, { status: 'active', monthFrom: 58, canceledAt, atPeriodEnd: true });
const endsLater: Lifecycle = {
  name: 'a cancellation at the end of the period is taken back and repeated, and access lasts until then',
  deliveries: recorded('later', [
    ...only(begun(leaving), 3), // order.paid
    event(leaving, { type: 'subscription.canceled', offset: 600, data: scheduled(599) }),
    event(leaving, {
      type: 'subscription.uncanceled',
      offset: 900,
      data: subscriptionEntity(leaving, { status: 'active', monthFrom: 58 }),
    }),
    event(leaving, { type: 'subscription.canceled', offset: 1200, data: scheduled(1199) }),
    event(leaving, {
      type: 'subscription.revoked',
      offset: SECOND,
      data: subscriptionEntity(leaving, {
        status: 'canceled',
        monthFrom: 58,
        canceledAt: 1199,
        atPeriodEnd: true,
        endedAt: SECOND,
      }),
    }),
  ]),
  rows: rows({
    payments: [monthly('later')],
    subscriptions: [
      subscribed('later', {
        status: 'canceled',
        cancelAt: after(SECOND),
        canceledAt: after(1199),
        validUntil: after(SECOND),
        accessEndReason: 'canceled',
      }),
    ],
  }),
};

const once = context('once');
const endsAtOnce: Lifecycle = {
  name: 'past due, updated and revoked in one millisecond ends canceled',
  deliveries: recorded('once', [
    ...only(begun(once), 0, 3),
    ...(
      [
        ['subscription.updated', 'active'],
        ['subscription.past_due', 'past_due'],
        ['subscription.revoked', 'canceled'],
      ] as const
    ).map(([type, status]) =>
      event(once, {
        type,
        offset: 900,
        data: subscriptionEntity(once, {
          status,
          monthFrom: 58,
          ...(status === 'canceled' && { canceledAt: 899, endedAt: 899 }),
        }),
      }),
    ),
  ]),
  rows: rows({
    payments: [monthly('once')],
    subscriptions: [
      subscribed('once', {
        status: 'canceled',
        providerStatus: 'canceled',
        canceledAt: after(899),
        validUntil: after(SECOND),
        accessEndReason: 'canceled',
      }),
    ],
  }),
};

export const POLAR_SUBSCRIPTIONS: readonly Lifecycle[] = [again, refundedLater, endsLater, endsAtOnce];
