import type { EventFacts, PaidPeriod } from '@payspool/events';
import {
  fromIsoText,
  type OrdinaryHandler,
  type ReadFacts,
  together,
  unknownWord,
} from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { dataOf, Order, readData } from '../schema.ts';

type PaymentType = Extract<EventFacts['type'], `payment.${string}`>;
type OrderType = Extract<EventFacts['type'], `order.${string}`>;

const Body = dataOf(Order);

/**
 * An order is also its payment: no event names a payment of its own. All four types contain the whole order, and its status decides,
 * so `order.created`, `order.updated` and `order.paid` of a paid order are one payment. Each period of a subscription has an order.
 */
export const order: OrdinaryHandler<unknown> = ({ body, occurredAt }) => {
  const { data, warnings } = readData(Body, body);
  const unknown = ORDER_TYPES.has(data.status) ? [] : [unknownWord('order status', data.status)];
  return together(
    { facts: [], warnings: [...warnings, ...unknown] },
    bought(data, occurredAt),
    payment(data, occurredAt),
    paidPeriod(data, occurredAt),
  );
};

/** polarsource/polar server/polar/models/order.py, `OrderStatus`. */
const ORDER_TYPES: ReadonlyMap<string | undefined, OrderType> = new Map([
  ['draft', 'order.created'],
  ['pending', 'order.created'],
  ['paid', 'order.completed'],
  ['partially_refunded', 'order.completed'],
  ['refunded', 'order.completed'],
  ['void', 'order.canceled'],
]);

/** The money came in, even if it went back since. */
export const PAID_STATUSES: ReadonlySet<string | undefined> = new Set([
  'paid',
  'partially_refunded',
  'refunded',
]);
const isPaid = ({ status }: Order): boolean => PAID_STATUSES.has(status);

/** What the buyer has to pay. The rest of the total was paid by the customer's balance. */
const dueOf = ({ due_amount, total_amount }: Order): number => due_amount ?? total_amount;

/** A subscription's orders are its payments, and make no order. A draft is not finished, and nobody has to pay it. */
function bought(data: Order, occurredAt: string): ReadFacts | undefined {
  const type = ORDER_TYPES.get(data.status);
  if (!type || data.subscription_id) return undefined;
  return {
    facts: [
      {
        type,
        occurredAt,
        orderRef: data.id,
        paymentRef: data.id,
        amount: money(dueOf(data), data.currency),
        createdAt: fromIsoText(data.created_at),
        tentative: isDraft(data),
        providerStatus: data.status,
        ...merchantRef(data.metadata),
        customerRef: data.customer_id,
      },
    ],
  };
}

const isDraft = ({ status }: Order): true | undefined => (status === 'draft' ? true : undefined);

function payment(data: Order, occurredAt: string): ReadFacts {
  const { id, subscription_id: subscriptionRef, refunded_amount, refunded_tax_amount } = data;
  const type = paymentType(data);
  const total =
    type !== 'payment.succeeded' || refunded_amount === undefined
      ? undefined
      : BigInt(refunded_amount) + BigInt(refunded_tax_amount ?? 0);
  return {
    facts: [
      {
        type,
        occurredAt,
        paymentRef: id,
        orderRef: subscriptionRef ? undefined : id,
        subscriptionRef,
        tentative: isDraft(data),
        amount: type === 'payment.linked' ? undefined : money(dueOf(data), data.currency),
        amountRefundedMinor: total,
        providerStatus: data.status,
        ...merchantRef(data.metadata),
        customerRef: data.customer_id,
      },
    ],
  };
}

/** An order of 0 moves no money. A pending order with a time of the next attempt had an attempt that failed. */
function paymentType(data: Order): PaymentType {
  if (dueOf(data) === 0) return 'payment.linked';
  if (isPaid(data)) return 'payment.succeeded';
  return data.status === 'pending' && data.next_payment_attempt_at !== undefined
    ? 'payment.failed'
    : 'payment.linked';
}

/** The period of a subscription that a paid order paid for. */
function paidPeriod(data: Order, occurredAt: string): ReadFacts | undefined {
  const { subscription_id: subscriptionRef, billing_reason } = data;
  const period = subscriptionRef && isPaid(data) ? periodOf(data) : undefined;
  if (!subscriptionRef || !period) return undefined;
  return {
    facts: [
      {
        type: billing_reason === 'subscription_cycle' ? 'subscription.renewed' : 'subscription.updated',
        occurredAt,
        subscriptionRef,
        paidPeriod: {
          ...period,
          paymentRef: data.id,
          nothingDue: dueOf(data) === 0 || undefined,
        },
        customerRef: data.customer_id,
      },
    ],
  };
}

/** A period and its order are made at almost the same time; the scheduler may need a while. */
const ALMOST_MS = 3_600_000;

/**
 * The order does not state its period; it contains the subscription with the current one. That is the order's own period if the
 * order was made in it. If the subscription has moved on since (an order that is paid late, or refunded later), only the begin of
 * its period is known: the time at which the order was made. An order for a change of the plan counts if a new period began with it.
 */
function periodOf(data: Order): Pick<PaidPeriod, 'start' | 'end'> | undefined {
  const made = fromIsoText(data.created_at);
  const start = fromIsoText(data.subscription?.current_period_start);
  const end = fromIsoText(data.subscription?.current_period_end);
  if (made === undefined || start === undefined || end === undefined || end <= start) return undefined;
  const afterStart = Date.parse(made) - Date.parse(start);
  switch (data.billing_reason) {
    case 'subscription_create':
    case 'subscription_cycle':
      // The last order of a canceled subscription charges only what was used.
      if (data.subscription?.status === 'canceled' || made >= end) return undefined;
      return afterStart >= -ALMOST_MS ? { start, end } : { start: made };
    case 'subscription_update':
      return Math.abs(afterStart) < ALMOST_MS ? { start, end } : undefined;
    default:
      return undefined;
  }
}
