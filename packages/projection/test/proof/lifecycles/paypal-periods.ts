import { type Delivered, type Lifecycle, rows } from '../lifecycle.ts';
import { iso, paid, payment, sold, subscribed, subscription } from './paypal-billing.ts';
import { at, happened, recorded } from './paypal-story.ts';

/** Several events that come together in one delivery, so that a long story can be tried in every order of its parts. */
const together = (deliveries: readonly Delivered[]): Delivered => {
  const events = deliveries.flatMap((delivery) => delivery.events);
  const eventKey = events[0]?.eventKey ?? '';
  return {
    type: deliveries.map(({ type }) => type).join(', '),
    events: events.map(({ event }, index) => ({ eventKey, index, event })),
  };
};

/** The 15th of each month from March 2026 to January 2027, when PayPal charges, an hour or so after ten. */
const RENEWED = [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map(
  (month) => `${new Date(Date.UTC(2026, month - 1, 15, 11)).toISOString().slice(0, 19)}Z`,
);
const sales = RENEWED.map((time, index) => recorded(`sale${index}`, [sold(`SALE${index + 2}`, time)])).flat();

const elevenRenewals: Lifecycle = {
  name: 'activated, eleven monthly sales, canceled: paid to the end of the twelfth month',
  deliveries: [
    ...recorded('act', [
      subscribed('ACTIVATED', '2026-02-15T10:30:10Z', paid('2026-02-15T10:30:00Z', '2026-03-15T10:00:00Z')),
    ]),
    together(sales.slice(0, 4)),
    together(sales.slice(4, 8)),
    together(sales.slice(8, 10)),
    ...sales.slice(10),
    // PayPal names no next billing of what is canceled.
    ...recorded('can', [
      subscribed('CANCELLED', '2027-01-20T08:00:00Z', {
        status: 'CANCELLED',
        ...paid('2027-01-15T11:00:00Z'),
      }),
    ]),
  ],
  rows: rows({
    payments: RENEWED.map((time, index) => payment(`SALE${index + 2}`, time)).toSorted((a, b) =>
      a.paymentRef < b.paymentRef ? -1 : 1,
    ),
    subscriptions: subscription({
      currentPeriodStart: iso('2027-01-15T11:00:00Z'),
      canceledAt: iso('2027-01-20T08:00:00Z'),
      paidPeriodStart: iso('2027-01-15T11:00:00Z'),
      // The last month is as long as the one that PayPal named: from the 15th to the 15th.
      paidUntil: iso('2027-02-15T11:00:00Z'),
      paidUntilSource: 'derived',
      validUntil: iso('2027-02-15T11:00:00Z'),
    }),
  }),
};

const year = [
  subscribed('ACTIVATED', '2026-03-01T10:00:10Z', paid('2026-03-01T10:00:00Z', '2027-03-01T10:00:00Z')),
  sold('YEAR', '2026-03-01T10:00:02Z'),
];
const inTheMiddle: Lifecycle = {
  name: 'canceled in the middle of a paid year: access lasts until the year is over',
  deliveries: recorded('year', [
    ...year,
    subscribed('CANCELLED', '2026-06-20T08:00:00Z', { status: 'CANCELLED', ...paid('2026-03-01T10:00:00Z') }),
  ]),
  rows: rows({
    payments: [payment('YEAR', '2026-03-01T10:00:02Z')],
    subscriptions: subscription({
      currentPeriodStart: iso('2026-03-01T10:00:00Z'),
      currentPeriodEnd: iso('2027-03-01T10:00:00Z'),
      canceledAt: iso('2026-06-20T08:00:00Z'),
      paidPeriodStart: iso('2026-03-01T10:00:00Z'),
      paidUntil: iso('2027-03-01T10:00:00Z'),
      paidUntilSource: 'stated',
      validUntil: iso('2027-03-01T10:00:00Z'),
    }),
  }),
};

const refundedYear: Lifecycle = {
  name: 'a refund of the sale ends the year that the subscription says is paid',
  deliveries: recorded('back', [
    ...year,
    happened('PAYMENT.SALE.REFUNDED', at('2026-05-01T09:00:00Z'), {
      id: 'YEARREF',
      state: 'completed',
      sale_id: 'YEAR',
      amount: { total: '-12.00', currency: 'USD' },
    }),
    subscribed('CANCELLED', '2026-06-20T08:00:00Z', { status: 'CANCELLED' }),
  ]),
  rows: rows({
    payments: [payment('YEAR', '2026-03-01T10:00:02Z', { refundedMinor: 1200n })],
    refunds: [{ refundRef: 'YEARREF', paymentRef: 'YEAR', status: 'succeeded', amountMinor: 1200n }],
    subscriptions: subscription({
      currentPeriodStart: iso('2026-03-01T10:00:00Z'),
      currentPeriodEnd: iso('2027-03-01T10:00:00Z'),
      canceledAt: iso('2026-06-20T08:00:00Z'),
      paidUntil: null,
      paidUntilSource: null,
      validUntil: iso('2026-05-01T09:00:00Z'),
      accessEndReason: 'refunded',
    }),
  }),
};

const afterFailure: Lifecycle = {
  name: 'a month that failed and was never paid is not paid by the next billing that PayPal names after it',
  deliveries: recorded('fail', [
    subscribed('ACTIVATED', '2026-02-15T10:00:10Z', paid('2026-02-15T10:00:00Z', '2026-03-15T10:00:00Z')),
    sold('FIRST', '2026-02-15T10:00:00Z'),
    subscribed(
      'PAYMENT.FAILED',
      '2026-03-15T10:30:00Z',
      paid('2026-02-15T10:00:00Z', '2026-04-15T10:00:00Z'),
    ),
    subscribed('SUSPENDED', '2026-03-20T10:30:00Z', {
      status: 'SUSPENDED',
      ...paid('2026-02-15T10:00:00Z', '2026-04-15T10:00:00Z', { failed_payments_count: 2 }),
    }),
  ]),
  rows: rows({
    payments: [payment('FIRST', '2026-02-15T10:00:00Z')],
    subscriptions: subscription({
      status: 'paused',
      currentPeriodStart: iso('2026-02-15T10:00:00Z'),
      currentPeriodEnd: iso('2026-03-15T10:00:00Z'),
      paidUntil: iso('2026-03-15T10:00:00Z'),
      paidUntilSource: 'stated',
      // The failed month was tolerated until it was suspended.
      validUntil: iso('2026-03-20T10:30:00Z'),
      accessEndReason: 'paused',
    }),
  }),
};

const afterPause: Lifecycle = {
  name: 'months of a pause are not paid by what is said when the subscription runs again',
  deliveries: recorded('pause', [
    subscribed('ACTIVATED', '2026-02-15T10:00:10Z', paid('2026-02-15T10:00:00Z', '2026-03-15T10:00:00Z')),
    subscribed('SUSPENDED', '2026-02-20T10:00:00Z', { status: 'SUSPENDED', ...paid('2026-02-15T10:00:00Z') }),
    subscribed('ACTIVATED', '2026-06-01T10:00:00Z', {
      status_update_time: '2026-06-01T09:59:59Z',
      ...paid('2026-02-15T10:00:00Z', '2026-06-15T10:00:00Z'),
    }),
    subscribed('CANCELLED', '2026-06-02T10:00:00Z', { status: 'CANCELLED', ...paid('2026-02-15T10:00:00Z') }),
  ]),
  rows: rows({
    subscriptions: subscription({
      currentPeriodStart: iso('2026-02-15T10:00:00Z'),
      currentPeriodEnd: iso('2026-03-15T10:00:00Z'),
      canceledAt: iso('2026-06-02T10:00:00Z'),
      paidUntil: iso('2026-03-15T10:00:00Z'),
      paidUntilSource: 'stated',
      validUntil: iso('2026-06-02T10:00:00Z'),
    }),
  }),
};

export const PAYPAL_PERIODS: readonly Lifecycle[] = [
  elevenRenewals,
  inTheMiddle,
  refundedYear,
  afterFailure,
  afterPause,
];
