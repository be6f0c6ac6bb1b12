import { findProvider } from '../../../../providers/src/index.ts';
import type { SimulatedDelivery } from '../../../../providers/src/simulator/contract.ts';
import { invoiceOf, subscriptionOf } from '../../../../providers/src/square/simulator/scenarios/entities.ts';
import {
  billed,
  canceling,
  created,
  dayAfter,
} from '../../../../providers/src/square/simulator/scenarios/subscriptions.ts';
import { after, type ExpectedRows, type Lifecycle, read, rows, START } from '../lifecycle.ts';

const context = (uid: string) => ({ uid, startsAt: START });
const square = findProvider('square');
const recorded = (deliveries: readonly SimulatedDelivery[]) => {
  if (!square) throw new Error('square is not registered');
  return read(square, deliveries);
};

/** The payment of the n-th invoice: it has no order, although Square made one. */
const monthly = (uid: string, number: number, seconds: number): ExpectedRows['payments'][number] => ({
  paymentRef: `pay${number}_${uid}`,
  orderRef: null,
  subscriptionRef: `sub_${uid}`,
  status: 'succeeded',
  amountMinor: 900n,
  refundedMinor: 0n,
  occurredAt: after(seconds),
});

const day = (days: number): string => `${dayAfter(context('any'), days)}T00:00:00.000Z`;

const renewed: Lifecycle = {
  name: 'a renewal fails and is paid later; its payments leave no order behind',
  deliveries: recorded([
    created(context('sub')),
    ...billed(context('sub'), { number: 1, offset: 60 }),
    invoiceOf(context('sub'), {
      type: 'invoice.scheduled_charge_failed',
      offset: 900,
      status: 'UNPAID',
      number: 2,
      dueDate: dayAfter(context('sub'), 30),
    }),
    ...billed(context('sub'), { number: 2, offset: 1200 }),
  ]),
  rows: rows({
    payments: [monthly('sub', 1, 60), monthly('sub', 2, 1200)],
    subscriptions: [
      {
        subscriptionRef: 'sub_sub',
        customerRef: 'CUS_sub',
        planRef: 'PLANPAYSPOOLTEA',
        status: 'active',
        currentPeriodStart: day(30),
        currentPeriodEnd: null,
        cancelAt: null,
        canceledAt: null,
        paidPeriodStart: day(30),
        // As long as the first period, from January 31st to March 2nd: 30 days.
        paidUntil: day(60),
        paidUntilSource: 'derived',
      },
    ],
  }),
};

const ended: Lifecycle = {
  name: 'canceled for the end of the paid month, and then it ends',
  deliveries: recorded([
    created(context('end')),
    ...billed(context('end'), { number: 1, offset: 60 }),
    canceling(context('end'), { offset: 600, status: 'ACTIVE' }),
    canceling(context('end'), { offset: 1800, status: 'CANCELED' }),
  ]),
  rows: rows({
    payments: [monthly('end', 1, 60)],
    subscriptions: [
      {
        subscriptionRef: 'sub_end',
        status: 'canceled',
        providerStatus: 'CANCELED',
        currentPeriodStart: day(0),
        currentPeriodEnd: day(30),
        cancelAt: null,
        canceledAt: day(30),
      },
    ],
  }),
};

const updated = (uid: string, offset: number, status: string): SimulatedDelivery =>
  subscriptionOf(context(uid), { type: 'subscription.updated', offset, status, canceled_date: null });

const back: Lifecycle = {
  name: 'canceled for later, kept after all, deactivated and resumed',
  deliveries: recorded([
    created(context('keep')),
    canceling(context('keep'), { offset: 600, status: 'ACTIVE' }),
    updated('keep', 700, 'ACTIVE'),
    updated('keep', 800, 'DEACTIVATED'),
    updated('keep', 900, 'ACTIVE'),
  ]),
  rows: rows({
    subscriptions: [
      {
        subscriptionRef: 'sub_keep',
        status: 'active',
        providerStatus: 'ACTIVE',
        currentPeriodStart: day(0),
        currentPeriodEnd: day(30),
        cancelAt: null,
        canceledAt: null,
      },
    ],
  }),
};

export const SQUARE_SUBSCRIPTIONS: readonly Lifecycle[] = [renewed, ended, back];
