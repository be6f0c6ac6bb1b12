import { findProvider } from '../../../../providers/src/index.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import {
  checkoutSession,
  invoice,
  paymentIntent,
  refund,
  CURRENCIES,
  delivery,
  DOLLAR,
} from '../../../../providers/src/paymentkit/simulator/scenarios/objects.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const paymentkit = findProvider('paymentkit');
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!paymentkit) throw new Error('paymentkit is not registered');
  return read(paymentkit, deliveries, { settings: { currencies: CURRENCIES } });
};
const context = (uid: string) => ({ uid, startsAt: START });
const common = (uid: string) => ({ uid, currency: DOLLAR, amount: '10000000', createdAt: START });

const order = (columns: Partial<ExpectedRows['orders'][number]>): ExpectedRows['orders'][number] => ({
  orderRef: '',
  status: 'paid',
  disputed: false,
  currency: DOLLAR,
  amountMinor: 10_000_000n,
  paidMinor: 10_000_000n,
  refundedMinor: 0n,
  chargedBackMinor: 0n,
  ...columns,
});

const referred: Lifecycle = {
  name: "the session's own reference goes before a later one that a buyer may have written",
  deliveries: recorded([
    delivery(context('name'), {
      type: 'checkout.session.completed',
      offset: 20,
      object: checkoutSession({ ...common('name'), mode: 'payment', paymentIntentId: 'pi_name' }),
    }),
    delivery(context('name'), {
      type: 'payment_intent.succeeded',
      offset: 30,
      object: {
        ...paymentIntent({ ...common('name'), status: 'succeeded' }),
        metadata: { order_id: 'somebody-else' },
      },
    }),
  ]),
  rows: rows({
    orders: [
      order({
        orderRef: 'cs_name',
        merchantRef: 'cart-name',
        merchantRefField: 'client_reference_id',
        merchantRefWriter: 'merchant',
      }),
    ],
    payments: [
      {
        paymentRef: 'pi_name',
        orderRef: 'cs_name',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 10_000_000n,
        refundedMinor: 0n,
        // The session says first that it is paid.
        occurredAt: after(20),
      },
    ],
  }),
};

const held = (uid: string, type: string, offset: number, changes: Record<string, unknown>) =>
  delivery(context(uid), {
    type,
    offset,
    object: { ...paymentIntent({ ...common(uid), status: 'processing' }), ...changes },
  });
const AUTHORIZED = { status: 'requires_capture', amount_capturable: '10000000' };

const released: Lifecycle = {
  name: 'an amount is held and let go: nothing was paid',
  deliveries: recorded([
    held('let', 'payment_intent.created', 10, {}),
    held('let', 'payment_intent.amount_capturable_updated', 20, AUTHORIZED),
    held('let', 'payment_intent.canceled', 30, { status: 'canceled' }),
  ]),
  rows: rows({
    orders: [order({ orderRef: 'pi_let', status: 'canceled', paidMinor: 0n })],
    payments: [
      {
        paymentRef: 'pi_let',
        orderRef: 'pi_let',
        subscriptionRef: null,
        status: 'canceled',
        amountMinor: 10_000_000n,
        refundedMinor: 0n,
        occurredAt: after(30),
      },
    ],
  }),
};

const captured: Lifecycle = {
  name: 'an amount is held, then taken',
  deliveries: recorded([
    held('take', 'payment_intent.amount_capturable_updated', 20, AUTHORIZED),
    held('take', 'payment_intent.succeeded', 30, { status: 'succeeded', amount_received: '10000000' }),
  ]),
  rows: rows({
    orders: [order({ orderRef: 'pi_take' })],
    payments: [
      {
        paymentRef: 'pi_take',
        orderRef: 'pi_take',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 10_000_000n,
        refundedMinor: 0n,
        occurredAt: after(30),
      },
    ],
  }),
};

const bill = (
  uid: string,
  {
    type,
    offset,
    changes,
  }: { readonly type: string; readonly offset: number; readonly changes: Record<string, unknown> },
) =>
  delivery(context(uid), {
    type,
    offset,
    object: {
      ...invoice({ ...common(uid), status: type === 'invoice.paid' ? 'paid' : 'open', reason: 'manual' }),
      payment_intent_id: null,
      ...changes,
    },
  });

const creditedAway: Lifecycle = {
  name: 'a bill that a balance covers is paid, and nothing was due',
  deliveries: recorded([
    bill('free', { type: 'invoice.finalized', offset: 10, changes: {} }),
    bill('free', { type: 'invoice.paid', offset: 20, changes: { amount_paid: '0', amount_due: '0' } }),
  ]),
  rows: rows({
    orders: [order({ orderRef: 'in_free', status: 'paid', amountMinor: 0n, paidMinor: 0n })],
  }),
};

const outside: Lifecycle = {
  name: 'a bill that was paid outside of PaymentKit is its own payment',
  deliveries: recorded([
    bill('cash', { type: 'invoice.finalized', offset: 10, changes: {} }),
    bill('cash', {
      type: 'invoice.paid',
      offset: 20,
      changes: { paid_out_of_band: true, amount_due: '0', amount_paid: '0' },
    }),
    bill('cash', {
      type: 'invoice.payment_succeeded',
      offset: 21,
      changes: { paid_out_of_band: true, amount_due: '0', amount_paid: '10000000' },
    }),
  ]),
  rows: rows({
    orders: [order({ orderRef: 'in_cash' })],
    payments: [
      {
        paymentRef: 'in_cash',
        orderRef: 'in_cash',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 10_000_000n,
        refundedMinor: 0n,
        occurredAt: after(20),
      },
    ],
  }),
};

const unlinked: Lifecycle = {
  name: 'a refund that names no payment is kept by itself',
  deliveries: recorded([
    delivery(context('lone'), {
      type: 'refund.succeeded',
      offset: 10,
      object: { ...refund({ ...common('lone'), status: 'succeeded' }), payment_intent_id: '' },
    }),
  ]),
  rows: rows({
    refunds: [{ refundRef: 're_lone', paymentRef: null, status: 'succeeded', amountMinor: 10_000_000n }],
  }),
};

export const PAYMENTKIT_ORDERS: readonly Lifecycle[] = [
  referred,
  released,
  captured,
  creditedAway,
  outside,
  unlinked,
];
