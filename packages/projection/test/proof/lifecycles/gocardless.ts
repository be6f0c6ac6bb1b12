import { simulatedRefundId } from '../../../../providers/src/gocardless/simulator/simulated-api.ts';
import { after, type Lifecycle, rows } from '../lifecycle.ts';
import { answered, type Happened, order, payment, paymentOf, recorded, signed } from './gocardless-story.ts';

const bought: Lifecycle = {
  name: 'a payment is collected and paid out, and its amounts are confirmed at any time',
  deliveries: recorded('buy', [
    signed('buy', 'created', 0),
    signed('buy', 'confirmed', 600),
    answered('buy', 'confirmed', 600),
    signed('buy', 'paid_out', 1200),
    answered('buy', 'paid_out', 1200),
  ]),
  rows: rows({
    orders: [order('buy', { access: 'granted' })],
    payments: [payment('buy', { providerStatus: 'paid_out' })],
  }),
};

const lateFailure: Lifecycle = {
  name: 'a payment fails after it was confirmed and paid out: all of its money goes back',
  deliveries: recorded('late', [
    answered('late', 'created', 0),
    answered('late', 'confirmed', 600),
    answered('late', 'paid_out', 700),
    signed('late', 'failed', 900, 'refer_to_payer'),
    answered('late', 'failed', 900, 'refer_to_payer'),
  ]),
  rows: rows({
    orders: [order('late', { status: 'refunded', refundedMinor: 4500n, access: 'revoked' })],
    payments: [payment('late', { refundedMinor: 4500n })],
  }),
};

const tryAgain: Lifecycle = {
  name: 'a late failure is tried again, and the second attempt is confirmed',
  deliveries: recorded('again', [
    answered('again', 'confirmed', 600),
    signed('again', 'failed', 900, 'refer_to_payer'),
    signed('again', 'resubmission_requested', 1000),
    signed('again', 'confirmed', 1500),
    answered('again', 'confirmed', 1500),
  ]),
  rows: rows({
    orders: [order('again', { access: 'granted' })],
    payments: [payment('again')],
  }),
};

const failedThenPaid: Lifecycle = {
  name: 'a payment fails, is tried again and is confirmed',
  deliveries: recorded('retry', [
    answered('retry', 'created', 0),
    signed('retry', 'failed', 300, 'insufficient_funds'),
    signed('retry', 'resubmission_requested', 500),
    signed('retry', 'confirmed', 600),
    answered('retry', 'confirmed', 600),
  ]),
  rows: rows({
    orders: [order('retry')],
    payments: [payment('retry', { failureCode: null, providerStatus: 'confirmed' })],
  }),
};

const failed: Lifecycle = {
  name: 'a payment fails for good, and nothing is refunded',
  deliveries: recorded('poor', [
    answered('poor', 'created', 0),
    signed('poor', 'submitted', 100),
    answered('poor', 'failed', 300, 'insufficient_funds'),
  ]),
  rows: rows({
    orders: [order('poor', { status: 'failed', paidMinor: 0n })],
    payments: [
      payment('poor', { status: 'failed', failureCode: 'insufficient_funds', occurredAt: after(300) }),
    ],
  }),
};

const refundOf = (uid: string, number: number, amountMinor: number) =>
  simulatedRefundId(number, amountMinor, paymentOf(uid));
const refund = (
  uid: string,
  action: string,
  {
    number,
    amountMinor,
    offset,
  }: { readonly number: number; readonly amountMinor: number; readonly offset: number },
): Happened => {
  const id = refundOf(uid, number, amountMinor);
  return { resource: 'refunds', action, offset, links: { refund: id }, answers: [['refunds', id]] };
};

const givenBack: Lifecycle = {
  name: 'a part is refunded, then the rest',
  deliveries: recorded('back', [
    answered('back', 'confirmed', 600),
    refund('back', 'created', { number: 1, amountMinor: 2000, offset: 1000 }),
    refund('back', 'paid', { number: 1, amountMinor: 2000, offset: 1400 }),
    refund('back', 'paid', { number: 2, amountMinor: 2500, offset: 2400 }),
    answered('back', 'paid_out', 2600),
  ]),
  rows: rows({
    orders: [order('back', { status: 'refunded', refundedMinor: 4500n })],
    payments: [payment('back', { refundedMinor: 4500n })],
    refunds: [
      {
        refundRef: refundOf('back', 1, 2000),
        paymentRef: paymentOf('back'),
        status: 'succeeded',
        amountMinor: 2000n,
      },
      {
        refundRef: refundOf('back', 2, 2500),
        paymentRef: paymentOf('back'),
        status: 'succeeded',
        amountMinor: 2500n,
      },
    ],
  }),
};

const refundFailsToo: Lifecycle = {
  name: 'a refund is on its way when the payment fails late, and then fails itself: everything went back once',
  deliveries: recorded('both', [
    answered('both', 'confirmed', 600),
    refund('both', 'created', { number: 1, amountMinor: 2000, offset: 800 }),
    signed('both', 'failed', 900, 'refer_to_payer'),
    refund('both', 'failed', { number: 1, amountMinor: 2000, offset: 1000 }),
  ]),
  rows: rows({
    orders: [order('both', { status: 'refunded', refundedMinor: 4500n })],
    payments: [payment('both', { refundedMinor: 4500n })],
    refunds: [
      {
        refundRef: refundOf('both', 1, 2000),
        paymentRef: paymentOf('both'),
        status: 'failed',
        amountMinor: 2000n,
      },
    ],
  }),
};

const chargedBack: Lifecycle = {
  name: 'a payment is charged back',
  deliveries: recorded('taken', [
    answered('taken', 'confirmed', 600),
    signed('taken', 'charged_back', 1800, 'refund_requested'),
    answered('taken', 'charged_back', 1800, 'refund_requested'),
  ]),
  rows: rows({
    orders: [order('taken', { status: 'refunded', chargedBackMinor: 4500n, access: 'revoked' })],
    payments: [payment('taken', { chargedBackMinor: 4500n, providerStatus: 'charged_back' })],
    disputes: [
      {
        disputeRef: paymentOf('taken'),
        paymentRef: paymentOf('taken'),
        status: 'lost',
        amountMinor: 4500n,
        reason: 'refund_requested',
      },
    ],
  }),
};

const chargebackWithdrawn: Lifecycle = {
  name: 'a chargeback is withdrawn, whose amount is confirmed at any time',
  deliveries: recorded('kept', [
    answered('kept', 'confirmed', 600),
    signed('kept', 'charged_back', 1800, 'refund_requested'),
    answered('kept', 'charged_back', 1800, 'refund_requested'),
    signed('kept', 'chargeback_cancelled', 2400),
  ]),
  rows: rows({
    orders: [order('kept', { access: 'granted' })],
    payments: [payment('kept')],
    disputes: [
      { disputeRef: paymentOf('kept'), paymentRef: paymentOf('kept'), status: 'won', amountMinor: 4500n },
    ],
  }),
};

const inOneMillisecond: Lifecycle = {
  name: 'failed, tried again and confirmed in one millisecond is paid',
  deliveries: recorded('once', [
    signed('once', 'failed', 600, 'insufficient_funds'),
    signed('once', 'resubmission_requested', 600),
    signed('once', 'confirmed', 600),
    answered('once', 'confirmed', 600),
  ]),
  rows: rows({ orders: [order('once')], payments: [payment('once')] }),
};

const withoutToken: Lifecycle = {
  name: 'without an access token a confirmed payment is pending, and nothing is paid',
  deliveries: recorded(
    'blind',
    [
      signed('blind', 'created', 0),
      signed('blind', 'submitted', 100),
      signed('blind', 'confirmed', 600),
      signed('blind', 'paid_out', 700),
    ],
    {},
  ),
  rows: rows({
    orders: [order('blind', { status: 'pending', currency: null, amountMinor: null, paidMinor: 0n })],
    payments: [
      payment('blind', {
        status: 'pending',
        providerStatus: 'paid_out',
        amountMinor: null,
        occurredAt: after(0),
      }),
    ],
  }),
};

export const GOCARDLESS: readonly Lifecycle[] = [
  bought,
  lateFailure,
  tryAgain,
  failedThenPaid,
  failed,
  givenBack,
  refundFailsToo,
  chargedBack,
  chargebackWithdrawn,
  inOneMillisecond,
  withoutToken,
];
