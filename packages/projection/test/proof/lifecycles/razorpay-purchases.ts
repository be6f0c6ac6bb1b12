import { findProvider } from '../../../../providers/src/index.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { delivery } from '../../../../providers/src/razorpay/simulator/scenarios/entities.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, unixAfter } from '../lifecycle.ts';

const razorpay = findProvider('razorpay');
export const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!razorpay) throw new Error('razorpay is not registered');
  return read(razorpay, deliveries);
};

type Entity = Readonly<Record<string, unknown>>;
export const payment = (id: string, fields: Entity = {}): Entity => ({
  id: `pay_${id}`,
  amount: 50_000,
  currency: 'INR',
  status: 'captured',
  captured: true,
  order_id: 'order_1',
  invoice_id: null,
  amount_refunded: 0,
  notes: [],
  ...fields,
});
export const order = (fields: Entity = {}): Entity => ({
  id: 'order_1',
  amount: 50_000,
  currency: 'INR',
  status: 'paid',
  receipt: 'r-1',
  ...fields,
});
export const refund = (id: string, fields: Entity = {}): Entity => ({
  id: `rfnd_${id}`,
  amount: 50_000,
  currency: 'INR',
  status: 'processed',
  payment_id: `pay_${id}`,
  ...fields,
});
export const at = (seconds: number, type: string, entities: Readonly<Record<string, Entity>>) =>
  delivery(type, { at: unixAfter(seconds), entities });
export const orderPaid = (seconds: number, id: string) =>
  at(seconds, 'order.paid', { order: order(), payment: payment(id) });
export const unpaid = { status: 'authorized', captured: false };

export const orderRow = (
  columns: Partial<ExpectedRows['orders'][number]> = {},
): ExpectedRows['orders'][number] => ({
  orderRef: 'order_1',
  merchantRef: 'r-1',
  merchantRefField: 'order.receipt',
  merchantRefWriter: 'merchant',
  status: 'paid',
  disputed: false,
  currency: 'INR',
  amountMinor: 50_000n,
  paidMinor: 50_000n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  access: 'granted',
  ...columns,
});
export const paymentRow = (
  id: string,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: `pay_${id}`,
  orderRef: 'order_1',
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 50_000n,
  refundedMinor: 0n,
  occurredAt: after(62),
  ...columns,
});
export const refundRow = (
  id: string,
  columns: Partial<ExpectedRows['refunds'][number]> = {},
): ExpectedRows['refunds'][number] => ({
  refundRef: `rfnd_${id}`,
  paymentRef: `pay_${id}`,
  status: 'succeeded',
  amountMinor: 50_000n,
  ...columns,
});

const plain: Lifecycle = {
  name: 'a plain purchase with the fewest fields: authorized, captured, its order paid',
  deliveries: recorded([
    at(60, 'payment.authorized', { payment: payment('a', unpaid) }),
    at(62, 'payment.captured', { payment: payment('a') }),
    orderPaid(63, 'a'),
  ]),
  rows: rows({ orders: [orderRow()], payments: [paymentRow('a')] }),
};

const gaveBack = { status: 'refunded', captured: false, amount_refunded: 50_000 };
const autoRefund: Lifecycle = {
  name: 'a second authorization of a paid order is never captured, and given back: the order stays paid',
  deliveries: recorded([
    at(50, 'payment.authorized', { payment: payment('b', unpaid) }),
    orderPaid(62, 'a'),
    at(900, 'refund.created', { refund: refund('b', { status: 'pending' }), payment: payment('b', unpaid) }),
    at(960, 'refund.processed', { refund: refund('b'), payment: payment('b', gaveBack) }),
  ]),
  rows: rows({
    orders: [orderRow()],
    payments: [
      paymentRow('a'),
      paymentRow('b', { status: 'canceled', providerStatus: 'refunded', occurredAt: after(960) }),
    ],
    refunds: [refundRow('b')],
  }),
};

const autoRefundAlone: Lifecycle = {
  name: 'of an authorization only its return is reported: an order that nobody paid',
  deliveries: recorded([
    at(960, 'refund.processed', { refund: refund('b'), payment: payment('b', gaveBack) }),
  ]),
  rows: rows({
    orders: [
      orderRow({
        status: 'canceled',
        amountMinor: null,
        paidMinor: 0n,
        access: 'none',
        merchantRef: null,
        merchantRefField: null,
        merchantRefWriter: null,
      }),
    ],
    payments: [paymentRow('b', { status: 'canceled', occurredAt: after(960) })],
    refunds: [refundRow('b')],
  }),
};

const duplicate: Lifecycle = {
  name: 'an order is paid twice, and the second payment goes back: the order stays paid',
  deliveries: recorded([
    orderPaid(62, 'a'),
    at(70, 'payment.captured', { payment: payment('b') }),
    at(900, 'refund.processed', {
      refund: refund('b'),
      payment: payment('b', { status: 'refunded', amount_refunded: 50_000 }),
    }),
  ]),
  rows: rows({
    orders: [orderRow({ paidMinor: 100_000n, refundedMinor: 50_000n })],
    payments: [paymentRow('a'), paymentRow('b', { refundedMinor: 50_000n, occurredAt: after(70) })],
    refunds: [refundRow('b')],
  }),
};

const refundFirst: Lifecycle = {
  name: 'a partial refund brings the payment and the total that has gone back, before anything else is received',
  deliveries: recorded([
    at(900, 'refund.processed', {
      refund: refund('a', { amount: 10_000 }),
      payment: payment('a', { amount_refunded: 30_000 }),
    }),
  ]),
  rows: rows({
    orders: [
      orderRow({
        status: 'pending',
        amountMinor: null,
        refundedMinor: 30_000n,
        access: 'none',
        merchantRef: null,
        merchantRefField: null,
        merchantRefWriter: null,
      }),
    ],
    payments: [paymentRow('a', { refundedMinor: 30_000n, occurredAt: after(900) })],
    refunds: [refundRow('a', { amountMinor: 10_000n })],
  }),
};

const disputeFirst: Lifecycle = {
  name: 'a lost dispute brings the payment, and its order is known in full once that is reported',
  deliveries: recorded([
    orderPaid(62, 'a'),
    at(900, 'payment.dispute.lost', {
      payment: payment('a', unpaid),
      dispute: {
        id: 'disp_1',
        payment_id: 'pay_a',
        amount: 50_000,
        amount_deducted: 50_000,
        currency: 'INR',
        status: 'lost',
      },
    }),
  ]),
  rows: rows({
    orders: [orderRow({ status: 'refunded', chargedBackMinor: 50_000n, access: 'revoked' })],
    payments: [paymentRow('a')],
    disputes: [{ disputeRef: 'disp_1', paymentRef: 'pay_a', status: 'lost', amountMinor: 50_000n }],
  }),
};

const disputeAlone: Lifecycle = {
  name: 'a dispute alone leaves the payment and its order',
  deliveries: recorded([
    at(900, 'payment.dispute.created', {
      payment: payment('a'),
      dispute: { id: 'disp_1', payment_id: 'pay_a', amount: 20_000, currency: 'INR', status: 'open' },
    }),
  ]),
  rows: rows({
    orders: [
      orderRow({
        status: 'pending',
        disputed: true,
        amountMinor: null,
        access: 'none',
        merchantRef: null,
        merchantRefField: null,
        merchantRefWriter: null,
      }),
    ],
    payments: [paymentRow('a', { occurredAt: after(900) })],
    disputes: [{ disputeRef: 'disp_1', paymentRef: 'pay_a', status: 'opened', amountMinor: 20_000n }],
  }),
};

const buyersWord: Lifecycle = {
  name: 'what the buyer wrote in the notes of a payment never names the order over its receipt',
  deliveries: recorded([
    orderPaid(62, 'a'),
    at(900, 'payment.captured', { payment: payment('b', { notes: { order_id: 'r-of-somebody' } }) }),
  ]),
  rows: rows({
    orders: [orderRow({ paidMinor: 100_000n })],
    payments: [paymentRow('a'), paymentRow('b', { occurredAt: after(900) })],
  }),
};

export const RAZORPAY_PURCHASES: readonly Lifecycle[] = [
  plain,
  autoRefund,
  autoRefundAlone,
  duplicate,
  refundFirst,
  disputeFirst,
  disputeAlone,
  buyersWord,
];
