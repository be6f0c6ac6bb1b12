import { findProvider } from '../../../../providers/src/index.ts';
import { MONTH, transactionId } from '../../../../providers/src/apple/simulator/scenarios/notification.ts';
import {
  cancellation,
  disabled,
  failedThenPaid,
  ofMonth,
  renewal,
} from '../../../../providers/src/apple/simulator/scenarios/subscriptions.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const context = (uid: string) => ({ uid, startsAt: START });
const apple = findProvider('apple');
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!apple) throw new Error('apple is not registered');
  return read(apple, deliveries);
};

const row = (
  uid: string,
  columns: Partial<ExpectedRows['subscriptions'][number]>,
): ExpectedRows['subscriptions'][number] => ({
  subscriptionRef: transactionId(context(uid), 0),
  planRef: 'com.example.tea.monthly',
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
const monthly = (
  uid: string,
  month: number,
  columns: Partial<ExpectedRows['payments'][number]>,
): ExpectedRows['payments'][number] => ({
  paymentRef: transactionId(context(uid), month),
  orderRef: null,
  subscriptionRef: transactionId(context(uid), 0),
  status: 'succeeded',
  amountMinor: 4990n,
  refundedMinor: 0n,
  occurredAt: after(0),
  ...columns,
});
const begun = (uid: string) =>
  ofMonth(context(uid), { at: 2, type: 'SUBSCRIBED', subtype: 'INITIAL_BUY', month: 0 });

const trial: Lifecycle = {
  name: 'the first charge after a trial fails, and succeeds later',
  deliveries: recorded(failedThenPaid(context('trial')).deliveries),
  rows: rows({
    payments: [monthly('trial', 1, { occurredAt: after(358) })],
    subscriptions: [
      row('trial', {
        currentPeriodStart: after(358),
        currentPeriodEnd: after(358 + MONTH),
        trialEnd: after(MONTH),
        paidUntil: after(358 + MONTH),
      }),
    ],
  }),
};

const renewed: Lifecycle = {
  name: 'a renewal in advance, and one in the grace period',
  deliveries: recorded(renewal(context('renew')).deliveries),
  rows: rows({
    payments: [
      monthly('renew', 0, {}),
      monthly('renew', 1, { occurredAt: after(MONTH - 5) }),
      monthly('renew', 2, { occurredAt: after(2 * MONTH) }),
    ],
    subscriptions: [
      row('renew', {
        currentPeriodStart: after(2 * MONTH),
        currentPeriodEnd: after(3 * MONTH),
        paidUntil: after(3 * MONTH),
      }),
    ],
  }),
};

const ended: Lifecycle = {
  name: 'renewal is turned off, and the subscription expires at the end of its period',
  deliveries: recorded(cancellation(context('end')).deliveries),
  rows: rows({
    payments: [monthly('end', 0, {}), monthly('end', 1, { occurredAt: after(MONTH - 5) })],
    subscriptions: [
      row('end', {
        status: 'expired',
        providerStatus: '2',
        currentPeriodStart: after(MONTH),
        currentPeriodEnd: after(2 * MONTH),
        cancelAt: after(2 * MONTH),
        canceledAt: after(MONTH + 60),
        paidUntil: after(2 * MONTH),
        validUntil: after(2 * MONTH + 1),
        accessEndReason: 'expired',
      }),
    ],
  }),
};

const again: Lifecycle = {
  name: 'a subscription expires, is bought again under its first id, and is renewed',
  deliveries: recorded([
    begun('again'),
    disabled(context('again'), 60),
    ofMonth(context('again'), {
      at: MONTH + 1,
      type: 'EXPIRED',
      subtype: 'VOLUNTARY',
      month: 0,
      status: 2,
      willRenew: false,
    }),
    ofMonth(context('again'), {
      at: 1003,
      type: 'SUBSCRIBED',
      subtype: 'RESUBSCRIBE',
      month: 5,
      begins: 1000,
    }),
    ofMonth(context('again'), { at: 1295, type: 'DID_RENEW', month: 6, begins: 1300 }),
  ]),
  rows: rows({
    payments: [
      monthly('again', 0, {}),
      monthly('again', 5, { occurredAt: after(1000) }),
      monthly('again', 6, { occurredAt: after(1295) }),
    ],
    subscriptions: [
      row('again', {
        currentPeriodStart: after(1300),
        currentPeriodEnd: after(1600),
        paidUntil: after(1600),
        createdAt: after(2),
      }),
    ],
  }),
};

/** A month is refunded in full. */
const monthRefunded = (uid: string, { at, month }: { readonly at: number; readonly month: number }) =>
  ofMonth(context(uid), {
    at,
    type: 'REFUND',
    month,
    status: 5,
    willRenew: false,
    fields: {
      revocationDate: START.getTime() + (at - 5) * 1000,
      revocationReason: 0,
      revocationPercentage: 100_000,
    },
  });

const revoked: Lifecycle = {
  name: 'the last month is refunded, and ends the subscription and its access',
  deliveries: recorded([
    begun('revoked'),
    ofMonth(context('revoked'), { at: MONTH - 5, type: 'DID_RENEW', month: 1 }),
    monthRefunded('revoked', { at: 400, month: 1 }),
  ]),
  rows: rows({
    payments: [
      monthly('revoked', 0, {}),
      monthly('revoked', 1, { occurredAt: after(MONTH - 5), refundedMinor: 4990n }),
    ],
    subscriptions: [
      row('revoked', {
        status: 'canceled',
        providerStatus: '5',
        currentPeriodStart: after(MONTH),
        currentPeriodEnd: after(2 * MONTH),
        canceledAt: after(395),
        validUntil: after(400),
        accessEndReason: 'refunded',
      }),
    ],
  }),
};

const reinstated: Lifecycle = {
  name: 'the refund of a month is reversed, and the subscription runs again until its end',
  deliveries: recorded([
    begun('reversed'),
    monthRefunded('reversed', { at: 100, month: 0 }),
    ofMonth(context('reversed'), { at: 200, type: 'REFUND_REVERSED', month: 0, willRenew: false }),
  ]),
  rows: rows({
    payments: [monthly('reversed', 0, {})],
    subscriptions: [row('reversed', { cancelAt: after(MONTH), canceledAt: after(95) })],
  }),
};

const atOnce: Lifecycle = {
  name: 'renewal is turned off and the subscription expires in one millisecond: it ends expired',
  deliveries: recorded([
    begun('once'),
    disabled(context('once'), 250),
    ofMonth(context('once'), {
      at: 250,
      type: 'EXPIRED',
      subtype: 'VOLUNTARY',
      month: 0,
      status: 2,
      willRenew: false,
    }),
  ]),
  rows: rows({
    payments: [monthly('once', 0, {})],
    subscriptions: [
      row('once', {
        status: 'expired',
        cancelAt: after(MONTH),
        canceledAt: after(250),
        validUntil: after(MONTH),
        accessEndReason: 'expired',
      }),
    ],
  }),
};

export const APPLE_SUBSCRIPTIONS: readonly Lifecycle[] = [
  trial,
  renewed,
  ended,
  again,
  revoked,
  reinstated,
  atOnce,
];
