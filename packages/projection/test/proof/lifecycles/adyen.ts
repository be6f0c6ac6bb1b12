import { findProvider } from '../../../../providers/src/index.ts';
import {
  bought,
  changed,
  checkout,
  dispute,
  failedThenPaid,
  item,
  orderRef,
  pspReference,
  refund,
} from '../../../../providers/src/adyen/simulator/scenarios.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const context = (uid: string) => ({ uid, startsAt: START });
const adyen = findProvider('adyen');
const recorded = (
  deliveries: readonly SimulatedDelivery[],
  settings: Readonly<Record<string, unknown>> = {},
) => {
  if (!adyen) throw new Error('adyen is not registered');
  return read(adyen, deliveries, { settings });
};

const order = (
  uid: string,
  columns: Partial<ExpectedRows['orders'][number]>,
): ExpectedRows['orders'][number] => ({
  orderRef: orderRef(context(uid)),
  merchantRef: `order-${uid}`,
  merchantRefWriter: 'merchant',
  status: 'paid',
  disputed: false,
  currency: 'EUR',
  amountMinor: 5990n,
  paidMinor: 5990n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  access: 'granted',
  ...columns,
});
const payment = (
  uid: string,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: pspReference(context(uid), 'payment'),
  orderRef: orderRef(context(uid)),
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 5990n,
  refundedMinor: 0n,
  occurredAt: after(60),
  ...columns,
});
const refundRow = (
  uid: string,
  name: string,
  columns: Partial<ExpectedRows['refunds'][number]>,
): ExpectedRows['refunds'][number] => ({
  refundRef: pspReference(context(uid), name),
  paymentRef: pspReference(context(uid), 'payment'),
  status: 'succeeded',
  amountMinor: 2000n,
  ...columns,
});

const paid: Lifecycle = {
  name: 'authorized, then captured',
  deliveries: recorded(checkout(context('buy')).deliveries),
  rows: rows({ orders: [order('buy', {})], payments: [payment('buy')] }),
};

const byItself: Lifecycle = {
  name: 'an account that captures by itself: authorized, canceled before it was settled',
  deliveries: recorded(
    [
      item(context('self'), { at: 0, code: 'AUTHORISATION', psp: 'payment' }),
      changed(context('self'), { at: 300, code: 'CANCELLATION', psp: 'cancel' }),
    ],
    { captures: 'automatic' },
  ),
  rows: rows({
    orders: [order('self', { status: 'refunded', refundedMinor: 5990n, access: 'revoked' })],
    payments: [payment('self', { occurredAt: after(0), refundedMinor: 5990n })],
    refunds: [refundRow('self', 'cancel', { amountMinor: 5990n })],
  }),
};

const canceled: Lifecycle = {
  name: 'authorized, and canceled after a capture was refused',
  deliveries: recorded([
    item(context('void'), { at: 0, code: 'AUTHORISATION', psp: 'payment' }),
    changed(context('void'), { at: 60, code: 'CAPTURE', psp: 'capture', success: false }),
    changed(context('void'), { at: 90, code: 'CANCELLATION', psp: 'cancel' }),
  ]),
  rows: rows({
    orders: [order('void', { status: 'canceled', paidMinor: 0n, access: 'none' })],
    payments: [payment('void', { status: 'canceled', occurredAt: after(90) })],
  }),
};

const givenBack: Lifecycle = {
  name: 'a part is refunded, then the rest',
  deliveries: recorded(refund(context('back')).deliveries),
  rows: rows({
    orders: [order('back', { status: 'refunded', refundedMinor: 5990n, access: 'revoked' })],
    payments: [payment('back', { refundedMinor: 5990n })],
    refunds: [
      refundRow('back', 'refund 1', {}),
      refundRow('back', 'refund 2', { amountMinor: 3990n }),
    ].toSorted((a, b) => (a.refundRef < b.refundRef ? -1 : 1)),
  }),
};

const failedRefund: Lifecycle = {
  name: 'a refund is accepted and fails in the same second, and a capture fails later',
  deliveries: recorded([
    ...bought(context('fail')),
    changed(context('fail'), { at: 900, code: 'REFUND', psp: 'refund', value: 2000 }),
    changed(context('fail'), { at: 900, code: 'REFUND_FAILED', psp: 'refund', value: 2000 }),
    changed(context('fail'), { at: 4000, code: 'CAPTURE_FAILED', psp: 'capture' }),
  ]),
  rows: rows({
    orders: [order('fail', { status: 'refunded', refundedMinor: 5990n, access: 'revoked' })],
    payments: [payment('fail', { refundedMinor: 5990n })],
    refunds: [
      refundRow('fail', 'refund', { status: 'failed' }),
      {
        refundRef: `capture-failed:${pspReference(context('fail'), 'capture')}`,
        paymentRef: pspReference(context('fail'), 'payment'),
        status: 'succeeded',
        amountMinor: 5990n,
      },
    ],
  }),
};

const retried: Lifecycle = {
  name: 'refused, then paid with another card',
  deliveries: recorded(failedThenPaid(context('again')).deliveries),
  rows: rows({
    orders: [order('again', {})],
    payments: [
      payment('again', { occurredAt: after(160) }),
      payment('again', {
        paymentRef: pspReference(context('again'), 'refused'),
        status: 'failed',
        occurredAt: after(0),
      }),
    ].toSorted((a, b) => (a.paymentRef < b.paymentRef ? -1 : 1)),
  }),
};

const lost: Lifecycle = {
  name: 'a chargeback takes everything back',
  deliveries: recorded(dispute(context('lost')).deliveries),
  rows: rows({
    orders: [order('lost', { status: 'refunded', chargedBackMinor: 5990n, access: 'revoked' })],
    payments: [payment('lost')],
    disputes: [
      {
        disputeRef: pspReference(context('lost'), 'dispute'),
        paymentRef: pspReference(context('lost'), 'payment'),
        status: 'lost',
        amountMinor: 5990n,
      },
    ],
  }),
};

const won: Lifecycle = {
  name: 'a chargeback is reversed',
  deliveries: recorded([
    ...bought(context('won')),
    changed(context('won'), { at: 1200, code: 'NOTIFICATION_OF_CHARGEBACK', psp: 'dispute' }),
    changed(context('won'), { at: 2400, code: 'CHARGEBACK', psp: 'dispute' }),
    changed(context('won'), { at: 3600, code: 'CHARGEBACK_REVERSED', psp: 'dispute' }),
  ]),
  rows: rows({
    orders: [order('won', {})],
    payments: [payment('won')],
    disputes: [
      {
        disputeRef: pspReference(context('won'), 'dispute'),
        paymentRef: pspReference(context('won'), 'payment'),
        status: 'won',
        amountMinor: 5990n,
      },
    ],
  }),
};

export const ADYEN: readonly Lifecycle[] = [
  paid,
  byItself,
  canceled,
  givenBack,
  failedRefund,
  retried,
  lost,
  won,
];
