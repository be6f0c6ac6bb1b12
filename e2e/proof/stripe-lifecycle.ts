import { item, MONTH, stripeEvent, subscription, tiedKeys } from './stripe-events.ts';
import { DAY, isoTime, NO_ROWS, providerOf, type Row, type Story, uidOf, unixTime } from './story.ts';

const UPDATED = 'customer.subscription.updated';

/**
 * Created, activated and given its seats within one second; past due at the end of the month, recovered, then set to cancel at
 * the end of the period.
 */
export function stripeLifecycle(copy: number): Story {
  const uid = uidOf('sl', copy);
  const seats = { uid, copy };
  const one = item(seats, { quantity: 1, period: 0 });
  const many = item(seats, { quantity: seatsOf(copy), period: 0 });
  const next = item(seats, { quantity: seatsOf(copy), period: 1 });
  const renewed = { latest_invoice: `in_${uid}b` };
  const leaving = {
    ...renewed,
    cancel_at: unixTime(copy, 2 * MONTH),
    cancel_at_period_end: true,
    canceled_at: unixTime(copy, 40 * DAY),
  };
  const [created, activated, grown] = tiedKeys(copy);
  return {
    provider: providerOf('stripe'),
    uid,
    deliveries: [
      stripeEvent(seats, {
        key: created,
        type: 'customer.subscription.created',
        after: 0,
        object: subscription(seats, one, { status: 'incomplete' }),
      }),
      stripeEvent(seats, {
        key: activated,
        type: UPDATED,
        after: 0,
        object: subscription(seats, one, { status: 'active' }),
        previous: { status: 'incomplete' },
      }),
      stripeEvent(seats, {
        key: grown,
        type: UPDATED,
        after: 0,
        object: subscription(seats, many, { status: 'active' }),
        previous: { items: { data: [one] }, quantity: 1 },
      }),
      stripeEvent(seats, {
        key: 4,
        type: UPDATED,
        after: MONTH + 3600,
        object: subscription(seats, next, { ...renewed, status: 'past_due' }),
        previous: { items: { data: [many] }, latest_invoice: `in_${uid}a`, status: 'active' },
      }),
      stripeEvent(seats, {
        key: 5,
        type: UPDATED,
        after: 34 * DAY,
        object: subscription(seats, next, { ...renewed, status: 'active' }),
        previous: { status: 'past_due' },
      }),
      stripeEvent(seats, {
        key: 6,
        type: UPDATED,
        after: 40 * DAY,
        object: subscription(seats, next, { ...leaving, status: 'active' }),
        previous: { cancel_at: null, cancel_at_period_end: false, canceled_at: null },
      }),
      stripeEvent(seats, {
        key: 7,
        type: 'customer.subscription.deleted',
        after: 2 * MONTH,
        object: subscription(seats, next, {
          ...leaving,
          ended_at: unixTime(copy, 2 * MONTH),
          status: 'canceled',
        }),
      }),
    ],
    rows: { ...NO_ROWS, subscriptions: [finalRow(copy)] },
  };
}

const seatsOf = (copy: number): number => 2 + (copy % 7);

const finalRow = (copy: number): Row => ({
  provider: 'stripe',
  account: 'default',
  subscriptionRef: `sub_${uidOf('sl', copy)}`,
  merchantRef: `basket-${uidOf('sl', copy)}`,
  customerRef: `cus_${uidOf('sl', copy)}`,
  planRef: 'price_seat_monthly',
  quantity: 2 + (copy % 7),
  status: 'canceled',
  providerStatus: 'canceled',
  currentPeriodStart: isoTime(copy, 31 * DAY),
  currentPeriodEnd: isoTime(copy, 62 * DAY),
  cancelAt: isoTime(copy, 62 * DAY),
  canceledAt: isoTime(copy, 40 * DAY),
  trialEnd: null,
  createdAt: isoTime(copy, 0),
  updatedAt: isoTime(copy, 62 * DAY),
});
