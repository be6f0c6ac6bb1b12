import { findProvider } from '../../../../providers/src/index.ts';
import {
  event,
  order as orderEntity,
  refund as refundEntity,
} from '../../../../providers/src/polar/simulator/scenarios/entities.ts';
import {
  failedThenPaid,
  purchase,
  refund,
} from '../../../../providers/src/polar/simulator/scenarios/purchases.ts';
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

const order = (
  uid: string,
  columns: Partial<ExpectedRows['orders'][number]> = {},
): ExpectedRows['orders'][number] => ({
  orderRef: `a1000000-0000-4000-8000-${uid}`,
  merchantRef: `order-${uid}`,
  merchantRefField: 'metadata.order_id',
  merchantRefWriter: 'merchant',
  customerRef: `d0000000-0000-4000-8000-${uid}`,
  status: 'paid',
  disputed: false,
  currency: 'EUR',
  amountMinor: 4900n,
  paidMinor: 4900n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  createdAt: after(0),
  ...columns,
});
const payment = (
  uid: string,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: `a1000000-0000-4000-8000-${uid}`,
  orderRef: `a1000000-0000-4000-8000-${uid}`,
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 4900n,
  refundedMinor: 0n,
  occurredAt: after(60),
  ...columns,
});
const returned = (
  uid: string,
  number: number,
  columns: Pick<ExpectedRows['refunds'][number], 'amountMinor'> & Partial<ExpectedRows['refunds'][number]>,
): ExpectedRows['refunds'][number] => ({
  refundRef: `c${number}000000-0000-4000-8000-${uid}`,
  paymentRef: `a1000000-0000-4000-8000-${uid}`,
  status: 'succeeded',
  ...columns,
});

const retried: Lifecycle = {
  name: 'an order whose first attempt failed is paid once, by a later attempt that two events announce',
  deliveries: recorded('again', failedThenPaid(context('again')).deliveries),
  rows: rows({ orders: [order('again')], payments: [payment('again', { occurredAt: after(1805) })] }),
};

const givenBack: Lifecycle = {
  name: 'two refunds and the totals of their order give back the whole amount once',
  deliveries: recorded(
    'back',
    only(
      refund(context('back')).deliveries,
      2, // order.paid
      4, // refund.updated, the first one succeeded
      5, // order.refunded, in part
      6, // refund.created, the rest
      7, // order.refunded, in full
    ),
  ),
  rows: rows({
    orders: [order('back', { status: 'refunded', refundedMinor: 4900n })],
    payments: [payment('back', { refundedMinor: 4900n, occurredAt: after(62) })],
    refunds: [
      returned('back', 1, { amountMinor: 2000n, reason: 'customer_request' }),
      returned('back', 2, { amountMinor: 2900n }),
    ],
  }),
};

const bounced = context('bounce');
const sentBack: Lifecycle = {
  name: 'a refund that the bank sends back leaves the order paid',
  deliveries: recorded('bounce', [
    ...only(purchase(bounced), 2),
    event(bounced, {
      type: 'refund.created',
      offset: 600,
      data: refundEntity(bounced, { number: 1, status: 'succeeded', amount: 2000 }),
    }),
    event(bounced, {
      type: 'order.refunded',
      offset: 601,
      data: orderEntity(bounced, { status: 'partially_refunded', refunded: 2000 }),
    }),
    event(bounced, {
      type: 'refund.updated',
      offset: 900,
      data: refundEntity(bounced, { number: 1, status: 'failed', amount: 2000 }),
    }),
    event(bounced, { type: 'order.updated', offset: 901, data: orderEntity(bounced, { status: 'paid' }) }),
  ]),
  rows: rows({
    orders: [order('bounce')],
    payments: [payment('bounce', { occurredAt: after(62) })],
    refunds: [returned('bounce', 1, { amountMinor: 2000n, status: 'failed' })],
  }),
};

const prevented = context('warn');
const disputed: Lifecycle = {
  name: 'a refund that prevents a dispute takes the money once',
  deliveries: recorded('warn', [
    ...only(purchase(prevented), 0, 2),
    ...(['early_warning', 'prevented'] as const).map((status, at) =>
      event(prevented, {
        type: at === 0 ? 'refund.created' : 'refund.updated',
        offset: 600 + at,
        data: refundEntity(prevented, {
          number: 1,
          status: 'succeeded',
          amount: 4900,
          dispute: { id: 'dispute-warn', status, amount: 3984, tax_amount: 916 },
        }),
      }),
    ),
  ]),
  rows: rows({
    orders: [order('warn', { status: 'refunded', refundedMinor: 4900n })],
    payments: [payment('warn', { refundedMinor: 4900n })],
    refunds: [returned('warn', 1, { amountMinor: 4900n, reason: 'dispute_prevention' })],
    disputes: [
      {
        disputeRef: 'dispute-warn',
        paymentRef: 'a1000000-0000-4000-8000-warn',
        status: 'closed',
        amountMinor: 4900n,
        occurredAt: after(601),
      },
    ],
  }),
};

export const POLAR: readonly Lifecycle[] = [retried, givenBack, sentBack, disputed];
