import { findProvider } from '../../../../providers/src/index.ts';
import { checkout, failedThenPaid, refund } from '../../../../providers/src/standard/simulator/scenarios.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const context = (uid: string) => ({ uid, startsAt: START });
const standard = findProvider('standard');
const recorded = (uid: string, deliveries: readonly { readonly body: Buffer }[]) => {
  if (!standard) throw new Error('standard is not registered');
  return read(standard, deliveries, { headersOf: (index) => ({ 'webhook-id': `msg_${uid}_${9 - index}` }) });
};

const order = (
  uid: string,
  columns: Partial<ExpectedRows['orders'][number]>,
): ExpectedRows['orders'][number] => ({
  orderRef: `ord_${uid}`,
  merchantRef: `ord_${uid}`,
  merchantRefField: 'data.orderId',
  merchantRefWriter: 'merchant',
  customerRef: `cus_${uid}`,
  status: 'paid',
  disputed: false,
  currency: 'EUR',
  amountMinor: 10_000n,
  paidMinor: 10_000n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...columns,
});
const payment = (
  uid: string,
  columns: Partial<ExpectedRows['payments'][number]>,
): ExpectedRows['payments'][number] => ({
  paymentRef: `pay_${uid}_1`,
  orderRef: `ord_${uid}`,
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 10_000n,
  refundedMinor: 0n,
  occurredAt: after(0),
  ...columns,
});

const bought: Lifecycle = {
  name: 'pending, then paid',
  deliveries: recorded('buy', checkout(context('buy')).deliveries),
  rows: rows({
    orders: [order('buy', {})],
    payments: [payment('buy', { occurredAt: after(60), providerStatus: 'completed' })],
  }),
};

const givenBack: Lifecycle = {
  name: 'paid, then refunded in full',
  deliveries: recorded('back', refund(context('back')).deliveries),
  rows: rows({
    orders: [order('back', { status: 'refunded', refundedMinor: 10_000n })],
    payments: [payment('back', { refundedMinor: 10_000n })],
  }),
};

const retried: Lifecycle = {
  name: 'a payment fails, another of the same order is paid',
  deliveries: recorded('again', failedThenPaid(context('again')).deliveries),
  rows: rows({
    orders: [order('again', {})],
    payments: [
      payment('again', { status: 'failed' }),
      payment('again', { paymentRef: 'pay_again_2', occurredAt: after(120) }),
    ],
  }),
};

const said = (seconds: number, paymentId: string, status: string) => ({
  body: Buffer.from(
    `{"type":"payment.updated","timestamp":"${after(seconds)}","data":{"paymentId":"${paymentId}","status":"${status}","amount":"100.00","currency":"eur","orderId":"ord_long","customerId":"cus_long"}}`,
  ),
});
const long: Lifecycle = {
  name: 'failed and tried again, an unknown word, pending and paid at one time, one of two payments refunded',
  deliveries: recorded('long', [
    said(0, 'pay_long_1', 'pending'),
    said(10, 'pay_long_1', 'declined'),
    said(20, 'pay_long_1', 'resting'),
    said(30, 'pay_long_1', 'paid'),
    said(30, 'pay_long_1', 'processing'),
    said(40, 'pay_long_2', 'paid'),
    said(50, 'pay_long_2', 'refunded'),
  ]),
  rows: rows({
    orders: [
      order('long', {
        status: 'partially_refunded',
        amountMinor: 20_000n,
        paidMinor: 20_000n,
        refundedMinor: 10_000n,
      }),
    ],
    payments: [
      payment('long', { occurredAt: after(30) }),
      payment('long', { paymentRef: 'pay_long_2', refundedMinor: 10_000n, occurredAt: after(40) }),
    ],
  }),
};

export const STANDARD: readonly Lifecycle[] = [bought, givenBack, retried, long];
