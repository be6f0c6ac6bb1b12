import type { EventFacts, Money, PaidPeriod } from '@payspool/events';
import { fromIsoText, unknownWord } from '../../contract/index.ts';
import { startOfDay } from '../dates.ts';
import { money, type SquareMoney } from '../money.ts';
import { about, type About } from '../read-object.ts';
import { Invoice } from '../schema.ts';

type OrderType = Extract<EventFacts['type'], `order.${string}`>;
type SubscriptionFacts = Extract<EventFacts, { type: `subscription.${string}` }>;

/** By `status` (square-nodejs-sdk src/api/types/InvoiceStatus.ts): what an invoice makes of its order. */
const ORDER_TYPES: ReadonlyMap<string | undefined, OrderType> = new Map([
  ['DRAFT', 'order.created'],
  ['SCHEDULED', 'order.created'],
  ['UNPAID', 'order.created'],
  ['PAYMENT_PENDING', 'order.created'],
  ['PARTIALLY_PAID', 'order.created'],
  ['FAILED', 'order.created'],
  ['PAID', 'order.completed'],
  ['PARTIALLY_REFUNDED', 'order.completed'],
  ['REFUNDED', 'order.completed'],
  ['CANCELED', 'order.canceled'],
]);

/** An invoice states the amount due of its order, and whether the order belongs to a subscription. */
export const invoice = about('invoice', Invoice, (bill, event) => {
  const known = ORDER_TYPES.get(bill.status);
  const { order_id: orderRef = bill.id, subscription_id: subscriptionRef } = bill;
  const order: EventFacts = {
    type: known ?? 'order.created',
    occurredAt: event.occurredAt,
    orderRef,
    // See `payment`: the order stands for the invoice, because a payment does not name the invoice.
    invoiceRef: orderRef,
    subscriptionRef,
    // A draft has not been sent to anybody.
    tentative: subscriptionRef !== undefined || bill.status === 'DRAFT' ? true : undefined,
    amount: totalOf(bill),
    createdAt: fromIsoText(bill.created_at),
    customerRef: bill.primary_recipient?.customer_id,
    providerStatus: bill.status,
  };
  const subscription = subscriptionRef === undefined ? [] : [billed(bill, { ...event, subscriptionRef })];
  return {
    facts: [...subscription, order],
    warnings: known ? [] : [unknownWord('invoice status', bill.status)],
  };
});

/**
 * What an invoice says about its subscription. Square goes on billing whether or not earlier invoices were paid
 * (docs/subscriptions-api/subscription-billing), so that the status `past_due` is ours: from a failed charge to the next payment.
 */
function billed(
  bill: Invoice,
  { type, occurredAt, subscriptionRef }: About & { readonly subscriptionRef: string },
): SubscriptionFacts {
  const paidPeriod = paidPeriodOf(bill);
  const common = {
    occurredAt,
    subscriptionRef,
    invoiceRef: bill.order_id ?? bill.id,
    customerRef: bill.primary_recipient?.customer_id,
    paidPeriod,
  };
  if (type === 'invoice.scheduled_charge_failed')
    return {
      type: 'subscription.past_due',
      status: 'past_due',
      statusAfter: ['active', 'past_due'],
      ...common,
    };
  if (type === 'invoice.payment_made' && paidPeriod)
    return {
      type: 'subscription.renewed',
      status: 'active',
      statusAfter: ['active', 'past_due'],
      currentPeriodStart: paidPeriod.start,
      ...common,
    };
  return { type: 'subscription.updated', ...common };
}

/**
 * The period of a paid invoice. It begins when the invoice is due: subscriptions are billed in advance, at the start of each period
 * (docs/subscriptions-api/subscription-billing). The invoice does not say when it ends.
 */
function paidPeriodOf(bill: Invoice): PaidPeriod | undefined {
  if (ORDER_TYPES.get(bill.status) !== 'order.completed') return undefined;
  const [first] = (bill.payment_requests ?? []).flatMap(({ due_date }) => due_date ?? []).toSorted();
  const start = startOfDay(first, { timeZone: bill.timezone }) ?? fromIsoText(bill.created_at);
  if (start === undefined) return undefined;
  return {
    start,
    invoiceRef: bill.order_id ?? bill.id,
    nothingDue: totalOf(bill)?.amountMinor === 0n ? true : undefined,
  };
}

/** All payment requests of an invoice are together the amount of its order (square-nodejs-sdk src/api/types/Invoice.ts). */
function totalOf({ payment_requests: requests = [] }: Invoice): Money | undefined {
  const amounts = requests.flatMap(({ computed_amount_money }) => computed_amount_money ?? []);
  const [first] = amounts;
  if (!first || amounts.length < requests.length) return undefined;
  if (amounts.some(({ currency }) => currency !== first.currency)) return undefined;
  return { ...money(first), amountMinor: amounts.reduce(addMinor, 0n) };
}

const addMinor = (sum: bigint, { amount }: SquareMoney): bigint => sum + BigInt(amount);
