import { after, type Lifecycle, rows } from '../lifecycle.ts';
import {
  at,
  order,
  orderPaid,
  orderRow,
  payment,
  paymentRow,
  refund,
  refundRow,
  recorded,
  unpaid,
} from './razorpay-purchases.ts';

const mandate = { amount: 0, method: 'emandate', token_id: 'token_1', order_id: 'order_m' };
const registered: Lifecycle = {
  name: 'a mandate is registered by a payment of 0: no order',
  deliveries: recorded([
    at(10, 'payment.authorized', { payment: payment('m', { ...mandate, ...unpaid }) }),
    at(20, 'payment.captured', { payment: payment('m', mandate) }),
    at(21, 'order.paid', {
      order: order({ id: 'order_m', amount: 0, receipt: 'mandate-1' }),
      payment: payment('m', mandate),
    }),
  ]),
  rows: rows({
    payments: [paymentRow('m', { orderRef: null, amountMinor: 0n, occurredAt: after(20) })],
  }),
};

const debited: Lifecycle = {
  name: 'a debit under a mandate is money once it is captured',
  deliveries: recorded([
    at(60, 'payment.authorized', {
      payment: payment('a', { ...unpaid, method: 'emandate', token_id: 'token_1' }),
    }),
    at(62, 'payment.captured', { payment: payment('a', { method: 'emandate', token_id: 'token_1' }) }),
    orderPaid(63, 'a'),
  ]),
  rows: rows({ orders: [orderRow()], payments: [paymentRow('a')] }),
};

/** A card is checked for a mandate with a small authorization, which is given back. It names no order and no invoice. */
const cardCheck: Lifecycle = {
  name: 'the authorization that only checks a card for a mandate is given back, and leaves no order',
  deliveries: recorded([
    at(900, 'refund.processed', {
      refund: refund('a', { amount: 500 }),
      payment: payment('a', {
        amount: 500,
        order_id: null,
        token_id: 'token_1',
        status: 'refunded',
        captured: false,
      }),
    }),
  ]),
  rows: rows({
    payments: [
      paymentRow('a', { orderRef: null, status: 'canceled', amountMinor: 500n, occurredAt: after(900) }),
    ],
    refunds: [refundRow('a', { amountMinor: 500n })],
  }),
};

export const RAZORPAY_MANDATES: readonly Lifecycle[] = [registered, debited, cardCheck];
