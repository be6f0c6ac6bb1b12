import { findProvider } from '../../../../providers/src/index.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import {
  delivery,
  invoiceOf,
  orderOf,
  spell,
  subscriptionOf,
} from '../../../../providers/src/lemonsqueezy/simulator/objects.ts';
import { after, type ExpectedRows, read, START } from '../lifecycle.ts';

export const MONTH = 30 * 86_400;
export const WEEK = 7 * 86_400;
const lemonsqueezy = findProvider('lemonsqueezy');
export const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!lemonsqueezy) throw new Error('lemonsqueezy is not registered');
  return read(lemonsqueezy, deliveries);
};
export const time = (seconds: number): Date => new Date(START.getTime() + seconds * 1000);
export const written = (seconds: number): string => spell(time(seconds));

type Changes = Readonly<Record<string, unknown>>;
const ORDER = { id: 11, customerId: 33, createdAt: START };
export const order = (seconds: number, type: string, { total = 900, refunded = 0 } = {}) =>
  delivery(type, { at: time(seconds), of: orderOf({ ...ORDER, total, refunded }), merchantRef: 'shop-1' });
/** The first cycle begins at the start. */
export const subscription = (seconds: number, type: string, changes: Changes = {}) =>
  delivery(type, {
    at: time(seconds),
    of: subscriptionOf({
      id: 22,
      orderId: 11,
      customerId: 33,
      createdAt: START,
      renewsAt: time(MONTH),
      ...changes,
    }),
    merchantRef: 'shop-1',
  });
/** The first invoice is made after 1 s, the second one 5 s after the first cycle. */
export const invoice = (seconds: number, number: 1 | 2, type: string, changes: Changes = {}) =>
  delivery(type, {
    at: time(seconds),
    of: invoiceOf({
      id: 43 + number,
      subscriptionId: 22,
      customerId: 33,
      total: 900,
      reason: number === 1 ? 'initial' : 'renewal',
      createdAt: time(number === 1 ? 1 : MONTH + 5),
      ...changes,
    }),
    merchantRef: 'shop-1',
  });

export const orderRow = (
  columns: Partial<ExpectedRows['orders'][number]>,
): ExpectedRows['orders'][number] => ({
  orderRef: '11',
  merchantRef: 'shop-1',
  merchantRefField: 'meta.custom_data.order_id',
  merchantRefWriter: 'buyer',
  customerRef: '33',
  status: 'paid',
  disputed: false,
  currency: 'EUR',
  amountMinor: 2900n,
  paidMinor: 2900n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...columns,
});
export const paymentRow = (
  columns: Partial<ExpectedRows['payments'][number]>,
): ExpectedRows['payments'][number] => ({
  paymentRef: 'order_11',
  orderRef: null,
  subscriptionRef: '22',
  status: 'succeeded',
  amountMinor: 900n,
  refundedMinor: 0n,
  occurredAt: after(1),
  ...columns,
});
export const row = (
  columns: Partial<ExpectedRows['subscriptions'][number]>,
): ExpectedRows['subscriptions'][number] => ({
  subscriptionRef: '22',
  merchantRef: 'shop-1',
  planRef: '972600',
  quantity: 1,
  status: 'active',
  currentPeriodStart: after(0),
  currentPeriodEnd: after(MONTH),
  cancelAt: null,
  canceledAt: null,
  trialEnd: null,
  // As long as the first cycle, from the time of the invoice.
  paidUntil: after(MONTH + 1),
  paidUntilSource: 'derived',
  access: 'granted',
  validUntil: null,
  accessEndReason: null,
  ...columns,
});
