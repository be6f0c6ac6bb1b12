import { item, stripeEvent, subscription, simultaneousKeys } from './stripe-lifecycle.ts';
import {
  DAY,
  isoTime,
  NO_ROWS,
  providerOf,
  type Row,
  type Story,
  uidOf,
  unixTime,
} from '../product/expect/story.ts';

const CREATED = 'customer.subscription.created';
const UPDATED = 'customer.subscription.updated';

/**
 * Three events in one second, and nothing after them. Even copies are activated and then given seats; odd ones are given seats and
 * then a trial, so that the last of the three ends in a status that ranks below the one before it.
 */
export function stripeSimultaneous(copy: number): Story {
  const uid = uidOf('st', copy);
  const seats = { uid, copy };
  const one = item(seats, { quantity: 1, period: 0 });
  const five = item(seats, { quantity: 5, period: 0 });
  const moreSeats = { items: { data: [one] }, quantity: 1 };
  const trial = { status: 'trialing', trial_end: unixTime(copy, 14 * DAY), trial_start: unixTime(copy, 0) };
  const keys = simultaneousKeys(Math.floor(copy / 2));
  const steps =
    copy % 2 === 0
      ? [
          { type: CREATED, object: subscription(seats, one, { status: 'incomplete' }) },
          {
            type: UPDATED,
            object: subscription(seats, one, { status: 'active' }),
            previous: { status: 'incomplete' },
          },
          { type: UPDATED, object: subscription(seats, five, { status: 'active' }), previous: moreSeats },
        ]
      : [
          { type: CREATED, object: subscription(seats, one, { status: 'active' }) },
          { type: UPDATED, object: subscription(seats, five, { status: 'active' }), previous: moreSeats },
          {
            type: UPDATED,
            object: subscription(seats, five, trial),
            previous: { status: 'active', trial_end: null, trial_start: null },
          },
        ];
  return {
    provider: providerOf('stripe'),
    uid,
    deliveries: steps.map((step, place) => stripeEvent(seats, { ...step, key: keys[place] ?? 0, after: 0 })),
    rows: { ...NO_ROWS, subscriptions: [finalRow(copy)] },
  };
}

const finalRow = (copy: number): Row => ({
  provider: 'stripe',
  account: 'default',
  subscriptionRef: `sub_${uidOf('st', copy)}`,
  merchantRef: `basket-${uidOf('st', copy)}`,
  customerRef: `cus_${uidOf('st', copy)}`,
  planRef: 'price_seat_monthly',
  quantity: 5,
  status: copy % 2 === 0 ? 'active' : 'trialing',
  providerStatus: copy % 2 === 0 ? 'active' : 'trialing',
  currentPeriodStart: isoTime(copy, 0),
  currentPeriodEnd: isoTime(copy, 31 * DAY),
  cancelAt: null,
  canceledAt: null,
  trialEnd: copy % 2 === 0 ? null : isoTime(copy, 14 * DAY),
  createdAt: isoTime(copy, 0),
  updatedAt: isoTime(copy, 0),
});
