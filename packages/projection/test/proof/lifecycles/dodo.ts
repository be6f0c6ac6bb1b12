import { findProvider } from '../../../../providers/src/index.ts';
import {
  disputeData,
  event,
  paymentData,
  refundData,
} from '../../../../providers/src/dodo/simulator/bodies.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows } from '../lifecycle.ts';

export const DAY = 86_400;
const dodo = findProvider('dodo');

/** Deliveries of one purchase. Their ids sort against the order in which things happened. */
export const recorded = (uid: string, deliveries: readonly { readonly body: Buffer }[]) => {
  if (!dodo) throw new Error('dodo is not registered');
  return read(dodo, deliveries, { headersOf: (index) => ({ 'webhook-id': `msg_${uid}_${9 - index}` }) });
};
export type Data = Parameters<typeof event>[1]['data'];
export const at = (seconds: number, type: string, data: Data) =>
  event(type, { at: new Date(after(seconds)), data });

const order = (
  uid: string,
  columns: Partial<ExpectedRows['orders'][number]>,
): ExpectedRows['orders'][number] => ({
  orderRef: `cks_${uid}`,
  merchantRef: `ORDER-${uid}`,
  merchantRefField: 'metadata.order_id',
  merchantRefWriter: 'buyer',
  customerRef: `cus_${uid}`,
  status: 'paid',
  disputed: false,
  currency: 'EUR',
  amountMinor: 4900n,
  paidMinor: 4900n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  access: 'granted',
  ...columns,
});
export const payment = (
  uid: string,
  columns: Partial<ExpectedRows['payments'][number]>,
): ExpectedRows['payments'][number] => ({
  paymentRef: `pay_${uid}_1`,
  orderRef: `cks_${uid}`,
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 4900n,
  refundedMinor: 0n,
  occurredAt: after(20),
  ...columns,
});
const paid = (uid: string) => at(20, 'payment.succeeded', paymentData(uid));

const bought: Lifecycle = {
  name: 'processing, then paid',
  deliveries: recorded('buy', [
    at(0, 'payment.processing', paymentData('buy', { status: 'processing' })),
    paid('buy'),
  ]),
  rows: rows({ orders: [order('buy', {})], payments: [payment('buy', { providerStatus: 'succeeded' })] }),
};

const givenBack: Lifecycle = {
  name: 'a part is refunded, a further refund fails, and then the rest is refunded',
  deliveries: recorded('back', [
    paid('back'),
    at(300, 'refund.succeeded', refundData('back', { amount: 1900, is_partial: true })),
    at(400, 'refund.failed', refundData('back', { n: 2, amount: 3000, status: 'failed' })),
    at(500, 'refund.succeeded', refundData('back', { n: 3, amount: 3000 })),
  ]),
  rows: rows({
    orders: [order('back', { status: 'refunded', refundedMinor: 4900n, access: 'revoked' })],
    payments: [payment('back', { refundedMinor: 4900n })],
    refunds: [
      { refundRef: 'ref_back_1', paymentRef: 'pay_back_1', status: 'succeeded', amountMinor: 1900n },
      { refundRef: 'ref_back_2', paymentRef: 'pay_back_1', status: 'failed', amountMinor: 3000n },
      { refundRef: 'ref_back_3', paymentRef: 'pay_back_1', status: 'succeeded', amountMinor: 3000n },
    ],
  }),
};

const retried: Lifecycle = {
  name: 'an attempt of a checkout session fails, and the next one pays less, with a discount',
  deliveries: recorded('again', [
    at(0, 'payment.failed', paymentData('again', { status: 'failed', error_code: 'INSUFFICIENT_FUNDS' })),
    at(60, 'payment.processing', paymentData('again', { n: 2, total_amount: 4410 })),
    at(80, 'payment.succeeded', paymentData('again', { n: 2, total_amount: 4410 })),
  ]),
  rows: rows({
    orders: [order('again', { amountMinor: 4410n, paidMinor: 4410n })],
    payments: [
      payment('again', { status: 'failed', failureCode: 'INSUFFICIENT_FUNDS', occurredAt: after(0) }),
      payment('again', { paymentRef: 'pay_again_2', amountMinor: 4410n, occurredAt: after(80) }),
    ],
  }),
};

const chargedBack: Lifecycle = {
  name: 'a dispute is opened, challenged and lost, and then won after all',
  deliveries: recorded('lost', [
    paid('lost'),
    at(DAY, 'dispute.opened', disputeData('lost')),
    at(2 * DAY, 'dispute.challenged', disputeData('lost')),
    at(9 * DAY, 'dispute.lost', disputeData('lost')),
    at(12 * DAY, 'dispute.won', disputeData('lost')),
  ]),
  rows: rows({
    orders: [order('lost', {})],
    payments: [payment('lost', { chargedBackMinor: 0n })],
    disputes: [{ disputeRef: 'dp_lost', paymentRef: 'pay_lost_1', status: 'won', amountMinor: 4900n }],
  }),
};

const resolvedByCard: Lifecycle = {
  name: 'a dispute that the card network resolves by itself takes the money back once, although a refund is reported too',
  deliveries: recorded('rdr', [
    paid('rdr'),
    at(DAY, 'dispute.lost', disputeData('rdr', { dispute_stage: 'pre_dispute', is_resolved_by_rdr: true })),
    at(DAY, 'refund.succeeded', refundData('rdr')),
  ]),
  rows: rows({
    orders: [order('rdr', { status: 'refunded', refundedMinor: 4900n, access: 'revoked' })],
    payments: [payment('rdr', { refundedMinor: 4900n, chargedBackMinor: 0n })],
    refunds: [{ refundRef: 'ref_rdr_1', paymentRef: 'pay_rdr_1', status: 'succeeded', amountMinor: 4900n }],
    disputes: [{ disputeRef: 'dp_rdr', paymentRef: 'pay_rdr_1', status: 'lost', amountMinor: 4900n }],
  }),
};

export const DODO: readonly Lifecycle[] = [bought, givenBack, retried, chargedBack, resolvedByCard];
