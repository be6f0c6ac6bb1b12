import type { ScenarioContext, SimulatedDelivery } from '../../../simulator/contract.ts';
import { timeAt } from '../../../simulator/scenario.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A time as Paddle writes it, with microseconds. */
const written = (time: Date): string => time.toISOString().replace('Z', '417Z');
const writtenAt = (context: ScenarioContext, offset: number): string => written(timeAt(context, offset));

/** An event, `offset` seconds after the start. `name` is unique in the scenario. */
export function event(
  context: ScenarioContext,
  story: { readonly type: string; readonly offset: number; readonly name: string; readonly data: Fields },
): SimulatedDelivery {
  const occurredAt = timeAt(context, story.offset);
  const body = {
    event_id: `evt_${context.uid}${story.name}`,
    event_type: story.type,
    occurred_at: written(occurredAt),
    notification_id: `ntf_${context.uid}${story.name}`,
    data: story.data,
  };
  return { type: story.type, body: Buffer.from(JSON.stringify(body)), occurredAt };
}

/** 49.00 EUR with 19 % tax. */
export const PRICE = 4900;
const DAY = 86_400;
export const MONTH = 30 * DAY;

const price = (cycle: Fields | null) => ({
  id: cycle ? 'pri_payspoolmonthly' : 'pri_payspoolonce',
  description: 'Tea',
  name: 'Tea',
  product_id: 'pro_payspooltea',
  unit_price: { amount: String(PRICE), currency_code: 'EUR' },
  billing_cycle: cycle,
  trial_period: null,
});
const MONTHLY = { interval: 'month', frequency: 1 };

export interface TransactionStory {
  readonly id?: string;
  readonly status: string;
  readonly origin?: string;
  /** Whether its item is recurring, so that it begins or renews a subscription. */
  readonly recurring?: boolean;
  readonly subscriptionId?: string;
  /** Begin of the month that it pays for, in seconds after the start. */
  readonly monthFrom?: number;
  readonly amount?: number;
  /** Attempts to pay, newest first, by their status and their time. */
  readonly attempts?: readonly (readonly [status: string, offset: number])[];
}

export const transactionId = ({ uid }: ScenarioContext): string => `txn_${uid}`;
export const subscriptionId = ({ uid }: ScenarioContext): string => `sub_${uid}`;

export function transaction(
  context: ScenarioContext,
  {
    id = transactionId(context),
    status,
    origin = 'web',
    recurring = false,
    subscriptionId: of,
    monthFrom,
    amount = PRICE,
    attempts = [],
  }: TransactionStory,
): Fields {
  const tax = Math.floor((amount * 19) / 119);
  const isPaid = status === 'paid' || status === 'completed';
  return {
    id,
    status,
    customer_id: status === 'draft' ? null : `ctm_${context.uid}`,
    address_id: status === 'draft' ? null : `add_${context.uid}`,
    custom_data: { order_id: `order-${context.uid}` },
    currency_code: 'EUR',
    origin,
    subscription_id: of ?? null,
    invoice_id: status === 'completed' ? `inv_${id.slice('txn_'.length)}` : null,
    collection_mode: 'automatic',
    billing_period: monthFrom === undefined ? null : month(context, monthFrom),
    items: [{ price: price(recurring ? MONTHLY : null), quantity: 1, proration: null }],
    details: {
      totals: {
        subtotal: String(amount - tax),
        discount: '0',
        tax: String(tax),
        total: String(amount),
        credit: '0',
        balance: String(isPaid ? 0 : amount),
        grand_total: String(amount),
        currency_code: 'EUR',
      },
    },
    payments: attempts.map(([attempt, offset]) => ({
      payment_attempt_id: `${id}-${offset}`,
      amount: String(amount),
      status: attempt,
      error_code: attempt === 'error' ? 'declined' : null,
      method_details: {
        type: 'card',
        card: { type: 'visa', last4: '4242', cardholder_name: 'Ines Carvalho' },
      },
      created_at: writtenAt(context, offset),
      captured_at: attempt === 'captured' ? writtenAt(context, offset) : null,
    })),
    created_at: writtenAt(context, 0),
    billed_at: isPaid ? writtenAt(context, attempts[0]?.[1] ?? 0) : null,
  };
}

const month = (context: ScenarioContext, from: number) => ({
  starts_at: writtenAt(context, from),
  ends_at: writtenAt(context, from + MONTH),
});

export interface SubscriptionStory {
  readonly status: string;
  /** Begin of the current month, in seconds after the start; absent if there is no period. */
  readonly monthFrom?: number;
  readonly scheduledChange?: Fields;
  readonly canceledAt?: number;
  /** Only in `subscription.created`. */
  readonly transactionId?: string;
  /** End of the trial, in seconds after the start. */
  readonly trialUntil?: number;
}

export function subscription(
  context: ScenarioContext,
  { status, monthFrom, scheduledChange, canceledAt, transactionId: of, trialUntil }: SubscriptionStory,
): Fields {
  return {
    id: subscriptionId(context),
    status,
    ...(of && { transaction_id: of }),
    customer_id: `ctm_${context.uid}`,
    currency_code: 'EUR',
    collection_mode: 'automatic',
    items: [
      {
        status: 'active',
        quantity: 1,
        recurring: true,
        created_at: writtenAt(context, 0),
        trial_dates:
          trialUntil === undefined
            ? null
            : { starts_at: writtenAt(context, 0), ends_at: writtenAt(context, trialUntil) },
        price: price(MONTHLY),
      },
    ],
    current_billing_period: monthFrom === undefined ? null : month(context, monthFrom),
    scheduled_change: scheduledChange ?? null,
    canceled_at: canceledAt === undefined ? null : writtenAt(context, canceledAt),
    custom_data: { order_id: `order-${context.uid}` },
    created_at: writtenAt(context, 0),
  };
}

export function adjustment(
  context: ScenarioContext,
  story: {
    readonly id: string;
    readonly action: string;
    readonly status: string;
    readonly amount: number;
    readonly transactionId?: string;
    readonly subscriptionId?: string;
  },
): Fields {
  return {
    id: `adj_${context.uid}${story.id}`,
    action: story.action,
    type: 'partial',
    transaction_id: story.transactionId ?? transactionId(context),
    subscription_id: story.subscriptionId ?? null,
    customer_id: `ctm_${context.uid}`,
    reason: 'returned',
    currency_code: 'EUR',
    status: story.status,
    totals: { subtotal: '0', tax: '0', total: String(story.amount), currency_code: 'EUR' },
  };
}
