import type { SimulatedDelivery } from '@payspool/providers/simulator';
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
  const [created, activated, grown] = simultaneousKeys(copy);
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

type Fields = Readonly<Record<string, unknown>>;

/** One subscription with a price per seat, as in the objects of its scenario. */
export interface Seats {
  readonly uid: string;
  readonly copy: number;
}

const MONTH = 31 * DAY;

/** An item with a price per seat and its paid period; periods are on items since API 2025-03-31. */
export const item = ({ uid, copy }: Seats, { quantity, period }: { quantity: number; period: number }) => ({
  id: `si_${uid}`,
  object: 'subscription_item',
  current_period_start: unixTime(copy, period * MONTH),
  current_period_end: unixTime(copy, (period + 1) * MONTH),
  price: {
    id: 'price_seat_monthly',
    object: 'price',
    currency: 'eur',
    product: 'prod_seat',
    recurring: { interval: 'month', interval_count: 1 },
    type: 'recurring',
    unit_amount: 1200,
  },
  quantity,
  subscription: `sub_${uid}`,
});

export const subscription = (seats: Seats, data: ReturnType<typeof item>, fields: Fields) => ({
  id: `sub_${seats.uid}`,
  object: 'subscription',
  billing_cycle_anchor: unixTime(seats.copy, 0),
  cancel_at: null,
  cancel_at_period_end: false,
  canceled_at: null,
  collection_method: 'charge_automatically',
  created: unixTime(seats.copy, 0),
  currency: 'eur',
  customer: `cus_${seats.uid}`,
  ended_at: null,
  items: { object: 'list', data: [data], has_more: false, total_count: 1 },
  latest_invoice: `in_${seats.uid}a`,
  livemode: false,
  metadata: { order_id: `basket-${seats.uid}` },
  quantity: data.quantity,
  start_date: unixTime(seats.copy, 0),
  trial_end: null,
  trial_start: null,
  ...fields,
});

/** One event of the subscription. Its id ends with `key`, which decides between events of one time if nothing else does. */
export function stripeEvent(
  { uid, copy }: Seats,
  event: {
    readonly key: number;
    readonly type: string;
    readonly after: number;
    readonly object: Fields;
    readonly previous?: Fields;
  },
): SimulatedDelivery {
  const created = unixTime(copy, event.after);
  const body = {
    id: `evt_${uid}${event.key}`,
    object: 'event',
    api_version: '2026-08-26.dahlia',
    created,
    data: { object: event.object, ...(event.previous && { previous_attributes: event.previous }) },
    livemode: false,
    pending_webhooks: 1,
    request: { id: `req_${uid}`, idempotency_key: null },
    type: event.type,
  };
  return {
    type: event.type,
    body: Buffer.from(JSON.stringify(body, null, 2)),
    occurredAt: new Date(created * 1000),
  };
}

/** Keys of three events of one second; every order of the keys occurs in some copy. */
export function simultaneousKeys(copy: number): readonly [number, number, number] {
  const orders = [
    [1, 2, 3],
    [1, 3, 2],
    [2, 1, 3],
    [2, 3, 1],
    [3, 1, 2],
    [3, 2, 1],
  ] as const;
  return orders[copy % 6] ?? orders[0];
}
