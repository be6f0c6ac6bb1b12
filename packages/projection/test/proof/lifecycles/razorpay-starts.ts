import { after, type Lifecycle, rows, unixAfter } from '../lifecycle.ts';
import {
  at,
  DAY,
  MONTH,
  payment,
  paymentRow,
  row,
  subscription,
  recorded,
} from './razorpay-subscriptions.ts';

const START_AT = 14 * DAY;
const authenticated = at(30, 'subscription.authenticated', {
  subscription: subscription('authenticated', {
    current_start: null,
    current_end: null,
    start_at: unixAfter(START_AT),
  }),
});
const scheduled: Lifecycle = {
  name: 'a subscription that starts later gives no access until then',
  deliveries: recorded([authenticated]),
  rows: rows({
    subscriptions: [
      row({
        status: 'incomplete',
        currentPeriodStart: null,
        currentPeriodEnd: null,
        startsAt: after(START_AT),
        paidUntil: null,
        paidUntilSource: null,
        access: 'none',
      }),
    ],
  }),
};

const trial: Lifecycle = {
  name: 'a subscription that starts later is on trial until then, where the merchant says so',
  deliveries: recorded([authenticated], { futureStart: 'trial' }),
  rows: rows({
    subscriptions: [
      row({
        status: 'trialing',
        currentPeriodStart: null,
        currentPeriodEnd: null,
        startsAt: after(START_AT),
        trialEnd: after(START_AT),
        paidUntil: null,
        paidUntilSource: null,
      }),
    ],
  }),
};

const begins = { current_start: unixAfter(START_AT), current_end: unixAfter(START_AT + MONTH) };
const started: Lifecycle = {
  name: 'a trial becomes a subscription that is paid for',
  deliveries: recorded(
    [
      authenticated,
      at(START_AT + 5, 'subscription.activated', {
        subscription: subscription('active', { ...begins, start_at: unixAfter(START_AT), paid_count: 0 }),
      }),
      at(START_AT + 10, 'subscription.charged', {
        subscription: subscription('active', { ...begins, start_at: unixAfter(START_AT), paid_count: 1 }),
        payment: payment(0),
      }),
    ],
    { futureStart: 'trial' },
  ),
  rows: rows({
    payments: [paymentRow(0, { occurredAt: after(START_AT + 10) })],
    subscriptions: [
      row({
        currentPeriodStart: after(START_AT),
        currentPeriodEnd: after(START_AT + MONTH),
        trialEnd: after(START_AT),
        paidUntil: after(START_AT + MONTH),
      }),
    ],
  }),
};

export const RAZORPAY_STARTS: readonly Lifecycle[] = [scheduled, trial, started];
