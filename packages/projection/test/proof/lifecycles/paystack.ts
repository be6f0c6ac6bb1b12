import { findProvider } from '../../../../providers/src/index.ts';
import {
  charge,
  preauthorization,
  refundOf,
} from '../../../../providers/src/paystack/simulator/scenarios/entities.ts';
import { dispute } from '../../../../providers/src/paystack/simulator/scenarios/purchases.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const context = (uid: string) => ({ uid, startsAt: START });
const paystack = findProvider('paystack');
/** For an event without a time, the time of its delivery is that of its receipt. */
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!paystack) throw new Error('paystack is not registered');
  return read(paystack, deliveries);
};

const order = (
  uid: string,
  columns: Partial<ExpectedRows['orders'][number]> = {},
): ExpectedRows['orders'][number] => ({
  orderRef: `ref_${uid}`,
  merchantRef: `shop-${uid}`,
  merchantRefField: 'metadata.order_id',
  merchantRefWriter: 'buyer',
  customerRef: `CUS_${uid}`,
  status: 'paid',
  disputed: false,
  currency: 'NGN',
  amountMinor: 5000n,
  paidMinor: 5000n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...columns,
});
const paid = (
  uid: string,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: `ref_${uid}`,
  orderRef: `ref_${uid}`,
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 5000n,
  refundedMinor: 0n,
  occurredAt: after(0),
  ...columns,
});

const givenBack: Lifecycle = {
  name: 'a part and then the rest is refunded, and refunds have no time of their own',
  deliveries: recorded([
    charge(context('back'), { offset: 0 }),
    refundOf(context('back'), { type: 'refund.pending', offset: 600, id: 'a', amount: 2000 }),
    refundOf(context('back'), { type: 'refund.needs-attention', offset: 700, id: 'a', amount: 2000 }),
    refundOf(context('back'), { type: 'refund.processed', offset: 900, id: 'a', amount: 2000 }),
    refundOf(context('back'), { type: 'refund.processed', offset: 1500, id: 'b', amount: 3000 }),
  ]),
  rows: rows({
    orders: [order('back', { status: 'refunded', refundedMinor: 5000n })],
    payments: [paid('back', { refundedMinor: 5000n })],
    refunds: [
      { refundRef: 'a_back', paymentRef: 'ref_back', status: 'succeeded', amountMinor: 2000n },
      { refundRef: 'b_back', paymentRef: 'ref_back', status: 'succeeded', amountMinor: 3000n },
    ],
  }),
};

const returned: Lifecycle = {
  name: 'a refund that was processed fails, and the money is the merchant’s again',
  deliveries: recorded([
    charge(context('again'), { offset: 0 }),
    refundOf(context('again'), { type: 'refund.processing', offset: 600, id: 'a', amount: 5000 }),
    refundOf(context('again'), { type: 'refund.processed', offset: 900, id: 'a', amount: 5000 }),
    refundOf(context('again'), { type: 'refund.failed', offset: 2000, id: 'a', amount: 5000 }),
  ]),
  rows: rows({
    orders: [order('again')],
    payments: [paid('again')],
    refunds: [
      {
        refundRef: 'a_again',
        paymentRef: 'ref_again',
        status: 'failed',
        amountMinor: 5000n,
        occurredAt: after(2000),
      },
    ],
  }),
};

const reserved = {
  merchantRef: 'pre_take',
  merchantRefField: 'reference',
  orderRef: 'pre_take',
  currency: 'ZAR',
  amountMinor: 35_000n,
  paidMinor: 35_000n,
} as const;
const captured: Lifecycle = {
  name: 'a capture fails and then takes a part of the reserved amount; its transaction comes in the same second',
  deliveries: recorded([
    preauthorization(context('take'), {
      type: 'preauthorization.reserve.success',
      offset: 0,
      status: 'authorized',
    }),
    preauthorization(context('take'), {
      type: 'preauthorization.capture.failed',
      offset: 600,
      status: 'capture_failed',
    }),
    preauthorization(context('take'), {
      type: 'preauthorization.capture.success',
      offset: 900,
      status: 'captured',
      captured_amount: '35000',
    }),
    charge(context('take'), {
      offset: 900,
      reference: 'pre',
      amount: 35_000,
      currency: 'ZAR',
      metadata: '',
    }),
  ]),
  rows: rows({
    orders: [order('take', reserved)],
    payments: [
      paid('take', {
        paymentRef: 'pre_take',
        orderRef: 'pre_take',
        amountMinor: 35_000n,
        occurredAt: after(900),
      }),
    ],
  }),
};

const released: Lifecycle = {
  name: 'a reserved amount is released',
  deliveries: recorded([
    preauthorization(context('free'), {
      type: 'preauthorization.reserve.success',
      offset: 0,
      status: 'authorized',
    }),
    preauthorization(context('free'), {
      type: 'preauthorization.release.success',
      offset: 600,
      status: 'released',
      expired_at: after(590),
    }),
  ]),
  rows: rows({
    orders: [
      order('free', {
        ...reserved,
        merchantRef: 'pre_free',
        orderRef: 'pre_free',
        status: 'canceled',
        amountMinor: 40_000n,
        paidMinor: 0n,
      }),
    ],
    payments: [
      paid('free', {
        paymentRef: 'pre_free',
        orderRef: 'pre_free',
        status: 'canceled',
        amountMinor: 40_000n,
        occurredAt: after(590),
      }),
    ],
  }),
};

const lost: Lifecycle = {
  name: 'a dispute over a part of the transaction is accepted',
  deliveries: recorded(dispute(context('lost')).deliveries),
  rows: rows({
    orders: [order('lost', { status: 'partially_refunded', chargedBackMinor: 1500n })],
    payments: [paid('lost')],
    disputes: [
      {
        disputeRef: 'dsp_lost',
        paymentRef: 'ref_lost',
        status: 'lost',
        amountMinor: 1500n,
        occurredAt: after(2400),
      },
    ],
  }),
};

export const PAYSTACK: readonly Lifecycle[] = [givenBack, returned, captured, released, lost];
