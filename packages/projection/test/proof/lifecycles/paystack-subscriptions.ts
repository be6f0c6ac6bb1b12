import { findProvider } from '../../../../providers/src/index.ts';
import {
  invoiceOf,
  subscriptionOf,
} from '../../../../providers/src/paystack/simulator/scenarios/entities.ts';
import {
  begun,
  charged,
  SECOND,
} from '../../../../providers/src/paystack/simulator/scenarios/subscriptions.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const MONTH = 2_592_000;
const context = (uid: string) => ({ uid, startsAt: START });
const paystack = findProvider('paystack');
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!paystack) throw new Error('paystack is not registered');
  return read(paystack, deliveries);
};

/** The charge of the n-th month; 0 began the subscription. */
const monthly = (uid: string, number: number, seconds: number): ExpectedRows['payments'][number] => ({
  paymentRef: `ref${number}_${uid}`,
  orderRef: null,
  subscriptionRef: `SUB_${uid}`,
  status: 'succeeded',
  amountMinor: 90_000n,
  refundedMinor: 0n,
  occurredAt: after(seconds),
});

const renewed: Lifecycle = {
  name: 'the first charge and the subscription name only customer and plan; a renewal and its invoice share a second',
  deliveries: recorded([
    ...begun(context('sub')),
    invoiceOf(context('sub'), { type: 'invoice.create', offset: 600, status: 'pending', ...SECOND }),
    ...charged(context('sub'), { ...SECOND, invoicedAt: 900 }),
  ]),
  rows: rows({
    payments: [monthly('sub', 0, 30), monthly('sub', 1, 900)],
    subscriptions: [
      {
        subscriptionRef: 'SUB_sub',
        customerRef: 'CUS_sub',
        planRef: 'PLN_payspooltea',
        status: 'active',
        currentPeriodStart: after(900),
        currentPeriodEnd: after(900 + MONTH),
        cancelAt: null,
        canceledAt: null,
        paidPeriodStart: after(900),
        paidUntil: after(900 + MONTH),
        paidUntilSource: 'stated',
      },
    ],
  }),
};

const missed: Lifecycle = {
  name: 'the charge of a month fails, and the invoice of the next one is paid without a charge.success',
  deliveries: recorded([
    ...begun(context('miss')),
    invoiceOf(context('miss'), { type: 'invoice.payment_failed', offset: 900, status: 'pending', ...SECOND }),
    invoiceOf(context('miss'), { type: 'invoice.update', offset: 900, status: 'failed', ...SECOND }),
    invoiceOf(context('miss'), {
      type: 'invoice.update',
      offset: 1500,
      status: 'success',
      number: 2,
      begins: 1500,
    }),
  ]),
  rows: rows({
    payments: [monthly('miss', 0, 30), monthly('miss', 2, 1500)],
    subscriptions: [
      {
        subscriptionRef: 'SUB_miss',
        status: 'active',
        providerStatus: 'active',
        currentPeriodStart: after(1500),
        currentPeriodEnd: after(1500 + MONTH),
        cancelAt: null,
        canceledAt: null,
        paidPeriodStart: after(1500),
      },
    ],
  }),
};

const ended: Lifecycle = {
  name: 'canceled for the next payment date, and disabled on it',
  deliveries: recorded([
    ...begun(context('end')),
    subscriptionOf(context('end'), { type: 'subscription.not_renew', offset: 600, status: 'non-renewing' }),
    subscriptionOf(context('end'), { type: 'subscription.disable', offset: 1800, status: 'cancelled' }),
  ]),
  rows: rows({
    payments: [monthly('end', 0, 30)],
    subscriptions: [
      {
        subscriptionRef: 'SUB_end',
        status: 'canceled',
        providerStatus: 'cancelled',
        currentPeriodStart: after(60),
        currentPeriodEnd: after(MONTH),
        cancelAt: null,
        canceledAt: after(1800),
      },
    ],
  }),
};

export const PAYSTACK_SUBSCRIPTIONS: readonly Lifecycle[] = [renewed, missed, ended];
