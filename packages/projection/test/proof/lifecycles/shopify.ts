import { findProvider } from '../../../../providers/src/index.ts';
import * as objects from '../../../../providers/src/shopify/simulator/objects.ts';
import { checkout } from '../../../../providers/src/shopify/simulator/scenarios.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const shopify = findProvider('shopify');
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!shopify) throw new Error('shopify is not registered');
  return read(shopify, deliveries);
};

const at = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
const euros = (amount: string) => ({ amount, currency: 'EUR' });
const PRICE = euros('59.90');

const order = (seconds: number, state: Partial<Parameters<typeof objects.order>[0]> & { status: string }) =>
  objects.delivery(
    'order',
    at(seconds),
    objects.order({ id: '100', number: '1042', price: PRICE, createdAt: at(0), at: at(seconds), ...state }),
  );
type Step = Partial<Parameters<typeof objects.transaction>[0]>;
const body = (seconds: number, given: Step) =>
  objects.transaction({
    id: '201',
    orderId: '100',
    kind: 'sale',
    status: 'success',
    price: PRICE,
    at: at(seconds),
    ...given,
  });
const transaction = (seconds: number, given: Step = {}) =>
  objects.delivery('order_transaction', at(seconds), body(seconds, given));
const back = (id: string, amount: string, parentId = '201'): Step => ({
  id,
  kind: 'refund',
  parentId,
  price: euros(amount),
});
const refund = (seconds: number, ...given: readonly Step[]) =>
  objects.delivery(
    'refund',
    at(seconds),
    objects.refund({
      id: '900',
      orderId: '100',
      at: at(seconds),
      transactions: given.map((step) => body(seconds, step)),
    }),
  );
const dispute = (
  amount: string,
  state: Pick<Parameters<typeof objects.dispute>[0], 'status' | 'finalizedAt'>,
) =>
  objects.delivery(
    'dispute',
    state.finalizedAt ?? at(900),
    objects.dispute({ id: '800', orderId: '100', price: euros(amount), initiatedAt: at(900), ...state }),
  );

const orderRow = (columns: Partial<ExpectedRows['orders'][number]> = {}): ExpectedRows['orders'][number] => ({
  orderRef: '100',
  merchantRef: 'cart-1042',
  merchantRefField: 'note_attributes.order_id',
  merchantRefWriter: 'buyer',
  customerRef: '115310627314723954',
  status: 'paid',
  disputed: false,
  currency: 'EUR',
  amountMinor: 5990n,
  paidMinor: 5990n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...columns,
});
const paymentRow = (
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: '201',
  orderRef: '100',
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 5990n,
  refundedMinor: 0n,
  occurredAt: after(2),
  ...columns,
});

const bought: Lifecycle = {
  name: 'created before its payment, paid, and reported as paid within the second of the payment',
  deliveries: recorded(checkout({ uid: 'b', startsAt: START }).deliveries),
  rows: rows({
    orders: [orderRow({ orderRef: '110', merchantRef: 'cart-b', providerStatus: 'paid', access: 'granted' })],
    payments: [paymentRow({ paymentRef: '111', orderRef: '110' })],
  }),
};

const givenBack: Lifecycle = {
  name: 'a refund is pending until its transaction succeeds, and another one gives back the rest',
  deliveries: recorded([
    transaction(2),
    order(2, { status: 'paid' }),
    refund(600, { ...back('301', '20.00'), status: 'pending' }),
    transaction(700, back('301', '20.00')),
    refund(900, back('302', '39.90')),
  ]),
  rows: rows({
    orders: [orderRow({ status: 'refunded', refundedMinor: 5990n, access: 'revoked' })],
    payments: [paymentRow({ refundedMinor: 5990n })],
    refunds: [
      {
        refundRef: '301',
        paymentRef: '201',
        status: 'succeeded',
        amountMinor: 2000n,
        occurredAt: after(700),
      },
      {
        refundRef: '302',
        paymentRef: '201',
        status: 'succeeded',
        amountMinor: 3990n,
        occurredAt: after(900),
      },
    ],
  }),
};

const retried: Lifecycle = {
  name: 'a card is declined, another pays',
  deliveries: recorded([
    order(0, { status: 'pending' }),
    transaction(30, { id: '202', status: 'failure', errorCode: 'card_declined' }),
    transaction(90),
    order(91, { status: 'paid' }),
  ]),
  rows: rows({
    orders: [orderRow()],
    payments: [
      paymentRow({ occurredAt: after(90) }),
      paymentRow({
        paymentRef: '202',
        status: 'failed',
        failureCode: 'card_declined',
        occurredAt: after(30),
      }),
    ],
  }),
};

const captured: Lifecycle = {
  name: 'an authorization is captured in full and refunded in part',
  deliveries: recorded([
    order(0, { status: 'authorized' }),
    transaction(2, { kind: 'authorization' }),
    transaction(600, { id: '202', kind: 'capture', parentId: '201' }),
    refund(900, back('301', '10.00', '202')),
  ]),
  rows: rows({
    orders: [orderRow({ status: 'partially_refunded', refundedMinor: 1000n })],
    payments: [paymentRow({ paymentRef: '202', refundedMinor: 1000n, occurredAt: after(600) })],
    refunds: [{ refundRef: '301', paymentRef: '202', status: 'succeeded', amountMinor: 1000n }],
  }),
};

const voided: Lifecycle = {
  name: 'an authorization is voided by a refund, and the order is cancelled',
  deliveries: recorded([
    order(0, { status: 'authorized' }),
    transaction(2, { kind: 'authorization' }),
    refund(600, { id: '301', kind: 'void', parentId: '201', price: euros('0.00') }),
    order(601, { status: 'voided', cancelledAt: at(600) }),
  ]),
  rows: rows({
    orders: [orderRow({ status: 'canceled', paidMinor: 0n, providerStatus: 'voided', access: 'none' })],
    payments: [paymentRow({ status: 'canceled', occurredAt: after(600) })],
  }),
};

const lost: Lifecycle = {
  name: 'a gift card and a card pay, and the payment by card is lost in a dispute that names only the order',
  deliveries: recorded([
    transaction(2, { price: euros('20.00'), gateway: 'gift_card' }),
    transaction(3, { id: '202', price: euros('39.90') }),
    order(3, { status: 'paid' }),
    dispute('39.90', { status: 'needs_response' }),
    dispute('39.90', { status: 'lost', finalizedAt: at(2400) }),
  ]),
  rows: rows({
    orders: [orderRow({ status: 'partially_refunded', chargedBackMinor: 3990n })],
    payments: [
      paymentRow({ amountMinor: 2000n }),
      paymentRow({ paymentRef: '202', amountMinor: 3990n, chargedBackMinor: 3990n, occurredAt: after(3) }),
    ],
    disputes: [
      {
        disputeRef: '800',
        paymentRef: '202',
        status: 'lost',
        amountMinor: 3990n,
        occurredAt: after(2400),
      },
    ],
  }),
};

const removed: Lifecycle = {
  name: 'an item is removed before payment, and a part of what was paid is refunded',
  deliveries: recorded([
    order(0, { status: 'pending' }),
    order(60, { status: 'pending', current: '29.90' }),
    transaction(90, { price: euros('29.90') }),
    transaction(600, back('301', '9.90')),
    order(601, {
      status: 'partially_refunded',
      current: '20.00',
      refunds: [{ transactions: [{ kind: 'refund', status: 'success', ...euros('9.90') }] }],
    }),
  ]),
  rows: rows({
    orders: [
      orderRow({
        status: 'partially_refunded',
        amountMinor: 2990n,
        paidMinor: 2990n,
        refundedMinor: 990n,
      }),
    ],
    payments: [paymentRow({ amountMinor: 2990n, refundedMinor: 990n, occurredAt: after(90) })],
    refunds: [{ refundRef: '301', paymentRef: '201', status: 'succeeded', amountMinor: 990n }],
  }),
};

const inOneSecond: Lifecycle = {
  name: 'pending, failed, paid and cancelled within one second: the money decides',
  deliveries: recorded([
    order(2, { status: 'pending' }),
    transaction(2, { status: 'failure', errorCode: 'processing_error' }),
    transaction(2),
    order(2, { status: 'paid' }),
    order(2, { status: 'paid', cancelledAt: at(2) }),
  ]),
  rows: rows({
    orders: [orderRow()],
    payments: [paymentRow()],
  }),
};

export const SHOPIFY: readonly Lifecycle[] = [
  bought,
  givenBack,
  retried,
  captured,
  voided,
  lost,
  removed,
  inOneSecond,
];
