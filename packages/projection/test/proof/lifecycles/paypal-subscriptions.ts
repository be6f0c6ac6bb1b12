import { paypal } from '../../../../providers/src/index.ts';
import type { Happening } from '../../../../providers/src/paypal/simulator/scenarios/events.ts';
import { cancellation, renewal } from '../../../../providers/src/paypal/simulator/scenarios/subscriptions.ts';
import { after, type Lifecycle, read, rows } from '../lifecycle.ts';
import { MONTH, context, recorded, saleRefunded } from './paypal-story.ts';

const renewals: Lifecycle = {
  name: 'v1 sales with a billing agreement are the subscription’s payments: declined, paid, one partly refunded',
  deliveries: [
    ...read(paypal, renewal(context('sale')).deliveries),
    ...recorded('sale', [saleRefunded('sale', 2400, '4.00')]),
  ],
  rows: rows({
    payments: [
      {
        paymentRef: 'saleSALE1',
        orderRef: null,
        subscriptionRef: 'I-sale',
        status: 'succeeded',
        amountMinor: 1200n,
        refundedMinor: 0n,
        occurredAt: after(70),
      },
      {
        paymentRef: 'saleSALE2',
        orderRef: null,
        subscriptionRef: 'I-sale',
        status: 'succeeded',
        amountMinor: 1200n,
        refundedMinor: 400n,
        occurredAt: after(1800),
      },
    ],
    refunds: [{ refundRef: 'saleSALEREF', paymentRef: 'saleSALE2', status: 'succeeded', amountMinor: 400n }],
    subscriptions: [
      {
        subscriptionRef: 'I-sale',
        merchantRef: 'account-sale',
        customerRef: 'saleP',
        planRef: 'P-5ML4271244454362WXNWU5NQ',
        quantity: 1,
        status: 'active',
        currentPeriodStart: after(66),
        currentPeriodEnd: after(MONTH),
        cancelAt: null,
        canceledAt: null,
      },
    ],
  }),
};

const subscribed = (
  uid: string,
  seconds: number,
  type: string,
  status: string,
  fields: object = {},
): Happening => ({
  type: `BILLING.SUBSCRIPTION.${type}`,
  resourceType: 'subscription',
  resourceVersion: '2.0',
  summary: 'A billing subscription has changed',
  after: seconds,
  resource: { id: `I-${uid}`, status, plan_id: 'P-1', quantity: '2', ...fields },
});

const canceled: Lifecycle = {
  name: 'a canceled subscription is not revived by an update that happened later',
  deliveries: [
    ...read(paypal, cancellation(context('end')).deliveries),
    ...recorded('end', [
      subscribed('end', 1300, 'UPDATED', 'ACTIVE'),
      subscribed('end', 1400, 'PAYMENT.FAILED', 'ACTIVE'),
    ]),
  ],
  rows: rows({
    payments: [
      {
        paymentRef: 'endSALE1',
        orderRef: null,
        subscriptionRef: 'I-end',
        status: 'succeeded',
        amountMinor: 1200n,
        refundedMinor: 0n,
        occurredAt: after(70),
      },
    ],
    subscriptions: [
      {
        subscriptionRef: 'I-end',
        planRef: 'P-5ML4271244454362WXNWU5NQ',
        quantity: 1,
        status: 'canceled',
        providerStatus: 'CANCELLED',
        currentPeriodStart: after(66),
        currentPeriodEnd: after(MONTH),
        cancelAt: null,
        canceledAt: after(1200),
        updatedAt: after(1400),
      },
    ],
  }),
};

const simultaneous: Lifecycle = {
  name: 'created, activated and suspended within one instant: the lifecycle’s order holds',
  deliveries: recorded('same', [
    subscribed('same', 10, 'SUSPENDED', 'SUSPENDED'),
    subscribed('same', 10, 'ACTIVATED', 'ACTIVE'),
    subscribed('same', 10, 'CREATED', 'APPROVAL_PENDING'),
  ]),
  rows: rows({
    subscriptions: [
      {
        subscriptionRef: 'I-same',
        planRef: 'P-1',
        quantity: 2,
        status: 'paused',
        providerStatus: 'SUSPENDED',
        currentPeriodStart: null,
        currentPeriodEnd: null,
        cancelAt: null,
        canceledAt: null,
      },
    ],
  }),
};

const sold = (uid: string, seconds: number, count: number): Happening => ({
  type: 'PAYMENT.SALE.COMPLETED',
  resourceType: 'sale',
  summary: 'Payment completed',
  after: seconds,
  resource: {
    id: `${uid}SALE${count}`,
    state: 'completed',
    amount: { total: '12.00', currency: 'EUR' },
    billing_agreement_id: `I-${uid}`,
  },
});
const sale = (uid: string, seconds: number, count: number) => ({
  paymentRef: `${uid}SALE${count}`,
  orderRef: null,
  subscriptionRef: `I-${uid}`,
  status: 'succeeded' as const,
  amountMinor: 1200n,
  refundedMinor: 0n,
  occurredAt: after(seconds),
});
const runsOn: Lifecycle = {
  name: 'a sale after the end of the known period begins one whose end nobody has reported; one during a pause does not end it',
  deliveries: recorded('next', [
    subscribed('next', 65, 'ACTIVATED', 'ACTIVE', {
      billing_info: { last_payment: { time: after(60) }, next_billing_time: after(1000) },
    }),
    sold('next', 70, 1),
    sold('next', 1005, 2),
    subscribed('next', 1100, 'SUSPENDED', 'SUSPENDED'),
    sold('next', 1200, 3),
  ]),
  rows: rows({
    payments: [sale('next', 70, 1), sale('next', 1005, 2), sale('next', 1200, 3)],
    subscriptions: [
      {
        subscriptionRef: 'I-next',
        status: 'paused',
        providerStatus: 'SUSPENDED',
        currentPeriodStart: after(1200),
        currentPeriodEnd: null,
        cancelAt: null,
        canceledAt: null,
      },
    ],
  }),
};

export const PAYPAL_SUBSCRIPTIONS: readonly Lifecycle[] = [renewals, canceled, simultaneous, runsOn];
