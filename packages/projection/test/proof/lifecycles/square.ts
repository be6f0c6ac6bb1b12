import { findProvider } from '../../../../providers/src/index.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import {
  delivery,
  orderStub,
  payment as paymentEvent,
  refundOf,
  usd,
} from '../../../../providers/src/square/simulator/scenarios/entities.ts';
import { dispute } from '../../../../providers/src/square/simulator/scenarios/purchases.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const context = (uid: string) => ({ uid, startsAt: START });
const square = findProvider('square');
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!square) throw new Error('square is not registered');
  return read(square, deliveries);
};

const order = (
  uid: string,
  columns: Partial<ExpectedRows['orders'][number]> = {},
): ExpectedRows['orders'][number] => ({
  orderRef: `order_${uid}`,
  merchantRef: `shop-${uid}`,
  merchantRefField: 'payment.reference_id',
  merchantRefWriter: 'merchant',
  customerRef: `CUS_${uid}`,
  status: 'paid',
  disputed: false,
  currency: 'USD',
  amountMinor: 2500n,
  paidMinor: 2500n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...columns,
});
const paid = (
  uid: string,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: `pay_${uid}`,
  orderRef: `order_${uid}`,
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 2500n,
  refundedMinor: 0n,
  occurredAt: after(3),
  ...columns,
});

const givenBack: Lifecycle = {
  name: 'a part and then the rest is refunded, and the payment states the totals as well',
  deliveries: recorded([
    paymentEvent(context('back'), { offset: 3 }),
    refundOf(context('back'), {
      type: 'refund.created',
      offset: 600,
      id: 'a',
      status: 'PENDING',
      amount: 1000,
    }),
    refundOf(context('back'), {
      type: 'refund.updated',
      offset: 661,
      id: 'a',
      status: 'COMPLETED',
      amount: 1000,
    }),
    paymentEvent(context('back'), { offset: 1260, refunded_money: usd(2500) }),
    refundOf(context('back'), {
      type: 'refund.updated',
      offset: 1261,
      id: 'b',
      status: 'COMPLETED',
      amount: 1500,
    }),
  ]),
  rows: rows({
    orders: [order('back', { status: 'refunded', refundedMinor: 2500n })],
    payments: [paid('back', { refundedMinor: 2500n })],
    refunds: [
      { refundRef: 'pay_back_a', paymentRef: 'pay_back', status: 'succeeded', amountMinor: 1000n },
      { refundRef: 'pay_back_b', paymentRef: 'pay_back', status: 'succeeded', amountMinor: 1500n },
    ],
  }),
};

const refundFails: Lifecycle = {
  name: 'a refund that the payment already counted fails',
  deliveries: recorded([
    paymentEvent(context('stay'), { offset: 3 }),
    refundOf(context('stay'), {
      type: 'refund.created',
      offset: 600,
      id: 'a',
      status: 'PENDING',
      amount: 1000,
    }),
    paymentEvent(context('stay'), { offset: 601, refunded_money: usd(1000) }),
    refundOf(context('stay'), {
      type: 'refund.updated',
      offset: 700,
      id: 'a',
      status: 'FAILED',
      amount: 1000,
    }),
  ]),
  rows: rows({
    orders: [order('stay')],
    payments: [paid('stay')],
    refunds: [{ refundRef: 'pay_stay_a', paymentRef: 'pay_stay', status: 'failed', amountMinor: 1000n }],
  }),
};

const split: Lifecycle = {
  name: 'a card is declined; then two payments are completed in one millisecond, in which one had been approved',
  deliveries: recorded([
    paymentEvent(context('two'), {
      type: 'payment.created',
      offset: 2,
      id: 'declined',
      status: 'FAILED',
      card_details: {
        status: 'FAILED',
        errors: [{ category: 'PAYMENT_METHOD_ERROR', code: 'CARD_DECLINED' }],
      },
    }),
    paymentEvent(context('two'), { type: 'payment.created', offset: 5, status: 'APPROVED' }),
    paymentEvent(context('two'), { offset: 5 }),
    paymentEvent(context('two'), {
      type: 'payment.created',
      offset: 5,
      id: 'cash',
      source_type: 'CASH',
      amount_money: usd(500),
      total_money: usd(500),
    }),
    // It names no amount.
    orderStub(context('two'), { type: 'order.updated', offset: 5, state: 'COMPLETED' }),
  ]),
  rows: rows({
    orders: [
      order('two', {
        amountMinor: 3000n,
        paidMinor: 3000n,
        createdAt: after(0),
        providerStatus: 'COMPLETED',
      }),
    ],
    payments: [
      paid('two', { paymentRef: 'cash_two', amountMinor: 500n, occurredAt: after(5) }),
      paid('two', {
        paymentRef: 'declined_two',
        status: 'failed',
        failureCode: 'CARD_DECLINED',
        occurredAt: after(2),
      }),
      paid('two', { occurredAt: after(5) }),
    ],
  }),
};

const lost: Lifecycle = {
  name: 'a dispute over a part of the payment is lost',
  deliveries: recorded(dispute(context('lost')).deliveries),
  rows: rows({
    orders: [order('lost', { status: 'partially_refunded', chargedBackMinor: 1000n })],
    payments: [paid('lost')],
    disputes: [
      {
        disputeRef: 'DSP_lost',
        paymentRef: 'pay_lost',
        status: 'lost',
        amountMinor: 1000n,
        occurredAt: after(2400),
      },
    ],
  }),
};

/** An invoice of 25.00 USD in two payment requests, without a subscription. */
const bill = (type: string, offset: number, status: string) =>
  delivery(context('bill'), {
    type,
    offset,
    kind: 'invoice',
    object: {
      id: 'inv:0-bill',
      status,
      order_id: 'order_bill',
      payment_requests: [
        { due_date: '2026-02-10', computed_amount_money: usd(500) },
        { due_date: '2026-03-10', computed_amount_money: usd(2000) },
      ],
      primary_recipient: { customer_id: 'CUS_bill' },
      timezone: 'UTC',
      created_at: after(0),
      updated_at: after(offset),
    },
  });
const ofInvoice = { application_details: { square_product: 'INVOICES' }, reference_id: null };
const deposit: Lifecycle = {
  name: 'the deposit of an invoice leaves its order open, and the balance pays it',
  deliveries: recorded([
    bill('invoice.published', 1, 'UNPAID'),
    paymentEvent(context('bill'), {
      type: 'payment.created',
      offset: 60,
      id: 'deposit',
      amount_money: usd(500),
      total_money: usd(500),
      ...ofInvoice,
    }),
    bill('invoice.updated', 61, 'PARTIALLY_PAID'),
    paymentEvent(context('bill'), {
      type: 'payment.created',
      offset: 120,
      amount_money: usd(2000),
      total_money: usd(2000),
      ...ofInvoice,
    }),
    bill('invoice.payment_made', 121, 'PAID'),
  ]),
  rows: rows({
    orders: [
      order('bill', {
        merchantRef: null,
        merchantRefField: null,
        merchantRefWriter: null,
        providerStatus: 'PAID',
        createdAt: after(0),
      }),
    ],
    payments: [
      paid('bill', { paymentRef: 'deposit_bill', amountMinor: 500n, occurredAt: after(60) }),
      paid('bill', { amountMinor: 2000n, occurredAt: after(120) }),
    ],
  }),
};

export const SQUARE: readonly Lifecycle[] = [split, givenBack, refundFails, lost, deposit];
