import { after, type ExpectedRows, type Lifecycle, rows } from '../lifecycle.ts';
import { happened, recorded, usd } from './paypal-story.ts';

/** A capture of an order's unit, whole and final, as its own event and as the order shows it. */
const unitCapture = (uid: string, part: string, status: string, value: string) => ({
  id: `${uid}CAP${part}`,
  status,
  amount: usd(value),
  final_capture: true,
  supplementary_data: { related_ids: { order_id: `${uid}ORDER` } },
});
const captured = (
  uid: string,
  {
    part,
    status,
    value,
    seconds,
  }: { readonly part: string; readonly status: string; readonly value: string; readonly seconds: number },
) => happened(`PAYMENT.CAPTURE.${status}`, seconds, unitCapture(uid, part, status, value));

const order = (uid: string, columns: Partial<ExpectedRows['orders'][number]>): ExpectedRows['orders'] => [
  {
    orderRef: `${uid}ORDER`,
    status: 'paid',
    disputed: false,
    currency: 'USD',
    amountMinor: 2000n,
    paidMinor: 2000n,
    refundedMinor: 0n,
    chargedBackMinor: 0n,
    access: 'granted',
    ...columns,
  },
];
const payment = (
  uid: string,
  part: string,
  columns: Pick<ExpectedRows['payments'][number], 'status' | 'amountMinor' | 'occurredAt'> &
    Partial<ExpectedRows['payments'][number]>,
): ExpectedRows['payments'][number] => ({
  paymentRef: `${uid}${part}`,
  orderRef: `${uid}ORDER`,
  subscriptionRef: null,
  refundedMinor: 0n,
  ...columns,
});

const alone: Lifecycle = {
  name: 'a single final capture that nothing stands beside settles its order',
  deliveries: recorded('lone', [
    captured('lone', { part: 'A', status: 'COMPLETED', value: '20.00', seconds: 60 }),
  ]),
  rows: rows({
    orders: order('lone', {}),
    payments: [payment('lone', 'CAPA', { status: 'succeeded', amountMinor: 2000n, occurredAt: after(60) })],
  }),
};

const oneDeclined: Lifecycle = {
  name: 'one unit is captured for good and the other one declined: the order is due both',
  deliveries: recorded('unit', [
    captured('unit', { part: 'A', status: 'COMPLETED', value: '20.00', seconds: 60 }),
    captured('unit', { part: 'B', status: 'DECLINED', value: '30.00', seconds: 61 }),
  ]),
  rows: rows({
    orders: order('unit', { status: 'pending', amountMinor: 5000n, paidMinor: 2000n, access: 'none' }),
    payments: [
      payment('unit', 'CAPA', { status: 'succeeded', amountMinor: 2000n, occurredAt: after(60) }),
      payment('unit', 'CAPB', { status: 'failed', amountMinor: 3000n, occurredAt: after(61) }),
    ],
  }),
};

const triedAgain: Lifecycle = {
  name: 'a declined unit that a later capture of the same amount pays is due once',
  deliveries: recorded('again', [
    captured('again', { part: 'A', status: 'COMPLETED', value: '20.00', seconds: 60 }),
    captured('again', { part: 'B', status: 'DECLINED', value: '30.00', seconds: 61 }),
    captured('again', { part: 'C', status: 'COMPLETED', value: '30.00', seconds: 120 }),
  ]),
  rows: rows({
    orders: order('again', { amountMinor: 5000n, paidMinor: 5000n }),
    payments: [
      payment('again', 'CAPA', { status: 'succeeded', amountMinor: 2000n, occurredAt: after(60) }),
      payment('again', 'CAPB', { status: 'failed', amountMinor: 3000n, occurredAt: after(61) }),
      payment('again', 'CAPC', { status: 'succeeded', amountMinor: 3000n, occurredAt: after(120) }),
    ],
  }),
};

const denied: Lifecycle = {
  name: 'a capture that was pending is denied: nothing was paid',
  deliveries: recorded('deny', [
    captured('deny', { part: 'A', status: 'PENDING', value: '20.00', seconds: 60 }),
    captured('deny', { part: 'A', status: 'DENIED', value: '20.00', seconds: 90 }),
  ]),
  rows: rows({
    orders: order('deny', { status: 'failed', paidMinor: 0n, access: 'none' }),
    payments: [payment('deny', 'CAPA', { status: 'failed', amountMinor: 2000n, occurredAt: after(90) })],
  }),
};

/** An order of two units, the second one refunded in part. */
const bothUnits = (uid: string) => [
  {
    amount: usd('20.00'),
    custom_id: `basket-${uid}`,
    payments: { captures: [unitCapture(uid, 'A', 'COMPLETED', '20.00')] },
  },
  {
    amount: usd('30.00'),
    custom_id: `basket-${uid}`,
    payments: {
      captures: [unitCapture(uid, 'B', 'PARTIALLY_REFUNDED', '30.00')],
      refunds: [{ id: `${uid}REF`, status: 'COMPLETED', amount: usd('5.00') }],
    },
  },
];
const allInOne: Lifecycle = {
  name: 'APPROVED that comes with the completed order counts every capture and refund of every unit, once',
  deliveries: recorded('both', [
    happened('CHECKOUT.ORDER.APPROVED', 60, {
      id: 'bothORDER',
      status: 'COMPLETED',
      purchase_units: bothUnits('both'),
    }),
    captured('both', { part: 'A', status: 'COMPLETED', value: '20.00', seconds: 65 }),
    captured('both', { part: 'B', status: 'COMPLETED', value: '30.00', seconds: 66 }),
    happened('PAYMENT.CAPTURE.REFUNDED', 300, {
      id: 'bothREF',
      status: 'COMPLETED',
      amount: usd('5.00'),
      seller_payable_breakdown: { total_refunded_amount: usd('5.00') },
      links: [{ href: 'https://api.paypal.com/v2/payments/captures/bothCAPB', rel: 'up' }],
    }),
  ]),
  rows: rows({
    orders: order('both', {
      status: 'partially_refunded',
      amountMinor: 5000n,
      paidMinor: 5000n,
      refundedMinor: 500n,
      merchantRef: 'basket-both',
      merchantRefField: 'custom_id',
      merchantRefWriter: 'buyer',
    }),
    payments: [
      payment('both', 'CAPA', { status: 'succeeded', amountMinor: 2000n, occurredAt: after(60) }),
      payment('both', 'CAPB', {
        status: 'succeeded',
        amountMinor: 3000n,
        refundedMinor: 500n,
        occurredAt: after(60),
      }),
    ],
    refunds: [{ refundRef: 'bothREF', paymentRef: 'bothCAPB', status: 'succeeded', amountMinor: 500n }],
  }),
};

const heldByOrder: Lifecycle = {
  name: 'an order that was to be authorized is completed by that, and paid by its capture',
  deliveries: recorded('auth', [
    happened('CHECKOUT.ORDER.COMPLETED', 60, {
      id: 'authORDER',
      intent: 'AUTHORIZE',
      status: 'COMPLETED',
      purchase_units: [
        {
          amount: usd('20.00'),
          payments: { authorizations: [{ id: 'authAUTH', status: 'CREATED', amount: usd('20.00') }] },
        },
      ],
    }),
    happened('PAYMENT.CAPTURE.COMPLETED', 600, {
      ...unitCapture('auth', 'A', 'COMPLETED', '20.00'),
      supplementary_data: { related_ids: { order_id: 'authORDER', authorization_id: 'authAUTH' } },
    }),
  ]),
  rows: rows({
    orders: order('auth', {}),
    payments: [payment('auth', 'CAPA', { status: 'succeeded', amountMinor: 2000n, occurredAt: after(600) })],
  }),
};

const onlyHeld: Lifecycle = {
  name: 'an order that was authorized and not captured is held, not paid',
  deliveries: heldByOrder.deliveries.slice(0, 1),
  rows: rows({
    orders: order('auth', { status: 'authorized', paidMinor: 0n, access: 'none' }),
    payments: [payment('auth', 'AUTH', { status: 'authorized', amountMinor: 2000n, occurredAt: after(60) })],
  }),
};

/** v1 resources: an authorization that is captured for less, and one that runs out. */
const v1 = (state: string, total: string, fields: object = {}) => ({
  state,
  amount: { total, currency: 'USD' },
  ...fields,
});
const v1Authorization: Lifecycle = {
  name: 'a v1 authorization is captured in part and the rest of it runs out: a part has been paid',
  deliveries: recorded('auth1', [
    happened('PAYMENT.AUTHORIZATION.CREATED', 60, {
      id: 'auth1AUTH',
      ...v1('authorized', '50.00', { parent_payment: 'auth1ORDER' }),
    }),
    happened('PAYMENT.CAPTURE.COMPLETED', 600, {
      id: 'auth1CAPA',
      ...v1('completed', '20.00', {
        parent_payment: 'auth1ORDER',
        is_final_capture: false,
        links: [{ href: 'https://api.paypal.com/v1/payments/authorization/auth1AUTH', rel: 'authorization' }],
      }),
    }),
    happened('PAYMENT.AUTHORIZATION.VOIDED', 900, {
      id: 'auth1AUTH',
      ...v1('expired', '50.00', { parent_payment: 'auth1ORDER' }),
    }),
  ]),
  rows: rows({
    orders: order('auth1', { status: 'pending', amountMinor: null, paidMinor: 2000n, access: 'none' }),
    payments: [
      payment('auth1', 'AUTH', { status: 'canceled', amountMinor: 5000n, occurredAt: after(900) }),
      payment('auth1', 'CAPA', { status: 'succeeded', amountMinor: 2000n, occurredAt: after(600) }),
    ],
  }),
};

export const PAYPAL_UNITS: readonly Lifecycle[] = [
  alone,
  oneDeclined,
  triedAgain,
  denied,
  allInOne,
  heldByOrder,
  onlyHeld,
  v1Authorization,
];
