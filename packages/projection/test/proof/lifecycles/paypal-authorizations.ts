import {
  type Happening,
  captured,
  orderApproved,
  refunded,
} from '../../../../providers/src/paypal/simulator/scenarios/events.ts';
import { after, type ExpectedRows, type Lifecycle, rows } from '../lifecycle.ts';
import { changed, context, eur, recorded } from './paypal-story.ts';

const authorization = (
  uid: string,
  seconds: number,
  step: 'CREATED' | 'VOIDED',
  value: string,
): Happening => ({
  type: `PAYMENT.AUTHORIZATION.${step}`,
  resourceType: 'authorization',
  resourceVersion: '2.0',
  summary: 'An authorization',
  after: seconds,
  resource: {
    id: `${uid}AUTH1`,
    status: step,
    amount: eur(value),
    supplementary_data: { related_ids: { order_id: `${uid}ORDER` } },
  },
});

/** A capture of that authorization; `part` counts from 1. */
const capture = (uid: string, seconds: number, part: number, value: string, isFinal: boolean): Happening =>
  changed(captured(context(uid), seconds, { id: `${uid}CAPT${part}`, value, status: 'COMPLETED' }), {
    final_capture: isFinal,
    supplementary_data: { related_ids: { order_id: `${uid}ORDER`, authorization_id: `${uid}AUTH1` } },
  });

const order = (uid: string, columns: Partial<ExpectedRows['orders'][number]>): ExpectedRows['orders'] => [
  {
    orderRef: `${uid}ORDER`,
    status: 'paid',
    disputed: false,
    currency: 'EUR',
    amountMinor: 5000n,
    paidMinor: 5000n,
    refundedMinor: 0n,
    chargedBackMinor: 0n,
    ...columns,
  },
];
const payment = (
  uid: string,
  id: string,
  columns: Pick<ExpectedRows['payments'][number], 'status' | 'amountMinor' | 'occurredAt'> &
    Partial<ExpectedRows['payments'][number]>,
): ExpectedRows['payments'][number] => ({
  paymentRef: `${uid}${id}`,
  orderRef: `${uid}ORDER`,
  subscriptionRef: null,
  refundedMinor: 0n,
  ...columns,
});

const atOnce: Lifecycle = {
  name: 'an authorization that is captured in full is one payment with its capture, and is refunded as that',
  deliveries: recorded('whole', [
    orderApproved(context('whole'), 60, '50.00'),
    authorization('whole', 61, 'CREATED', '50.00'),
    capture('whole', 600, 1, '50.00', true),
    refunded(context('whole'), 900, '10.00'),
  ]),
  rows: rows({
    orders: order('whole', { status: 'partially_refunded', refundedMinor: 1000n }),
    payments: [
      payment('whole', 'CAPT1', {
        status: 'succeeded',
        amountMinor: 5000n,
        refundedMinor: 1000n,
        occurredAt: after(600),
      }),
    ],
    refunds: [{ refundRef: 'wholeRFND1', paymentRef: 'wholeCAPT1', status: 'succeeded', amountMinor: 1000n }],
  }),
};

const inParts: Lifecycle = {
  name: 'an authorization that is captured in parts ends as the last of them',
  deliveries: recorded('part', [
    orderApproved(context('part'), 60, '50.00'),
    authorization('part', 61, 'CREATED', '50.00'),
    capture('part', 600, 1, '20.00', false),
    capture('part', 900, 2, '30.00', true),
  ]),
  rows: rows({
    orders: order('part', {}),
    payments: [
      payment('part', 'CAPT1', { status: 'succeeded', amountMinor: 2000n, occurredAt: after(600) }),
      payment('part', 'CAPT2', { status: 'succeeded', amountMinor: 3000n, occurredAt: after(900) }),
    ],
  }),
};

const letGo: Lifecycle = {
  name: 'an authorization is captured in part and the rest of it is voided: a part has been paid',
  deliveries: recorded('rest', [
    orderApproved(context('rest'), 60, '50.00'),
    authorization('rest', 61, 'CREATED', '50.00'),
    capture('rest', 600, 1, '20.00', false),
    authorization('rest', 900, 'VOIDED', '50.00'),
  ]),
  rows: rows({
    orders: order('rest', { status: 'pending', paidMinor: 2000n }),
    payments: [
      payment('rest', 'AUTH1', { status: 'canceled', amountMinor: 5000n, occurredAt: after(900) }),
      payment('rest', 'CAPT1', { status: 'succeeded', amountMinor: 2000n, occurredAt: after(600) }),
    ],
  }),
};

const usedUp: Lifecycle = {
  name: 'an authorization that captures have used up, none of them called final, is gone, and they are what was paid',
  deliveries: recorded('used', [
    orderApproved(context('used'), 60, '50.00'),
    authorization('used', 61, 'CREATED', '50.00'),
    capture('used', 600, 1, '20.00', false),
    capture('used', 900, 2, '30.00', false),
  ]),
  rows: rows({
    orders: order('used', {}),
    payments: [
      payment('used', 'CAPT1', { status: 'succeeded', amountMinor: 2000n, occurredAt: after(600) }),
      payment('used', 'CAPT2', { status: 'succeeded', amountMinor: 3000n, occurredAt: after(900) }),
    ],
  }),
};

const usedUpAlone: Lifecycle = {
  name: 'an authorization that is used up settles an order whose amount nobody has reported',
  deliveries: recorded('solo', [
    authorization('solo', 61, 'CREATED', '50.00'),
    capture('solo', 600, 1, '50.00', false),
  ]),
  rows: rows({
    orders: order('solo', {}),
    payments: [payment('solo', 'CAPT1', { status: 'succeeded', amountMinor: 5000n, occurredAt: after(600) })],
  }),
};

const forLess: Lifecycle = {
  name: 'a final capture lets go of the rest of its authorization, and the order is due what was captured',
  deliveries: recorded('less', [
    orderApproved(context('less'), 60, '50.00'),
    authorization('less', 61, 'CREATED', '50.00'),
    capture('less', 600, 1, '10.00', false),
    capture('less', 900, 2, '20.00', true),
  ]),
  rows: rows({
    orders: order('less', { amountMinor: 3000n, paidMinor: 3000n }),
    payments: [
      payment('less', 'CAPT1', { status: 'succeeded', amountMinor: 1000n, occurredAt: after(600) }),
      payment('less', 'CAPT2', { status: 'succeeded', amountMinor: 2000n, occurredAt: after(900) }),
    ],
  }),
};

export const PAYPAL_AUTHORIZATIONS: readonly Lifecycle[] = [
  atOnce,
  inParts,
  letGo,
  usedUp,
  usedUpAlone,
  forLess,
];
