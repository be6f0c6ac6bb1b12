import { findProvider } from '../../../../providers/src/index.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import {
  cancellation,
  plan,
  renewal,
  subscription,
} from '../../../../providers/src/paymentkit/simulator/scenarios/subscriptions.ts';
import {
  checkout,
  failedThenPaid,
  refund,
} from '../../../../providers/src/paymentkit/simulator/scenarios/purchases.ts';
import {
  refund as refundObject,
  CURRENCIES,
  delivery,
  DOLLAR,
} from '../../../../providers/src/paymentkit/simulator/scenarios/objects.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const MONTH = 2_592_000;
const context = (uid: string) => ({ uid, startsAt: START });
const paymentkit = findProvider('paymentkit');
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!paymentkit) throw new Error('paymentkit is not registered');
  return read(paymentkit, deliveries, { settings: { currencies: CURRENCIES } });
};
const only = (deliveries: readonly SimulatedDelivery[], ...places: number[]) =>
  places.flatMap((place) => deliveries[place] ?? []);

const TOKENS = 12_500_000_000_000_000_000n;
const bought: Lifecycle = {
  name: 'an intent with 18 decimals becomes the order of its session',
  deliveries: recorded(checkout(context('buy')).deliveries),
  rows: rows({
    orders: [
      {
        orderRef: 'cs_buy',
        merchantRef: 'cart-buy',
        merchantRefField: 'client_reference_id',
        merchantRefWriter: 'merchant',
        customerRef: 'cus_buy',
        status: 'paid',
        disputed: false,
        currency: 'pc_payspooltoken',
        exponent: 18,
        amountMinor: TOKENS,
        paidMinor: TOKENS,
        refundedMinor: 0n,
        chargedBackMinor: 0n,
        createdAt: after(0),
      },
    ],
    payments: [
      {
        paymentRef: 'pi_buy',
        orderRef: 'cs_buy',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: TOKENS,
        refundedMinor: 0n,
        occurredAt: after(55),
      },
    ],
  }),
};

const dollars = { currency: 'pc_payspooldollar', exponent: 6 } as const;
const retried: Lifecycle = {
  name: 'an intent is declined and succeeds at its second attempt',
  deliveries: recorded(failedThenPaid(context('again')).deliveries),
  rows: rows({
    orders: [
      {
        orderRef: 'cs_again',
        status: 'paid',
        disputed: false,
        ...dollars,
        amountMinor: 10_000_000n,
        paidMinor: 10_000_000n,
        refundedMinor: 0n,
        chargedBackMinor: 0n,
      },
    ],
    payments: [
      {
        paymentRef: 'pi_again',
        orderRef: 'cs_again',
        subscriptionRef: null,
        status: 'succeeded',
        failureCode: null,
        amountMinor: 10_000_000n,
        refundedMinor: 0n,
        occurredAt: after(240),
      },
    ],
  }),
};

/** No event of PaymentKit's reports a total: what went back is the sum of the single refunds. */
const another = delivery(context('part'), {
  type: 'refund.succeeded',
  offset: 900,
  object: {
    ...refundObject({
      uid: 'part',
      currency: DOLLAR,
      amount: '1000000',
      status: 'succeeded',
      createdAt: START,
    }),
    id: 're_another',
  },
});
const partlyBack: Lifecycle = {
  name: 'session, intent and invoice are one order, of which two parts go back',
  deliveries: recorded([...refund(context('part')).deliveries, another]),
  rows: rows({
    orders: [
      {
        orderRef: 'cs_part',
        status: 'partially_refunded',
        disputed: false,
        ...dollars,
        amountMinor: 10_000_000n,
        paidMinor: 10_000_000n,
        refundedMinor: 3_500_000n,
        chargedBackMinor: 0n,
      },
    ],
    payments: [
      {
        paymentRef: 'pi_part',
        orderRef: 'cs_part',
        subscriptionRef: null,
        status: 'succeeded',
        amountMinor: 10_000_000n,
        refundedMinor: 3_500_000n,
        occurredAt: after(55),
      },
    ],
    refunds: [
      { refundRef: 're_part', paymentRef: 'pi_part', status: 'succeeded', amountMinor: 2_500_000n },
      { refundRef: 're_another', paymentRef: 'pi_part', status: 'succeeded', amountMinor: 1_000_000n },
    ],
  }),
};

const monthly = (uid: string, suffix: string, occurredAt: string): ExpectedRows['payments'][number] => ({
  paymentRef: `pi_${uid}${suffix}`,
  orderRef: null,
  subscriptionRef: `sub_${uid}`,
  status: 'succeeded',
  amountMinor: 5_000_000n,
  refundedMinor: 0n,
  occurredAt,
});

const begun: Lifecycle = {
  name: 'session, invoice and intent of a subscription leave no order behind',
  deliveries: recorded(subscription(context('sub')).deliveries),
  rows: rows({
    payments: [monthly('sub', 'a', after(60))],
    subscriptions: [
      {
        subscriptionRef: 'sub_sub',
        customerRef: 'cus_sub',
        status: 'active',
        currentPeriodStart: after(62),
        currentPeriodEnd: after(62 + MONTH),
        cancelAt: null,
        canceledAt: null,
      },
    ],
  }),
};

const behind: Lifecycle = {
  name: 'a renewal fails, and the retry that is paid does not make the subscription active before its own event does',
  deliveries: recorded(
    only(
      renewal(context('due')).deliveries,
      0, // customer.subscription.created
      2, // payment_intent.succeeded, the first month
      3, // invoice.paid, the first month
      7, // payment_intent.payment_failed
      9, // customer.subscription.past_due
      10, // payment_intent.succeeded, the second month
      8, // invoice.payment_failed
    ),
  ),
  rows: rows({
    payments: [monthly('due', 'a', after(60)), monthly('due', 'b', after(1500))],
    subscriptions: [
      {
        subscriptionRef: 'sub_due',
        status: 'past_due',
        currentPeriodStart: after(62),
        currentPeriodEnd: after(62 + MONTH),
        cancelAt: null,
        canceledAt: null,
      },
    ],
  }),
};

const ended: Lifecycle = {
  name: 'canceled at the end of the period, then at once',
  deliveries: recorded(only(cancellation(context('end')).deliveries, 0, 2, 3, 4, 6, 7)),
  rows: rows({
    payments: [monthly('end', 'a', after(60))],
    subscriptions: [
      {
        subscriptionRef: 'sub_end',
        status: 'canceled',
        currentPeriodStart: after(62),
        currentPeriodEnd: after(62 + MONTH),
        cancelAt: after(62 + MONTH),
        canceledAt: after(900),
      },
    ],
  }),
};

/** Events of one millisecond; the ids are given so that they show the wrong order. */
const atOnce = (
  id: string,
  step: { readonly status: string; readonly changes?: Record<string, unknown>; readonly previous?: object },
) => {
  const simulated = delivery(context('same'), {
    type: 'customer.subscription.updated',
    offset: 38,
    object: plan(context('same'), { offset: 38, status: step.status, changes: step.changes }),
    previous: { ...step.previous },
  });
  const body = { ...(JSON.parse(simulated.body.toString()) as object), id };
  return { ...simulated, body: Buffer.from(JSON.stringify(body)) };
};
const same: Lifecycle = {
  name: 'updates of one instant follow what each says it replaced',
  deliveries: recorded([
    atOnce('evt_3', { status: 'incomplete' }),
    atOnce('evt_2', { status: 'active', previous: { status: 'incomplete' } }),
    atOnce('evt_1', {
      status: 'past_due',
      previous: { status: 'active' },
    }),
    atOnce('evt_0', {
      status: 'active',
      changes: { cancel_at_period_end: true },
      previous: { status: 'past_due', cancel_at_period_end: false },
    }),
  ]),
  rows: rows({
    subscriptions: [
      {
        subscriptionRef: 'sub_same',
        status: 'active',
        currentPeriodStart: after(38),
        currentPeriodEnd: after(38 + MONTH),
        cancelAt: after(38 + MONTH),
        canceledAt: null,
      },
    ],
  }),
};

export const PAYMENTKIT: readonly Lifecycle[] = [bought, retried, partlyBack, begun, behind, ended, same];
