import {
  customerOf,
  delivery,
  orderOf,
  productOf,
  subscriptionOf,
  transactionOf,
} from '../../../../providers/src/creem/simulator/objects.ts';
import { findProvider } from '../../../../providers/src/index.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { after, type ExpectedRows, read, START } from '../lifecycle.ts';

export const DAY = 86_400;
export const WEEK = 7 * DAY;
export const MONTH = 30 * DAY;
const creem = findProvider('creem');
export const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!creem) throw new Error('creem is not registered');
  return read(creem, deliveries);
};
export const time = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);

type Changes = Readonly<Record<string, unknown>>;
export const customer = customerOf('cust_1');

/** A checkout of 24.00 EUR. */
const order = orderOf({
  id: 'ord_1',
  type: 'onetime',
  amount: 2400,
  transaction: 'tran_1',
  createdAt: START,
});
const checkoutObject = { id: 'ch_1', object: 'checkout', request_id: 'shop-1', mode: 'test' };
export const completed = delivery('checkout.completed', {
  at: time(4),
  id: '1',
  object: {
    ...checkoutObject,
    status: 'completed',
    order,
    customer,
    product: productOf('prod_1', 'onetime'),
  },
});
export const refund = (
  number: number,
  seconds: number,
  { amount, total }: { amount: number; total: number },
) =>
  delivery('refund.created', {
    at: time(seconds),
    id: `r${number}`,
    object: {
      id: `ref_${number}`,
      object: 'refund',
      status: 'succeeded',
      refund_amount: amount,
      refund_currency: 'EUR',
      reason: 'requested_by_customer',
      transaction: transactionOf({
        id: 'tran_1',
        type: 'payment',
        amount: 2400,
        refunded: total,
        createdAt: time(3),
        order: 'ord_1',
      }),
      order,
      customer,
      checkout: checkoutObject,
      mode: 'test',
    },
  });

/** The n-th month's transaction of 12.00 EUR. */
export const invoice = (number: number, seconds: number, changes: Changes = {}) =>
  transactionOf({
    id: `tran_${number}`,
    type: 'invoice',
    amount: 1200,
    createdAt: time(seconds),
    subscription: 'sub_1',
    ...changes,
  });
/** A subscription in its n-th month, from 0, of which `paid` months are paid. */
export const subscription = (
  seconds: number,
  type: string,
  { month = 0, paid, ...changes }: { readonly month?: number; readonly paid?: number } & Changes = {},
) =>
  delivery(type, {
    at: time(seconds),
    id: `${type}_${seconds}`,
    object: subscriptionOf({
      id: 'sub_1',
      customer,
      product: productOf('prod_2', 'recurring'),
      period: [time(month * MONTH), time((month + 1) * MONTH)],
      createdAt: START,
      metadata: { order_id: 'shop-2' },
      ...(paid !== undefined && {
        last_transaction_id: `tran_${paid}`,
        last_transaction: invoice(paid, seconds - 1),
      }),
      ...changes,
    }),
  });
export const started = (seconds: number) =>
  delivery('checkout.completed', {
    at: time(seconds),
    id: 'started',
    object: {
      ...checkoutObject,
      request_id: 'shop-2',
      status: 'completed',
      order: orderOf({
        id: 'ord_2',
        type: 'recurring',
        amount: 1200,
        transaction: 'tran_1',
        createdAt: START,
      }),
      customer,
      product: productOf('prod_2', 'recurring'),
      subscription: { id: 'sub_1', object: 'subscription', status: 'active', mode: 'test' },
    },
  });

export const orderRow = (
  columns: Partial<ExpectedRows['orders'][number]>,
): ExpectedRows['orders'][number] => ({
  orderRef: 'ord_1',
  merchantRef: 'shop-1',
  merchantRefField: 'object.request_id',
  merchantRefWriter: 'buyer',
  customerRef: 'cust_1',
  status: 'paid',
  disputed: false,
  currency: 'EUR',
  amountMinor: 2400n,
  paidMinor: 2400n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...columns,
});
export const paymentRow = (
  columns: Partial<ExpectedRows['payments'][number]>,
): ExpectedRows['payments'][number] => ({
  paymentRef: 'tran_1',
  orderRef: null,
  subscriptionRef: 'sub_1',
  status: 'succeeded',
  amountMinor: 1200n,
  refundedMinor: 0n,
  occurredAt: after(6),
  ...columns,
});
export const bought = { orderRef: 'ord_1', subscriptionRef: null, amountMinor: 2400n, occurredAt: after(4) };
export const refundRow = (refundRef: string, amountMinor: bigint): ExpectedRows['refunds'][number] => ({
  refundRef,
  paymentRef: 'tran_1',
  status: 'succeeded',
  amountMinor,
});
export const row = (
  columns: Partial<ExpectedRows['subscriptions'][number]>,
): ExpectedRows['subscriptions'][number] => ({
  subscriptionRef: 'sub_1',
  merchantRef: 'shop-2',
  planRef: 'prod_2',
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
