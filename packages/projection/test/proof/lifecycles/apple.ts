import { findProvider } from '../../../../providers/src/index.ts';
import { transactionId } from '../../../../providers/src/apple/simulator/scenarios/notification.ts';
import {
  charged,
  checkout,
  refund,
  refunded,
  reversed,
} from '../../../../providers/src/apple/simulator/scenarios/purchases.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const context = (uid: string) => ({ uid, startsAt: START });
const apple = findProvider('apple');
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!apple) throw new Error('apple is not registered');
  return read(apple, deliveries);
};

const order = (
  uid: string,
  columns: Partial<ExpectedRows['orders'][number]>,
): ExpectedRows['orders'][number] => ({
  orderRef: transactionId(context(uid), 0),
  merchantRefField: 'appAccountToken',
  merchantRefWriter: 'buyer',
  status: 'paid',
  disputed: false,
  currency: 'EUR',
  amountMinor: 9990n,
  paidMinor: 9990n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  access: 'granted',
  ...columns,
});
const packPayment = (
  uid: string,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: transactionId(context(uid), 0),
  orderRef: transactionId(context(uid), 0),
  subscriptionRef: null,
  status: 'succeeded',
  amountMinor: 9990n,
  refundedMinor: 0n,
  occurredAt: after(0),
  ...columns,
});
const bought: Lifecycle = {
  name: 'a product is bought once',
  deliveries: recorded(checkout(context('buy')).deliveries),
  rows: rows({ orders: [order('buy', {})], payments: [packPayment('buy')] }),
};

const givenBack: Lifecycle = {
  name: 'a part is refunded, and then everything',
  deliveries: recorded(refund(context('back')).deliveries),
  rows: rows({
    orders: [order('back', { status: 'refunded', refundedMinor: 9990n, access: 'revoked' })],
    payments: [packPayment('back', { refundedMinor: 9990n })],
  }),
};

const refundedTwice: Lifecycle = {
  name: 'a refund is reversed, and a part is refunded later',
  deliveries: recorded([
    charged(context('twice')),
    refunded(context('twice'), { at: 600, percentage: 100_000 }),
    reversed(context('twice'), 900),
    refunded(context('twice'), { at: 1200, percentage: 25_000 }),
  ]),
  rows: rows({
    orders: [order('twice', { status: 'partially_refunded', refundedMinor: 2498n, access: 'granted' })],
    payments: [packPayment('twice', { refundedMinor: 2498n })],
  }),
};

export const APPLE: readonly Lifecycle[] = [bought, givenBack, refundedTwice];
