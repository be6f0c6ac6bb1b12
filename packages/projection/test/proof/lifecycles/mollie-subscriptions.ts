import { subscriptionAfter } from '../../../../providers/src/mollie/confirm.ts';
import { after, type ExpectedRows, type Lifecycle, rows } from '../lifecycle.ts';
import { answer, at, DAY, event, type Fields, payment, paymentRow, recorded } from './mollie-story.ts';

const ofSubscription = { subscriptionId: 'sub_1', customerId: 'cst_1' };
const subscription = (status: string, fields: Fields = {}): Fields => ({
  resource: 'subscription',
  id: 'sub_1',
  mode: 'test',
  status,
  customerId: 'cst_1',
  interval: '1 month',
  startDate: '2026-01-31',
  createdAt: at(0),
  ...fields,
});
/** What the API answered about the subscription after a payment. */
const subscribed = (
  of: { readonly payment: string; readonly status: string; readonly createdAt: string; readonly at: string },
  resource: Fields,
) => ({ body: subscriptionAfter(of, Buffer.from(JSON.stringify(resource))) });

// 28 February: the subscription began on 31 January.
const RENEWED = 28 * DAY;
const january = payment('tr_jan', 'paid', { ...ofSubscription, createdAt: at(60), paidAt: at(90) });
const february = payment('tr_feb', 'paid', {
  ...ofSubscription,
  createdAt: at(RENEWED + 60),
  paidAt: at(RENEWED + 90),
});
const ofMonth = (columns: Partial<ExpectedRows['payments'][number]> & { readonly paymentRef: string }) =>
  paymentRow({ orderRef: null, subscriptionRef: 'sub_1', ...columns });

const renewed: Lifecycle = {
  name: 'a subscription is paid and renewed on the last day of a short month',
  deliveries: recorded([
    event(91, 'payment.paid', january),
    subscribed(
      { payment: 'tr_jan', status: 'paid', createdAt: at(60), at: after(90) },
      subscription('active'),
    ),
    answer(february),
    subscribed(
      { payment: 'tr_feb', status: 'paid', createdAt: at(RENEWED + 60), at: after(RENEWED + 90) },
      subscription('active'),
    ),
  ]),
  rows: rows({
    payments: [
      ofMonth({ paymentRef: 'tr_feb', occurredAt: after(RENEWED + 90) }),
      ofMonth({ paymentRef: 'tr_jan', occurredAt: after(90) }),
    ],
    subscriptions: [
      {
        subscriptionRef: 'sub_1',
        customerRef: 'cst_1',
        status: 'active',
        currentPeriodStart: '2026-02-28T12:01:00.000Z',
        currentPeriodEnd: '2026-03-31T12:01:00.000Z',
        paidUntil: '2026-03-31T12:01:00.000Z',
        paidUntilSource: 'stated',
        cancelAt: null,
        canceledAt: null,
        access: 'granted',
        validUntil: null,
      },
    ],
  }),
};

const unpaid: Lifecycle = {
  name: 'a renewal fails, the mandate is lost, and the subscription is canceled',
  deliveries: recorded([
    event(91, 'payment.paid', january),
    subscribed(
      { payment: 'tr_jan', status: 'paid', createdAt: at(60), at: after(90) },
      subscription('active'),
    ),
    event(
      RENEWED + 101,
      'payment.failed',
      payment('tr_feb', 'failed', {
        ...ofSubscription,
        createdAt: at(RENEWED + 60),
        failedAt: at(RENEWED + 100),
      }),
    ),
    subscribed(
      { payment: 'tr_feb', status: 'failed', createdAt: at(RENEWED + 60), at: after(RENEWED + 100) },
      subscription('suspended'),
    ),
    answer(subscription('canceled', { canceledAt: at(30 * DAY) })),
  ]),
  rows: rows({
    payments: [
      ofMonth({ paymentRef: 'tr_feb', status: 'failed', occurredAt: after(RENEWED + 100) }),
      ofMonth({ paymentRef: 'tr_jan', occurredAt: after(90) }),
    ],
    subscriptions: [
      {
        subscriptionRef: 'sub_1',
        status: 'canceled',
        currentPeriodStart: '2026-02-28T12:01:00.000Z',
        currentPeriodEnd: '2026-03-31T12:01:00.000Z',
        paidUntil: '2026-02-28T12:01:00.000Z',
        paidUntilSource: 'stated',
        cancelAt: null,
        canceledAt: after(30 * DAY),
        access: 'granted',
        // It stopped when it was suspended.
        validUntil: after(RENEWED + 100),
      },
    ],
  }),
};

const rejected = payment('tr_jan', 'failed', { ...ofSubscription, createdAt: at(60), failedAt: at(90) });
const begunLate: Lifecycle = {
  name: 'the first payment of a subscription fails: it begins with the second',
  deliveries: recorded([
    event(91, 'payment.failed', rejected),
    subscribed(
      { payment: 'tr_jan', status: 'failed', createdAt: at(60), at: after(90) },
      subscription('active'),
    ),
    event(RENEWED + 91, 'payment.paid', february),
  ]),
  rows: rows({
    payments: [
      ofMonth({ paymentRef: 'tr_feb', occurredAt: after(RENEWED + 90) }),
      ofMonth({ paymentRef: 'tr_jan', status: 'failed', occurredAt: after(90) }),
    ],
    subscriptions: [
      {
        subscriptionRef: 'sub_1',
        status: 'active',
        currentPeriodStart: '2026-01-31T12:01:00.000Z',
        currentPeriodEnd: '2026-02-28T12:01:00.000Z',
        cancelAt: null,
        canceledAt: null,
        paidPeriodStart: '2026-02-28T12:01:00.000Z',
        access: 'granted',
      },
    ],
  }),
};

const neverBegun: Lifecycle = {
  name: 'the only payment of a subscription fails: there is no access',
  deliveries: recorded([event(91, 'payment.failed', rejected), answer(rejected)]),
  rows: rows({
    payments: [ofMonth({ paymentRef: 'tr_jan', status: 'failed', occurredAt: after(90) })],
    subscriptions: [
      {
        subscriptionRef: 'sub_1',
        status: 'incomplete',
        currentPeriodStart: null,
        currentPeriodEnd: null,
        cancelAt: null,
        canceledAt: null,
        access: 'none',
      },
    ],
  }),
};

const canceledEarly: Lifecycle = {
  name: 'a subscription is canceled in the middle of a paid month, as the API states after every hint',
  deliveries: recorded([
    answer(january),
    subscribed(
      { payment: 'tr_jan', status: 'paid', createdAt: at(60), at: after(90) },
      subscription('active'),
    ),
    answer(subscription('canceled', { canceledAt: at(10 * DAY) })),
    // The hint about the payment is sent again, after a refund for example.
    subscribed(
      { payment: 'tr_jan', status: 'paid', createdAt: at(60), at: after(90) },
      subscription('canceled', { canceledAt: at(10 * DAY) }),
    ),
  ]),
  rows: rows({
    payments: [ofMonth({ paymentRef: 'tr_jan', occurredAt: after(90) })],
    subscriptions: [
      {
        subscriptionRef: 'sub_1',
        status: 'canceled',
        currentPeriodStart: '2026-01-31T12:01:00.000Z',
        currentPeriodEnd: '2026-02-28T12:01:00.000Z',
        paidUntil: '2026-02-28T12:01:00.000Z',
        cancelAt: null,
        canceledAt: after(10 * DAY),
        access: 'granted',
        validUntil: '2026-02-28T12:01:00.000Z',
        accessEndReason: 'canceled',
      },
    ],
  }),
};

export const MOLLIE_SUBSCRIPTIONS: readonly Lifecycle[] = [
  renewed,
  unpaid,
  canceledEarly,
  begunLate,
  neverBegun,
];
