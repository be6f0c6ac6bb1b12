import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { timeAt } from '../../../simulator/scenario.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A time as Polar writes it, with microseconds. */
const written = (time: Date): string => time.toISOString().replace('Z', '417Z');
const writtenAt = (context: ScenarioContext, offset: number): string => written(timeAt(context, offset));

/** An event, `offset` seconds after the start. */
export function event(
  context: ScenarioContext,
  { type, offset, data }: { readonly type: string; readonly offset: number; readonly data: Fields },
): SimulatedDelivery {
  const occurredAt = timeAt(context, offset);
  const body = { type, timestamp: written(occurredAt), data };
  return { type, body: Buffer.from(JSON.stringify(body)), occurredAt };
}

export const MONTH = 30 * 86_400;

/** An id in the form of Polar's: `number` tells the objects of one purchase apart. */
const uuid = ({ uid }: ScenarioContext, number: string): string =>
  `${number.padEnd(8, '0')}-0000-4000-8000-${uid}`;
export const orderId = (context: ScenarioContext, number = 1): string => uuid(context, `a${number}`);
export const subscriptionId = (context: ScenarioContext): string => uuid(context, 'b');
const refundId = (context: ScenarioContext, number: number): string => uuid(context, `c${number}`);
const customerId = (context: ScenarioContext): string => uuid(context, 'd');
const PRODUCT = '5ea00000-0000-4000-8000-00000000beef';

/** 39.84 EUR and 9.16 EUR of tax. */
const [NET, TAX] = [3984, 916];

export interface OrderStory {
  readonly number?: number;
  readonly status: string;
  readonly reason?: string;
  /** When it was made, in seconds after the start. */
  readonly madeAt?: number;
  /** The refunded amount with its tax. */
  readonly refunded?: number;
  /** When the next attempt at a failed payment follows, in seconds after the start. */
  readonly nextAttemptAt?: number;
  /** The subscription at the time of the event. */
  readonly subscription?: Fields;
  readonly free?: true;
}

export function order(
  context: ScenarioContext,
  {
    number,
    status,
    reason = 'purchase',
    madeAt = 0,
    refunded = 0,
    nextAttemptAt,
    subscription: of,
    free,
  }: OrderStory,
): Fields {
  const [net, tax] = free ? [0, 0] : [NET, TAX];
  const refundedTax = Math.round((refunded * TAX) / (NET + TAX));
  return {
    id: orderId(context, number),
    created_at: writtenAt(context, madeAt),
    modified_at: null,
    status,
    paid: status !== 'pending' && status !== 'void',
    net_amount: net,
    tax_amount: tax,
    total_amount: net + tax,
    applied_balance_amount: 0,
    due_amount: net + tax,
    refunded_amount: refunded - refundedTax,
    refunded_tax_amount: refundedTax,
    currency: 'eur',
    billing_reason: reason,
    billing_name: 'Ines Carvalho',
    customer_id: customerId(context),
    product_id: PRODUCT,
    subscription_id: of?.['id'] ?? null,
    checkout_id: uuid(context, 'e'),
    next_payment_attempt_at: nextAttemptAt === undefined ? null : writtenAt(context, nextAttemptAt),
    metadata: { order_id: `order-${context.uid}` },
    customer: { id: customerId(context), email: 'ines.carvalho@example.com', name: 'Ines Carvalho' },
    subscription: of ?? null,
    items: [{ label: 'Tea', amount: net, tax_amount: tax, proration: false }],
  };
}

export interface SubscriptionStory {
  readonly status: string;
  /** Begin of the current month, in seconds after the start. */
  readonly monthFrom: number;
  /** When it was canceled, at the end of its period or at once; in seconds after the start. */
  readonly canceledAt?: number;
  readonly atPeriodEnd?: true;
  readonly endedAt?: number;
  readonly trialEnd?: number;
}

export function subscription(
  context: ScenarioContext,
  { status, monthFrom, canceledAt, atPeriodEnd, endedAt, trialEnd }: SubscriptionStory,
): Fields {
  const at = (offset: number | undefined) => (offset === undefined ? null : writtenAt(context, offset));
  return {
    id: subscriptionId(context),
    created_at: writtenAt(context, 0),
    modified_at: null,
    amount: NET,
    currency: 'eur',
    recurring_interval: 'month',
    recurring_interval_count: 1,
    status,
    current_period_start: writtenAt(context, monthFrom),
    current_period_end: writtenAt(context, monthFrom + MONTH),
    trial_start: trialEnd === undefined ? null : writtenAt(context, 0),
    trial_end: at(trialEnd),
    cancel_at_period_end: atPeriodEnd ?? false,
    canceled_at: at(canceledAt),
    started_at: writtenAt(context, 0),
    ends_at: atPeriodEnd ? writtenAt(context, monthFrom + MONTH) : at(endedAt),
    ended_at: at(endedAt),
    customer_id: customerId(context),
    product_id: PRODUCT,
    seats: null,
    units: null,
    metadata: { order_id: `order-${context.uid}` },
    customer: { id: customerId(context), email: 'ines.carvalho@example.com', name: 'Ines Carvalho' },
  };
}

export function refund(
  context: ScenarioContext,
  story: {
    readonly number: number;
    readonly status: string;
    /** With its tax. */
    readonly amount: number;
    readonly orderNumber?: number;
    readonly dispute?: Fields;
  },
): Fields {
  const tax = Math.round((story.amount * TAX) / (NET + TAX));
  return {
    id: refundId(context, story.number),
    created_at: writtenAt(context, 0),
    status: story.status,
    reason: story.dispute ? 'dispute_prevention' : 'customer_request',
    amount: story.amount - tax,
    tax_amount: tax,
    currency: 'eur',
    order_id: orderId(context, story.orderNumber),
    subscription_id: null,
    customer_id: customerId(context),
    revoke_benefits: false,
    dispute: story.dispute ?? null,
  };
}
