import * as objects from '../../../../providers/src/cashfree/simulator/objects.ts';
import {
  cancellation,
  MONTH,
  renewal,
} from '../../../../providers/src/cashfree/simulator/scenarios/subscriptions.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { after, type ExpectedRows, type Lifecycle, rows, START } from '../lifecycle.ts';
import { at, paymentRow, recorded } from './cashfree.ts';

const context = (uid: string) => ({ uid, startsAt: START });
const only = (deliveries: readonly SimulatedDelivery[], ...places: number[]) =>
  places.flatMap((place) => deliveries[place] ?? []);

const status = (seconds: number, word: string, next?: number) =>
  objects.delivery(
    'SUBSCRIPTION_STATUS_CHANGED',
    at(seconds),
    objects.subscription({
      id: '23',
      ownId: 'tea-1',
      status: word,
      ...(next !== undefined && { next: at(next) }),
    }),
  );
const charge = (
  seconds: number,
  type: string,
  given: Pick<Parameters<typeof objects.charge>[0], 'paymentId' | 'kind' | 'amount' | 'status'> &
    Partial<Parameters<typeof objects.charge>[0]>,
) =>
  objects.delivery(
    type,
    at(seconds),
    objects.charge({ subscriptionId: '23', ownId: 'tea-1', at: at(seconds), ...given }),
  );

const subscriptionRow = (
  uid: string,
  columns: Partial<ExpectedRows['subscriptions'][number]>,
): ExpectedRows['subscriptions'][number] => ({
  subscriptionRef: `23${uid}`,
  merchantRef: `tea-${uid}`,
  merchantRefField: 'subscription_id',
  merchantRefWriter: 'merchant',
  planRef: 'plan_tea_monthly',
  status: 'active',
  currentPeriodStart: after(60),
  currentPeriodEnd: null,
  cancelAt: null,
  canceledAt: null,
  ...columns,
});
const chargeRow = (
  uid: string,
  place: number,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] =>
  paymentRow({
    paymentRef: `49${uid}${place}`,
    orderRef: null,
    subscriptionRef: `23${uid}`,
    amountMinor: place === 0 ? 100n : 29_900n,
    occurredAt: after(place === 0 ? 30 : 120),
    ...columns,
  });

const behind: Lifecycle = {
  name: 'the second month fails, puts the subscription on hold, and is paid at the next attempt',
  deliveries: recorded(only(renewal(context('due')).deliveries, 3, 4, 5, 6, 7)),
  rows: rows({
    payments: [chargeRow('due', 1), chargeRow('due', 2, { occurredAt: after(1200) })],
    subscriptions: [
      subscriptionRow('due', {
        currentPeriodStart: after(60 + MONTH),
        currentPeriodEnd: after(60 + 2 * MONTH),
        paidPeriodStart: after(60 + MONTH),
        access: 'granted',
      }),
    ],
  }),
};

const withdrawn: Lifecycle = {
  name: 'a customer withdraws the mandate, and what was paid stays paid',
  deliveries: recorded(only(cancellation(context('end')).deliveries, 0, 2, 3, 4)),
  rows: rows({
    payments: [chargeRow('end', 1)],
    subscriptions: [
      subscriptionRow('end', {
        status: 'canceled',
        providerStatus: 'CUSTOMER_CANCELLED',
        canceledAt: after(1500),
        accessEndReason: 'canceled',
      }),
    ],
  }),
};

const reactivated: Lifecycle = {
  name: 'a merchant cancels a subscription and reactivates it',
  deliveries: recorded([
    status(31, 'ACTIVE', 60),
    charge(120, 'SUBSCRIPTION_PAYMENT_SUCCESS', {
      paymentId: '491',
      kind: 'CHARGE',
      amount: '299.00',
      status: 'SUCCESS',
      scheduled: at(60),
    }),
    status(900, 'CANCELLED'),
    status(1500, 'ACTIVE', 60 + MONTH),
  ]),
  rows: rows({
    payments: [chargeRow('', 1)],
    subscriptions: [
      subscriptionRow('', {
        merchantRef: 'tea-1',
        currentPeriodEnd: after(60 + MONTH),
        access: 'granted',
        accessEndReason: null,
      }),
    ],
  }),
};

const inOneSecond: Lifecycle = {
  name: 'a mandate that is pending, authorized twice and active within one second, and a payment refunded in part',
  deliveries: recorded([
    status(40, 'BANK_APPROVAL_PENDING'),
    ...['SUBSCRIPTION_AUTH_STATUS', 'SUBSCRIPTION_PAYMENT_SUCCESS'].map((type) =>
      charge(40, type, { paymentId: '490', kind: 'AUTH', amount: '1.00', status: 'SUCCESS' }),
    ),
    status(40, 'ACTIVE', 60),
    objects.delivery(
      'SUBSCRIPTION_REFUND_STATUS',
      at(40),
      objects.subscriptionRefund({ paymentId: '490', id: 'SUB_1', amount: '0.40', status: 'SUCCESS' }),
    ),
  ]),
  rows: rows({
    payments: [chargeRow('', 0, { refundedMinor: 40n, occurredAt: after(40) })],
    refunds: [{ refundRef: 'SUB_1', paymentRef: '490', status: 'succeeded', amountMinor: 40n }],
    subscriptions: [
      subscriptionRow('', {
        merchantRef: 'tea-1',
        currentPeriodStart: null,
        currentPeriodEnd: after(60),
        paidPeriodStart: null,
      }),
    ],
  }),
};

export const CASHFREE_SUBSCRIPTIONS: readonly Lifecycle[] = [behind, withdrawn, reactivated, inOneSecond];
