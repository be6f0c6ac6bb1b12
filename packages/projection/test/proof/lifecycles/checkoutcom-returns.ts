import { disputeData, paymentData } from '../../../../providers/src/checkoutcom/simulator/bodies.ts';
import { type Lifecycle, rows } from '../lifecycle.ts';
import { captured, DAY, order, payment, recorded, refunded } from './checkoutcom.ts';

const disputed: Lifecycle = {
  name: 'a dispute is received and lost, and won in arbitration',
  deliveries: recorded('won', [
    captured('won'),
    [DAY, 'dispute_received', disputeData('won')],
    [DAY, 'dispute_evidence_required', disputeData('won')],
    [9 * DAY, 'dispute_lost', disputeData('won')],
    [30 * DAY, 'dispute_arbitration_won', disputeData('won')],
  ]),
  rows: rows({
    orders: [order('won', { merchantRef: 'PARCEL-10' })],
    payments: [payment('won', {})],
    disputes: [
      {
        disputeRef: 'dsp_won',
        paymentRef: 'pay_won',
        status: 'won',
        amountMinor: 10_000n,
        reason: '10.4',
      },
    ],
  }),
};

const unanswered: Lifecycle = {
  name: 'an issuer cancels a dispute and opens another one, which nobody answers',
  deliveries: recorded('lost', [
    captured('lost'),
    [DAY, 'dispute_received', disputeData('lost', { id: 'dsp_first', reason_code: '13.1' })],
    [2 * DAY, 'dispute_canceled', disputeData('lost', { id: 'dsp_first', reason_code: '13.1' })],
    [3 * DAY, 'dispute_received', disputeData('lost')],
    [20 * DAY, 'dispute_expired', disputeData('lost')],
  ]),
  rows: rows({
    orders: [
      order('lost', {
        merchantRef: 'PARCEL-10',
        status: 'refunded',
        chargedBackMinor: 10_000n,
        access: 'revoked',
      }),
    ],
    payments: [payment('lost', { chargedBackMinor: 10_000n })],
    disputes: [
      { disputeRef: 'dsp_first', paymentRef: 'pay_lost', status: 'closed', amountMinor: 10_000n },
      { disputeRef: 'dsp_lost', paymentRef: 'pay_lost', status: 'lost', amountMinor: 10_000n },
    ],
  }),
};

const returned: Lifecycle = {
  name: 'a direct debit is captured, and the bank returns it',
  deliveries: recorded('ach', [
    [0, 'payment_pending', paymentData('ach')],
    captured('ach'),
    refunded('ach', { seconds: 3 * DAY, type: 'payment_returned', amount: 10_000 }),
  ]),
  rows: rows({
    orders: [order('ach', { status: 'refunded', refundedMinor: 10_000n, access: 'revoked' })],
    payments: [payment('ach', { refundedMinor: 10_000n })],
    refunds: [
      {
        refundRef: 'act_ach_r10000',
        paymentRef: 'pay_ach',
        status: 'succeeded',
        amountMinor: 10_000n,
        reason: 'returned',
      },
    ],
  }),
};

export const CHECKOUTCOM_RETURNS: readonly Lifecycle[] = [disputed, unanswered, returned];
