import { type EventFacts, isRecord } from '@payspool/events';
import {
  fromIsoText,
  type OrdinaryHandler,
  type ReadFacts,
  together,
  unknownWord,
} from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { dataOf, readData, Transaction } from '../schema.ts';

type PaymentType = Extract<EventFacts['type'], `payment.${string}`>;
type OrderType = Extract<EventFacts['type'], `order.${string}`>;

const Body = dataOf(Transaction);

/**
 * A transaction is both an order and its payment: one attempt to pay follows another until it is paid. All ten types contain
 * the whole transaction, and its status decides, so `paid`, `completed` and the updates beside them are one payment.
 */
export const transaction: OrdinaryHandler<unknown> = ({ body, occurredAt }) => {
  const { entity, warnings } = readData(Body, body);
  const unknown = entity.status && !ORDER_TYPES.has(entity.status);
  return together(
    {
      facts: [],
      warnings: [...warnings, ...(unknown ? [unknownWord('transaction status', entity.status)] : [])],
    },
    order(entity, occurredAt),
    payment(entity, occurredAt),
    paidPeriod(entity, occurredAt),
  );
};

/** paddle-node-sdk src/enums/transaction/transaction-status.ts. A past due transaction can still be paid. */
const ORDER_TYPES: ReadonlyMap<string | undefined, OrderType> = new Map([
  ['draft', 'order.created'],
  ['ready', 'order.created'],
  ['billed', 'order.created'],
  ['past_due', 'order.created'],
  ['paid', 'order.completed'],
  ['completed', 'order.completed'],
  ['canceled', 'order.canceled'],
]);

/** Paid: captured. Completed: processed by Paddle as well (developer.paddle.com/webhooks/transactions/transaction-paid). */
const isPaid = ({ status }: Transaction): boolean => status === 'paid' || status === 'completed';

/**
 * The status of the last attempt, while the transaction is not paid (paddle-node-sdk
 * src/enums/transaction/payment-attempt-status.ts). `canceled` is an authorization that was given up; another attempt may follow.
 * A captured attempt alone does not count: the transaction then becomes `paid`.
 */
export const ATTEMPT_TYPES: ReadonlyMap<string | undefined, PaymentType> = new Map([
  ['created', 'payment.pending'],
  ['action_required', 'payment.pending'],
  ['pending_no_action_required', 'payment.pending'],
  ['captured', 'payment.pending'],
  ['authorized', 'payment.authorized'],
  ['authorized_flagged', 'payment.authorized'],
  ['error', 'payment.failed'],
  ['canceled', 'payment.failed'],
  ['dropped', 'payment.failed'],
]);

/** Words that say nothing about the payment. */
const SILENT_ATTEMPTS: ReadonlySet<string | undefined> = new Set([undefined, 'unknown']);

/** Whether a subscription is made of it, if it names none yet: `transaction.paid` may come before the subscription exists. */
const hasRecurringItem = ({ items = [] }: Transaction): boolean =>
  items.some(({ price }) => isRecord(price?.billing_cycle));

/** A checkout that was opened and left again: without a customer, an invoice or an attempt to pay, nobody has ordered anything. */
const isOnlyOpened = ({ status, billed_at, payments = [] }: Transaction): boolean =>
  status === 'draft' || (status === 'canceled' && billed_at === undefined && payments.length === 0);

/** A transaction that credits the customer asks for nothing. */
const dueOf = ({ details }: Transaction): bigint =>
  details.totals.grand_total > 0n ? details.totals.grand_total : 0n;

/** The order of a transaction without recurring items. A subscription's transactions make no order. */
function order(entity: Transaction, occurredAt: string): ReadFacts | undefined {
  const type = ORDER_TYPES.get(entity.status);
  if (!type || entity.subscription_id || hasRecurringItem(entity)) return undefined;
  return {
    facts: [
      {
        type,
        occurredAt,
        orderRef: entity.id,
        paymentRef: entity.id,
        invoiceRef: entity.invoice_id,
        amount: money(dueOf(entity), entity.currency_code),
        createdAt: fromIsoText(entity.created_at),
        tentative: isOnlyOpened(entity) || undefined,
        providerStatus: entity.status,
        ...merchantRef(entity.custom_data),
        customerRef: entity.customer_id,
      },
    ],
  };
}

function payment(entity: Transaction, occurredAt: string): ReadFacts {
  const { id, subscription_id: subscriptionRef } = entity;
  const last = lastAttempt(entity);
  const { type, unknown } = stateOf(entity, last);
  const isOrder = !subscriptionRef && !hasRecurringItem(entity);
  return {
    facts: [
      {
        type,
        occurredAt,
        paymentRef: id,
        orderRef: isOrder ? id : undefined,
        invoiceRef: entity.invoice_id,
        subscriptionRef,
        tentative: !isOrder || isOnlyOpened(entity) || undefined,
        amount: type === 'payment.linked' ? undefined : money(dueOf(entity), entity.currency_code),
        failureCode: type === 'payment.failed' ? last?.error_code : undefined,
        providerStatus: isPaid(entity) ? entity.status : last?.status,
        ...merchantRef(entity.custom_data),
        customerRef: entity.customer_id,
      },
    ],
    warnings: unknown ? [unknownWord('payment attempt status', last?.status)] : [],
  };
}

/** A transaction of 0 (a trial, a discount of 100 %, a change of the payment method) moves no money. */
function stateOf(
  entity: Transaction,
  last: Attempt | undefined,
): { readonly type: PaymentType; readonly unknown?: boolean } {
  if (dueOf(entity) === 0n) return { type: 'payment.linked' };
  if (isPaid(entity)) return { type: 'payment.succeeded' };
  if (SILENT_ATTEMPTS.has(last?.status)) return { type: 'payment.linked' };
  if (entity.status === 'canceled') return { type: 'payment.canceled' };
  const type = ATTEMPT_TYPES.get(last?.status);
  return type ? { type } : { type: 'payment.linked', unknown: true };
}

type Attempt = NonNullable<Transaction['payments']>[number];

/** Attempts are listed newest first; their times decide, and of two at one time the first in the list is the newest. */
function lastAttempt({ payments = [] }: Transaction): Attempt | undefined {
  return payments.reduce<Attempt | undefined>(
    (last, attempt) => (last && madeAt(last) >= madeAt(attempt) ? last : attempt),
    undefined,
  );
}

const madeAt = ({ created_at }: Attempt): string => fromIsoText(created_at) ?? '';

/** The period of a subscription that a paid transaction paid for. */
function paidPeriod(entity: Transaction, occurredAt: string): ReadFacts | undefined {
  const { id, subscription_id: subscriptionRef, invoice_id: invoiceRef, origin, billing_period } = entity;
  if (!subscriptionRef || !isPaid(entity) || !isForWholePeriod(entity)) return undefined;
  const [start, end] = [fromIsoText(billing_period?.starts_at), fromIsoText(billing_period?.ends_at)];
  if (start === undefined || end === undefined || end <= start) return undefined;
  const nothingDue = dueOf(entity) === 0n || undefined;
  return {
    facts: [
      {
        type: origin === 'subscription_recurring' ? 'subscription.renewed' : 'subscription.updated',
        occurredAt,
        subscriptionRef,
        invoiceRef,
        paidPeriod: { start, end, paymentRef: id, invoiceRef, nothingDue },
        customerRef: entity.customer_id,
      },
    ],
  };
}

/**
 * Origins of transactions for a whole period (paddle-node-sdk src/enums/transaction/transaction-origin.ts). The others are
 * one-time charges and changes of the payment method. A change of the items counts only if an item was charged without proration.
 */
const PERIOD_ORIGINS: ReadonlySet<string | undefined> = new Set(['web', 'api', 'subscription_recurring']);

const isForWholePeriod = ({ origin, items = [] }: Transaction): boolean =>
  PERIOD_ORIGINS.has(origin) ||
  (origin === 'subscription_update' &&
    items.some(({ price, proration }) => isRecord(price?.billing_cycle) && !isRecord(proration)));
