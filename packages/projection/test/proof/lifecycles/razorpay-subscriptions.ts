import { findProvider } from '../../../../providers/src/index.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { delivery } from '../../../../providers/src/razorpay/simulator/scenarios/entities.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, unixAfter } from '../lifecycle.ts';

export const MONTH = 2_592_000;
export const DAY = 86_400;
const razorpay = findProvider('razorpay');
export const recorded = (
  deliveries: readonly SimulatedDelivery[],
  settings: Record<string, unknown> = {},
) => {
  if (!razorpay) throw new Error('razorpay is not registered');
  return read(razorpay, deliveries, { settings });
};

type Entity = Readonly<Record<string, unknown>>;
/** The n-th cycle, from 0, begins n months after the start. */
const cycle = (n: number) => ({
  current_start: unixAfter(n * MONTH),
  current_end: unixAfter((n + 1) * MONTH),
});
export const subscription = (status: string, fields: Entity): Entity => ({
  id: 'sub_1',
  plan_id: 'plan_1',
  quantity: 1,
  status,
  ended_at: null,
  total_count: 2,
  ...fields,
});
export const payment = (n: number, fields: Entity = {}): Entity => ({
  id: `pay_${n}`,
  amount: 29_900,
  currency: 'INR',
  status: 'captured',
  captured: '1',
  order_id: `order_${n}`,
  invoice_id: `inv_${n}`,
  ...fields,
});
export const at = (seconds: number, type: string, entities: Readonly<Record<string, Entity>>) =>
  delivery(type, { at: unixAfter(seconds), entities });
const charged = (n: number, paidCount: number) =>
  at(n * MONTH + 10, 'subscription.charged', {
    subscription: subscription('active', { ...cycle(n), paid_count: paidCount }),
    payment: payment(n),
  });

export const row = (
  columns: Partial<ExpectedRows['subscriptions'][number]>,
): ExpectedRows['subscriptions'][number] => ({
  subscriptionRef: 'sub_1',
  status: 'active',
  currentPeriodStart: after(0),
  currentPeriodEnd: after(MONTH),
  cancelAt: null,
  canceledAt: null,
  trialEnd: null,
  startsAt: null,
  paidUntil: after(MONTH),
  paidUntilSource: 'stated',
  access: 'granted',
  validUntil: null,
  accessEndReason: null,
  ...columns,
});
export const paymentRow = (
  n: number,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: `pay_${n}`,
  orderRef: null,
  subscriptionRef: 'sub_1',
  status: 'succeeded',
  amountMinor: 29_900n,
  refundedMinor: 0n,
  occurredAt: after(n * MONTH + 10),
  ...columns,
});

const lastCycle: Lifecycle = {
  name: 'the last cycle is charged, and the subscription completed at once: access lasts until the cycle is over',
  deliveries: recorded([
    charged(0, 1),
    charged(1, 2),
    at(MONTH + 11, 'subscription.completed', {
      subscription: subscription('completed', { ...cycle(1), ended_at: unixAfter(MONTH + 11) }),
    }),
  ]),
  rows: rows({
    payments: [paymentRow(0), paymentRow(1)],
    subscriptions: [
      row({
        status: 'expired',
        currentPeriodStart: after(MONTH),
        currentPeriodEnd: after(2 * MONTH),
        paidUntil: after(2 * MONTH),
        validUntil: after(2 * MONTH),
        accessEndReason: 'expired',
      }),
    ],
  }),
};

const chargeLost: Lifecycle = {
  name: 'subscription.completed with the last payment beside proves the cycle, where subscription.charged was lost',
  deliveries: recorded([
    charged(0, 1),
    at(MONTH + 11, 'subscription.completed', {
      subscription: subscription('completed', { ...cycle(1), paid_count: 1 }),
      payment: payment(1),
    }),
  ]),
  rows: rows({
    payments: [paymentRow(0), paymentRow(1, { occurredAt: after(MONTH + 11) })],
    subscriptions: [
      row({
        status: 'expired',
        currentPeriodStart: after(MONTH),
        currentPeriodEnd: after(2 * MONTH),
        paidUntil: after(2 * MONTH),
        validUntil: after(2 * MONTH),
        accessEndReason: 'expired',
      }),
    ],
  }),
};

const canceledMidway: Lifecycle = {
  name: 'a subscription is canceled in the middle of a paid cycle, and keeps it',
  deliveries: recorded([
    charged(0, 1),
    at(5 * DAY, 'subscription.cancelled', {
      subscription: subscription('cancelled', { ...cycle(0), ended_at: unixAfter(5 * DAY - 3) }),
    }),
  ]),
  rows: rows({
    payments: [paymentRow(0)],
    subscriptions: [
      row({
        status: 'canceled',
        canceledAt: after(5 * DAY - 3),
        validUntil: after(MONTH),
        accessEndReason: 'canceled',
      }),
    ],
  }),
};

const unpaidCycle: Lifecycle = {
  name: 'a cycle that nobody pays is not paid for: pending, then halted',
  deliveries: recorded([
    charged(0, 1),
    at(MONTH + 20, 'subscription.pending', { subscription: subscription('pending', cycle(1)) }),
    at(MONTH + 4 * DAY, 'subscription.halted', { subscription: subscription('halted', cycle(1)) }),
  ]),
  rows: rows({
    payments: [paymentRow(0)],
    subscriptions: [
      row({
        status: 'unpaid',
        currentPeriodStart: after(MONTH),
        currentPeriodEnd: after(2 * MONTH),
        // Tolerated until billing gave up.
        validUntil: after(MONTH + 4 * DAY),
        accessEndReason: 'unpaid',
      }),
    ],
  }),
};

const invoiceOnly: Lifecycle = {
  name: 'invoice.paid proves the cycle that it bills, and is one with subscription.charged',
  deliveries: recorded([
    at(9, 'invoice.paid', {
      invoice: {
        id: 'inv_0',
        amount: 29_900,
        currency: 'INR',
        status: 'paid',
        order_id: 'order_0',
        subscription_id: 'sub_1',
        payment_id: 'pay_0',
        billing_start: unixAfter(0),
        billing_end: unixAfter(MONTH),
      },
      payment: payment(0),
    }),
    at(12, 'subscription.activated', { subscription: subscription('active', cycle(0)) }),
  ]),
  rows: rows({
    payments: [paymentRow(0, { occurredAt: after(9) })],
    subscriptions: [row({})],
  }),
};

const refunded: Lifecycle = {
  name: 'the payment of the cycle goes back, and access with it',
  deliveries: recorded([
    charged(0, 1),
    at(3 * DAY, 'refund.processed', {
      refund: {
        id: 'rfnd_1',
        payment_id: 'pay_0',
        amount: 29_900,
        currency: 'INR',
        status: 'processed',
      },
      payment: payment(0, { status: 'refunded', amount_refunded: 29_900 }),
    }),
  ]),
  rows: rows({
    payments: [paymentRow(0, { refundedMinor: 29_900n })],
    refunds: [{ refundRef: 'rfnd_1', paymentRef: 'pay_0', status: 'succeeded', amountMinor: 29_900n }],
    subscriptions: [
      row({
        paidUntil: null,
        paidUntilSource: null,
        validUntil: after(3 * DAY),
        accessEndReason: 'refunded',
      }),
    ],
  }),
};

export const RAZORPAY_SUBSCRIPTIONS: readonly Lifecycle[] = [
  lastCycle,
  chargeLost,
  canceledMidway,
  unpaidCycle,
  invoiceOnly,
  refunded,
];
