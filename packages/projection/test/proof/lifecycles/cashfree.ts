import { findProvider } from '../../../../providers/src/index.ts';
import * as objects from '../../../../providers/src/cashfree/simulator/objects.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const cashfree = findProvider('cashfree');
export const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!cashfree) throw new Error('cashfree is not registered');
  return read(cashfree, deliveries);
};

export const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const ORDER = { orderId: 'order_1', amount: '170.00' };

const attempt = (
  seconds: number,
  status: 'SUCCESS' | 'FAILED' | 'USER_DROPPED',
  given: Partial<Parameters<typeof objects.payment>[0]> & { readonly paymentId: string },
) =>
  objects.delivery(
    `PAYMENT_${status}_WEBHOOK`,
    at(seconds),
    objects.payment({ ...ORDER, status, at: at(seconds), ...given }),
  );
const refund = (seconds: number, id: string, amount: string, status: string) =>
  objects.delivery(
    'REFUND_STATUS_WEBHOOK',
    at(seconds),
    objects.refund({ ...ORDER, paymentId: '51', id, amount, status, at: at(seconds) }),
  );
const autoRefund = (seconds: number, status: string) =>
  objects.delivery('AUTO_REFUND_STATUS_WEBHOOK', at(seconds), {
    auto_refund: {
      cf_refund_id: '79',
      cf_payment_id: '52',
      order_id: 'order_1',
      refund_amount: objects.rupees('170'),
      refund_currency: 'INR',
      refund_type: 'PAYMENT_AUTO_REFUND',
      refund_status: status,
      refund_reason: 'Multiple payments were performed against same order.',
    },
  });
const dispute = (seconds: number, type: string, phase: string, status: string) =>
  objects.delivery(
    type,
    at(seconds),
    objects.dispute({
      ...ORDER,
      paymentId: '51',
      id: '43',
      phase,
      status: `${phase}_${status}`,
      at: at(seconds),
    }),
  );
const orderRow = (columns: Partial<ExpectedRows['orders'][number]> = {}): ExpectedRows['orders'][number] => ({
  orderRef: 'order_1',
  merchantRef: 'order_1',
  merchantRefField: 'order.order_id',
  merchantRefWriter: 'merchant',
  customerRef: 'cust_7112',
  status: 'paid',
  disputed: false,
  currency: 'INR',
  amountMinor: 17_000n,
  paidMinor: 17_000n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...columns,
});
export const paymentRow = (
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: '51',
  orderRef: 'order_1',
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 17_000n,
  refundedMinor: 0n,
  occurredAt: after(20),
  ...columns,
});

const withOffer: Lifecycle = {
  name: 'an offer reduces what is due, and the failure of an earlier attempt is reported after the payment',
  deliveries: recorded([
    attempt(10, 'USER_DROPPED', { paymentId: '50' }),
    attempt(20, 'SUCCESS', {
      paymentId: '51',
      amount: '139.50',
      order: { amount: '170.00', discount: '30.50' },
    }),
    attempt(90, 'FAILED', { paymentId: '49', errorCode: 'TRANSACTION_DECLINED' }),
  ]),
  rows: rows({
    orders: [orderRow({ amountMinor: 13_950n, paidMinor: 13_950n, access: 'granted' })],
    payments: [
      paymentRow({
        paymentRef: '49',
        status: 'failed',
        failureCode: 'TRANSACTION_DECLINED',
        occurredAt: after(90),
      }),
      paymentRow({ paymentRef: '50', status: 'failed', failureCode: 'USER_DROPPED', occurredAt: after(10) }),
      paymentRow({ amountMinor: 13_950n }),
    ],
  }),
};

const givenBack: Lifecycle = {
  name: 'a refund is pending and then paid out, another one pays out the rest, and a third cannot be paid out',
  deliveries: recorded([
    attempt(20, 'SUCCESS', { paymentId: '51' }),
    refund(600, '71', '50.00', 'PENDING'),
    refund(700, '71', '50.00', 'SUCCESS'),
    refund(800, '72', '120.00', 'SUCCESS'),
    refund(900, '73', '1.00', 'CANCELLED'),
  ]),
  rows: rows({
    orders: [orderRow({ status: 'refunded', refundedMinor: 17_000n, access: 'revoked' })],
    payments: [paymentRow({ refundedMinor: 17_000n })],
    refunds: [
      {
        refundRef: '71',
        paymentRef: '51',
        status: 'succeeded',
        amountMinor: 5000n,
        occurredAt: after(700),
      },
      { refundRef: '72', paymentRef: '51', status: 'succeeded', amountMinor: 12_000n },
      { refundRef: '73', paymentRef: '51', status: 'failed', amountMinor: 100n },
    ],
  }),
};

const paidTwice: Lifecycle = {
  name: 'an order is paid twice, and Cashfree gives the second payment back by itself',
  deliveries: recorded([
    attempt(20, 'SUCCESS', { paymentId: '51' }),
    attempt(50, 'SUCCESS', { paymentId: '52' }),
    autoRefund(60, 'INITIATED'),
    autoRefund(900, 'SUCCESS'),
  ]),
  rows: rows({
    orders: [orderRow({ paidMinor: 34_000n, refundedMinor: 17_000n, access: 'granted' })],
    payments: [paymentRow(), paymentRow({ paymentRef: '52', refundedMinor: 17_000n, occurredAt: after(50) })],
    refunds: [{ refundRef: '79', paymentRef: '52', status: 'succeeded', amountMinor: 17_000n }],
  }),
};

const appealed: Lifecycle = {
  name: 'a chargeback is won, and the pre-arbitration that follows is lost',
  deliveries: recorded([
    attempt(20, 'SUCCESS', { paymentId: '51' }),
    dispute(900, 'DISPUTE_CREATED', 'CHARGEBACK', 'CREATED'),
    dispute(1500, 'DISPUTE_CLOSED', 'CHARGEBACK', 'MERCHANT_WON'),
    dispute(2000, 'DISPUTE_UPDATED', 'PRE_ARBITRATION', 'CREATED'),
    dispute(2400, 'DISPUTE_CLOSED', 'PRE_ARBITRATION', 'MERCHANT_LOST'),
  ]),
  rows: rows({
    orders: [orderRow({ status: 'refunded', chargedBackMinor: 17_000n })],
    payments: [paymentRow()],
    disputes: [
      {
        disputeRef: '43',
        paymentRef: '51',
        status: 'lost',
        amountMinor: 17_000n,
        reason: '4855',
        occurredAt: after(2400),
      },
    ],
  }),
};

export const CASHFREE: readonly Lifecycle[] = [withOffer, givenBack, paidTwice, appealed];
