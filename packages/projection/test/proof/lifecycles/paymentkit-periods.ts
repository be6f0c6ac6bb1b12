import { findProvider } from '../../../../providers/src/index.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { plan } from '../../../../providers/src/paymentkit/simulator/scenarios/subscriptions.ts';
import {
  invoice,
  paymentIntent,
  refund,
  CURRENCIES,
  delivery,
  DOLLAR,
} from '../../../../providers/src/paymentkit/simulator/scenarios/objects.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START, unixAfter } from '../lifecycle.ts';

const MONTH = 2_592_000;
const PRICE = '5000000';
const paymentkit = findProvider('paymentkit');
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!paymentkit) throw new Error('paymentkit is not registered');
  return read(paymentkit, deliveries, { settings: { currencies: CURRENCIES } });
};
const context = (uid: string) => ({ uid, startsAt: START });
const common = (uid: string) => ({ uid, currency: DOLLAR, amount: PRICE, createdAt: START });

/** One month's bill is paid; months are counted from 0. */
const paid = (uid: string, month: number, changes: Record<string, unknown> = {}): SimulatedDelivery[] => {
  const suffix = String(month);
  const bill = invoice({
    ...common(uid),
    suffix,
    status: 'paid',
    reason: month === 0 ? 'subscription_create' : 'subscription_cycle',
    subscriptionId: `sub_${uid}`,
    period: { start: unixAfter(month * MONTH), end: unixAfter((month + 1) * MONTH) },
  });
  const intent = paymentIntent({
    ...common(uid),
    suffix,
    status: 'succeeded',
    invoiceId: `in_${uid}${suffix}`,
  });
  return [
    delivery(context(uid), { type: 'payment_intent.succeeded', offset: month * MONTH + 10, object: intent }),
    delivery(context(uid), {
      type: 'invoice.paid',
      offset: month * MONTH + 11,
      object: { ...bill, ...changes },
    }),
  ];
};

const state = (
  uid: string,
  {
    name,
    offset,
    month = 0,
    status = 'active',
    changes,
    previous,
  }: {
    readonly name: string;
    readonly offset: number;
    readonly month?: number;
    readonly status?: string;
    readonly changes?: Record<string, unknown>;
    readonly previous?: Record<string, unknown>;
  },
): SimulatedDelivery =>
  delivery(context(uid), {
    type: `customer.subscription.${name}`,
    offset,
    object: plan(context(uid), {
      offset: month * MONTH,
      status,
      invoiceId: `in_${uid}${month}`,
      ...(changes && { changes }),
    }),
    ...(previous && { previous }),
  });

const payment = (
  uid: string,
  month: number,
  columns: Partial<ExpectedRows['payments'][number]> = {},
): ExpectedRows['payments'][number] => ({
  paymentRef: `pi_${uid}${month}`,
  orderRef: null,
  subscriptionRef: `sub_${uid}`,
  status: 'succeeded',
  amountMinor: 5_000_000n,
  refundedMinor: 0n,
  occurredAt: after(month * MONTH + 10),
  ...columns,
});

const billed = (month: number) => ({
  currentPeriodStart: after(month * MONTH),
  currentPeriodEnd: after((month + 1) * MONTH),
});

const renewed: Lifecycle = {
  name: 'two months are paid, reported by their bills, and it ends at once: access lasts as long as it was paid for',
  deliveries: recorded([
    ...paid('two', 0).slice(1),
    ...paid('two', 1),
    state('two', { name: 'updated', offset: MONTH + 12, month: 1 }),
    state('two', { name: 'deleted', offset: MONTH + 900, month: 1, status: 'canceled' }),
  ]),
  rows: rows({
    payments: [payment('two', 1)],
    subscriptions: [
      {
        subscriptionRef: 'sub_two',
        status: 'canceled',
        ...billed(1),
        cancelAt: null,
        canceledAt: null,
        paidPeriodStart: after(MONTH),
        paidUntil: after(2 * MONTH),
        paidUntilSource: 'stated',
        access: 'granted',
        validUntil: after(2 * MONTH),
        accessEndReason: 'canceled',
      },
    ],
  }),
};

const givenBack: Lifecycle = {
  name: 'the payment of the second month goes back, named by its invoice: access ends with it',
  deliveries: recorded([
    state('back', { name: 'started', offset: 12 }),
    state('back', { name: 'renewed', offset: MONTH + 12, month: 1 }),
    ...paid('back', 1).slice(0, 1),
    delivery(context('back'), {
      type: 'refund.succeeded',
      offset: MONTH + 500,
      object: {
        ...refund({ ...common('back'), status: 'succeeded', invoiceId: 'in_back1' }),
        payment_intent_id: 'pi_back1',
        subscription_id: 'sub_back',
      },
    }),
  ]),
  rows: rows({
    payments: [payment('back', 1, { refundedMinor: 5_000_000n })],
    refunds: [{ refundRef: 're_back', paymentRef: 'pi_back1', status: 'succeeded', amountMinor: 5_000_000n }],
    subscriptions: [
      {
        subscriptionRef: 'sub_back',
        status: 'active',
        ...billed(1),
        cancelAt: null,
        canceledAt: null,
        paidUntil: after(MONTH),
        access: 'granted',
        validUntil: after(MONTH + 500),
        accessEndReason: 'refunded',
      },
    ],
  }),
};

const merelyBegun: Lifecycle = {
  name: 'a second month that only begins is not paid, nor is a change of plan a month',
  deliveries: recorded([
    ...paid('only', 0).slice(1),
    state('only', { name: 'started', offset: 12 }),
    state('only', { name: 'updated', offset: MONTH + 1, month: 1 }),
    state('only', { name: 'renew_failed', offset: MONTH + 20, month: 1, status: 'past_due' }),
    ...paid('only', 2, { billing_reason: 'subscription_update' }).slice(1),
  ]),
  rows: rows({
    subscriptions: [
      {
        subscriptionRef: 'sub_only',
        status: 'past_due',
        ...billed(1),
        cancelAt: null,
        canceledAt: null,
        paidUntil: after(MONTH),
        access: 'granted',
        validUntil: null,
      },
    ],
  }),
};

const free: Lifecycle = {
  name: 'a month that a coupon paid, then canceled with the flag alone',
  deliveries: recorded([
    ...paid('free', 0, { total: '0', amount_paid: '0', payment_intent_id: null }).slice(1),
    state('free', { name: 'started', offset: 12 }),
    state('free', {
      name: 'updated',
      offset: 500,
      changes: { cancel_at_period_end: true, cancel_at: 0 },
      previous: { cancel_at_period_end: false },
    }),
    state('free', { name: 'deleted', offset: MONTH, status: 'canceled' }),
  ]),
  rows: rows({
    subscriptions: [
      {
        subscriptionRef: 'sub_free',
        status: 'canceled',
        ...billed(0),
        cancelAt: null,
        canceledAt: null,
        paidUntil: after(MONTH),
        access: 'granted',
        validUntil: after(MONTH),
        accessEndReason: 'canceled',
      },
    ],
  }),
};

const seats = { id: 'si_b', price_id: 'price_seats', quantity: 5 };
const usage = { id: 'si_a', price_id: 'price_usage', price: { recurring: { usage_type: 'metered' } } };
const paused: Lifecycle = {
  name: 'items in another order change nothing, and collection is paused',
  deliveries: recorded([
    state('rest', { name: 'started', offset: 12, changes: { items: [seats, usage] } }),
    state('rest', { name: 'updated', offset: 20, changes: { items: [usage, seats] } }),
    state('rest', {
      name: 'updated',
      offset: 30,
      changes: {
        items: [usage, seats],
        pause_collection: { behavior: 'void', resumes_at: unixAfter(MONTH) },
      },
      previous: { pause_collection: null },
    }),
  ]),
  rows: rows({
    subscriptions: [
      {
        subscriptionRef: 'sub_rest',
        status: 'active',
        ...billed(0),
        cancelAt: null,
        canceledAt: null,
        planRef: 'price_seats',
        quantity: 5,
        items: [
          { itemRef: 'si_a', planRef: 'price_usage', quantity: null },
          { itemRef: 'si_b', planRef: 'price_seats', quantity: 5 },
        ],
        collectionPaused: true,
        collectionResumesAt: after(MONTH),
      },
    ],
  }),
};

export const PAYMENTKIT_PERIODS: readonly Lifecycle[] = [renewed, givenBack, merelyBegun, free, paused];
