import { findProvider } from '../../../../providers/src/index.ts';
import { adjustment, event } from '../../../../providers/src/paddle/simulator/scenarios/entities.ts';
import {
  failedThenPaid,
  purchase,
  refund,
} from '../../../../providers/src/paddle/simulator/scenarios/purchases.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const context = (uid: string) => ({ uid, startsAt: START });
const paddle = findProvider('paddle');
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!paddle) throw new Error('paddle is not registered');
  return read(paddle, deliveries);
};
/** Those of a story whose places are named, in its order. */
const only = (deliveries: readonly SimulatedDelivery[], ...places: number[]) =>
  places.flatMap((place) => deliveries[place] ?? []);

const order = (
  uid: string,
  columns: Partial<ExpectedRows['orders'][number]> = {},
): ExpectedRows['orders'][number] => ({
  orderRef: `txn_${uid}`,
  merchantRef: `order-${uid}`,
  merchantRefField: 'custom_data.order_id',
  merchantRefWriter: 'buyer',
  customerRef: `ctm_${uid}`,
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
  paymentRef: `txn_${uid}`,
  orderRef: `txn_${uid}`,
  subscriptionRef: null,
  status: 'succeeded',
  providerStatus: 'completed',
  amountMinor: 4900n,
  refundedMinor: 0n,
  occurredAt: after(60),
  ...columns,
});
const retried: Lifecycle = {
  name: 'a declined attempt and a captured one are one payment, announced as paid and as completed',
  deliveries: recorded(failedThenPaid(context('again')).deliveries),
  rows: rows({
    orders: [order('again')],
    payments: [payment('again', { failureCode: null, occurredAt: after(183) })],
  }),
};

const givenBack: Lifecycle = {
  name: 'a refund counts when Paddle approves it, and a second one gives back the rest',
  deliveries: recorded(refund(context('back')).deliveries),
  rows: rows({
    orders: [order('back', { status: 'refunded', refundedMinor: 4900n })],
    payments: [payment('back', { refundedMinor: 4900n })],
    refunds: [
      { refundRef: 'adj_backa', paymentRef: 'txn_back', status: 'succeeded', amountMinor: 2000n },
      { refundRef: 'adj_backb', paymentRef: 'txn_back', status: 'succeeded', amountMinor: 2900n },
    ],
  }),
};

const rejected = context('part');
const partlyBack: Lifecycle = {
  name: 'a refund that Paddle rejects gives nothing back, another one a part',
  deliveries: recorded([
    ...only(purchase(rejected, 60), 1),
    ...(
      [
        ['adjustment.created', 600, 'ra', 'a', 'pending_approval', 4900],
        ['adjustment.updated', 700, 'rb', 'a', 'rejected', 4900],
        ['adjustment.created', 800, 'rc', 'b', 'approved', 1000],
      ] as const
    ).map(([type, offset, name, id, status, amount]) =>
      event(rejected, {
        type,
        offset,
        name,
        data: adjustment(rejected, { id, action: 'refund', status, amount }),
      }),
    ),
  ]),
  rows: rows({
    orders: [order('part', { status: 'partially_refunded', refundedMinor: 1000n })],
    payments: [payment('part', { refundedMinor: 1000n, occurredAt: after(63) })],
    refunds: [
      { refundRef: 'adj_parta', paymentRef: 'txn_part', status: 'failed', amountMinor: 4900n },
      { refundRef: 'adj_partb', paymentRef: 'txn_part', status: 'succeeded', amountMinor: 1000n },
    ],
  }),
};

const dispute = context('lost');
const disputed: Lifecycle = {
  name: 'a chargeback that was announced takes the money, and its reversal gives it back',
  deliveries: recorded([
    ...only(purchase(dispute, 60), 0),
    ...(
      [
        ['chargeback_warning', 600],
        ['chargeback', 2400],
        ['chargeback_reverse', 3000],
      ] as const
    ).map(([action, offset]) =>
      event(dispute, {
        type: 'adjustment.created',
        offset,
        name: action,
        data: adjustment(dispute, { id: action, action, status: 'approved', amount: 4900 }),
      }),
    ),
  ]),
  rows: rows({
    orders: [order('lost')],
    payments: [payment('lost', { providerStatus: 'paid' })],
    disputes: [
      {
        disputeRef: 'txn_lost',
        paymentRef: 'txn_lost',
        status: 'won',
        amountMinor: 4900n,
        occurredAt: after(3000),
      },
    ],
  }),
};

export const PADDLE: readonly Lifecycle[] = [retried, givenBack, partlyBack, disputed];
