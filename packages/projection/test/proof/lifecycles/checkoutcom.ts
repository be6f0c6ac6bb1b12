import { balances, event, paymentData } from '../../../../providers/src/checkoutcom/simulator/bodies.ts';
import { findProvider } from '../../../../providers/src/index.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows } from '../lifecycle.ts';

export const DAY = 86_400;
const checkoutcom = findProvider('checkoutcom');

type Data = Parameters<typeof event>[1]['data'];
type Happened = readonly [seconds: number, type: string, data: Data];

/** Deliveries of one purchase. Their ids sort against the order in which things happened. */
export function recorded(uid: string, happened: readonly Happened[]) {
  if (!checkoutcom) throw new Error('checkoutcom is not registered');
  const deliveries = happened.map(([seconds, type, data], index): SimulatedDelivery =>
    event(type, { id: `${uid}_${9 - index}`, at: new Date(after(seconds)), data }),
  );
  return read(checkoutcom, deliveries);
}

export const order = (
  uid: string,
  columns: Partial<ExpectedRows['orders'][number]>,
): ExpectedRows['orders'][number] => ({
  orderRef: `pay_${uid}`,
  merchantRef: `ORDER-${uid}`,
  merchantRefField: 'data.reference',
  merchantRefWriter: 'merchant',
  customerRef: `cus_${uid}`,
  status: 'paid',
  disputed: false,
  currency: 'GBP',
  amountMinor: 10_000n,
  paidMinor: 10_000n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  access: 'granted',
  ...columns,
});
export const payment = (
  uid: string,
  columns: Partial<ExpectedRows['payments'][number]>,
): ExpectedRows['payments'][number] => ({
  paymentRef: `pay_${uid}`,
  orderRef: `pay_${uid}`,
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 10_000n,
  refundedMinor: 0n,
  occurredAt: after(10),
  ...columns,
});

const approved = (uid: string, seconds = 5): Happened => [
  seconds,
  'payment_approved',
  paymentData(uid, { balances: balances() }),
];
/** A capture that brings the captured total to this amount. */
export const captured = (
  uid: string,
  {
    seconds = 10,
    amount = 10_000,
    total = amount,
    isFinal = true,
  }: {
    readonly seconds?: number;
    readonly amount?: number;
    readonly total?: number;
    readonly isFinal?: boolean;
  } = {},
): Happened => [
  seconds,
  'payment_captured',
  paymentData(uid, {
    action_id: `act_${uid}_${seconds}`,
    reference: `PARCEL-${seconds}`,
    amount,
    balances: balances({ captured: total, isClosed: isFinal }),
  }),
];
export const refunded = (
  uid: string,
  {
    seconds,
    type,
    amount,
    total,
  }: { readonly seconds: number; readonly type: string; readonly amount: number; readonly total?: number },
): Happened => [
  seconds,
  type,
  paymentData(uid, {
    action_id: `act_${uid}_r${amount}`,
    amount,
    ...(total !== undefined && { balances: balances({ captured: 10_000, refunded: total }) }),
  }),
];

const simultaneous: Lifecycle = {
  name: 'authorized and captured in one millisecond',
  deliveries: recorded('one', [approved('one', 10), captured('one')]),
  rows: rows({ orders: [order('one', {})], payments: [payment('one', {})] }),
};

const asked: Lifecycle = {
  name: 'another payment method: pending, approved by the customer, captured',
  deliveries: recorded('bank', [
    [0, 'payment_pending', paymentData('bank')],
    [4, 'payment_capture_pending', paymentData('bank')],
    captured('bank'),
  ]),
  rows: rows({ orders: [order('bank', {})], payments: [payment('bank', {})] }),
};

const retried: Lifecycle = {
  name: 'an attempt fails, the next one succeeds, and its first capture is declined',
  deliveries: recorded('again', [
    [0, 'payment_retry_scheduled', paymentData('again', { response_code: '20051' })],
    [DAY, 'payment_declined', paymentData('again', { response_code: '20051' })],
    approved('again', 2 * DAY),
    [
      2 * DAY + 5,
      'payment_capture_declined',
      paymentData('again', { action_id: 'act_again_c1', response_code: '20006', balances: balances() }),
    ],
    captured('again', { seconds: 3 * DAY }),
  ]),
  rows: rows({
    orders: [order('again', {})],
    payments: [payment('again', { failureCode: null, occurredAt: after(3 * DAY) })],
  }),
};

const givenBack: Lifecycle = {
  name: 'a part is refunded after a time as pending, a refund is declined, and the rest is refunded',
  deliveries: recorded('back', [
    captured('back'),
    refunded('back', { seconds: DAY, type: 'payment_refund_pending', amount: 3000 }),
    refunded('back', { seconds: 2 * DAY, type: 'payment_refunded', amount: 3000, total: 3000 }),
    refunded('back', { seconds: 3 * DAY, type: 'payment_refund_declined', amount: 2000, total: 3000 }),
    refunded('back', { seconds: 4 * DAY, type: 'payment_refunded', amount: 7000, total: 10_000 }),
  ]),
  rows: rows({
    orders: [
      order('back', {
        merchantRef: 'PARCEL-10',
        status: 'refunded',
        refundedMinor: 10_000n,
        access: 'revoked',
      }),
    ],
    payments: [payment('back', { refundedMinor: 10_000n })],
    refunds: [
      { refundRef: 'act_back_r3000', paymentRef: 'pay_back', status: 'succeeded', amountMinor: 3000n },
      { refundRef: 'act_back_r2000', paymentRef: 'pay_back', status: 'failed', amountMinor: 2000n },
      { refundRef: 'act_back_r7000', paymentRef: 'pay_back', status: 'succeeded', amountMinor: 7000n },
    ],
  }),
};

const inParts: Lifecycle = {
  name: 'captured in two parts of 60.00 and 25.00, and the rest is released: the order is due what was captured',
  deliveries: recorded('part', [
    approved('part'),
    captured('part', { amount: 6000, isFinal: false }),
    captured('part', { seconds: DAY, amount: 2500, total: 8500, isFinal: false }),
    [
      2 * DAY,
      'payment_voided',
      paymentData('part', {
        action_id: 'act_part_v',
        amount: 1500,
        balances: balances({ captured: 8500, voided: 1500 }),
      }),
    ],
  ]),
  rows: rows({
    orders: [order('part', { amountMinor: 8500n, paidMinor: 8500n })],
    payments: [payment('part', { amountMinor: 8500n })],
  }),
};

const released: Lifecycle = {
  name: 'an authorization is incremented, released in part, and then as a whole',
  deliveries: recorded('void', [
    approved('void'),
    [
      20,
      'payment_authorization_incremented',
      paymentData('void', { amount: 2500, balances: balances({ authorized: 12_500 }) }),
    ],
    [
      30,
      'payment_voided',
      paymentData('void', { amount: 500, balances: balances({ authorized: 12_500, voided: 500 }) }),
    ],
    [
      40,
      'payment_voided',
      paymentData('void', { amount: 12_000, balances: balances({ authorized: 12_500, voided: 12_500 }) }),
    ],
  ]),
  rows: rows({
    orders: [order('void', { status: 'canceled', amountMinor: 12_000n, paidMinor: 0n, access: 'none' })],
    payments: [payment('void', { status: 'canceled', amountMinor: 12_000n, occurredAt: after(40) })],
  }),
};

export const CHECKOUTCOM: readonly Lifecycle[] = [simultaneous, asked, retried, givenBack, inParts, released];
