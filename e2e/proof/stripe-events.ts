import type { SimulatedDelivery } from '@payspool/providers/simulator';
import { DAY, unixTime } from './story.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One subscription with a price per seat, as in the objects of its scenario. */
export interface Seats {
  readonly uid: string;
  readonly copy: number;
}

export const MONTH = 31 * DAY;

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

/** One event of the subscription. Its id ends with `key`, which decides at a tie if nothing else does. */
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
export function tiedKeys(copy: number): readonly [number, number, number] {
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
