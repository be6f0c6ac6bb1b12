import type { EventFacts, Money } from '@payspool/events';
import {
  checkShape,
  type OrdinaryHandler,
  type ReadFacts,
  together,
  unknownWord,
  UnusableEventError,
} from '../../contract/index.ts';
import { readMoney } from '../money.ts';
import { timeIn } from '../occurred-at.ts';
import { Transaction } from '../schema.ts';
import { topicWarnings } from '../topic.ts';

type PaymentType = Extract<EventFacts['type'], `payment.${string}`>;
type RefundType = Extract<EventFacts['type'], `refund.${string}`>;

/** The status of a sale or capture. An authorization that succeeded is authorized. */
export const PAYMENT_TYPES: ReadonlyMap<string, PaymentType> = new Map([
  ['success', 'payment.succeeded'],
  ['pending', 'payment.pending'],
  ['awaiting_response', 'payment.pending'],
  ['failure', 'payment.failed'],
  ['error', 'payment.failed'],
]);

/** The status of a transaction that gives money back. */
export const REFUND_TYPES: ReadonlyMap<string, RefundType> = new Map([
  ['success', 'refund.succeeded'],
  ['pending', 'refund.pending'],
  ['awaiting_response', 'refund.pending'],
  ['failure', 'refund.failed'],
  ['error', 'refund.failed'],
]);

/** Kinds that change no payment, with the reason. */
const IGNORED_KINDS: ReadonlyMap<string, string> = new Map([
  ['change', 'change that was given for cash'],
  ['suggested_refund', 'a refund that was only suggested'],
]);

/** `order_transactions/create`, which is also sent when the status of a transaction changes. */
export const transaction: OrdinaryHandler = ({ body, headers, occurredAt }) => {
  const read = checkShape(Transaction, body);
  const ignored = IGNORED_KINDS.get(read.kind);
  if (ignored) return { ignored };
  return together(transactionFacts(read, { occurredAt, path: '' }), {
    facts: [],
    warnings: topicWarnings(headers, 'order_transaction'),
  });
};

interface Context {
  readonly occurredAt: string;
  /** The path of the transaction in the body, with a dot at its end. */
  readonly path: string;
  /** The order, if the transaction does not name it. */
  readonly orderRef?: string | undefined;
}

/**
 * The facts of one transaction, which is a payment of its own, except for a void (it cancels its authorization) and a refund.
 *
 * @throws {UnusableEventError} if a transaction that moves money has no amount or no currency
 */
export function transactionFacts(read: Transaction, context: Context): ReadFacts {
  const { kind } = read;
  if (kind === 'refund') return refundFacts(read, context);
  if (kind === 'void') return voidFacts(read, context);
  if (kind === 'authorization' || kind === 'emv_authorization')
    return paymentFacts(read, { ...context, success: 'payment.authorized' });
  if (kind === 'sale' || kind === 'capture')
    return paymentFacts(read, { ...context, success: 'payment.succeeded' });
  return unchanged(read, context, unknownWord('transaction kind', kind));
}

/** The time of the transaction itself, so that a transaction in a refund has the same time as by itself. */
const timeOf = (read: Transaction, { occurredAt }: Context): string =>
  timeIn(read.processed_at) ?? timeIn(read.created_at) ?? occurredAt;

function paymentFacts(
  read: Transaction,
  context: Context & { readonly success: 'payment.authorized' | 'payment.succeeded' },
): ReadFacts {
  const { id, kind, status, gateway, parent_id: parent, error_code: failureCode } = read;
  const known = PAYMENT_TYPES.get(status);
  if (!known) return unchanged(read, context, unknownWord('transaction status', status));
  const type = known === 'payment.succeeded' ? context.success : known;
  const orderRef = read.order_id ?? context.orderRef;
  return {
    facts: [
      {
        type,
        occurredAt: timeOf(read, context),
        paymentRef: id,
        orderRef,
        authorizationRef: kind === 'capture' ? parent : undefined,
        paymentAliases:
          type === 'payment.succeeded' && orderRef !== undefined && gateway === SHOPIFY_PAYMENTS
            ? [disputedPayment(orderRef)]
            : undefined,
        amount: amountOf(read, context),
        failureCode: type === 'payment.failed' ? (failureCode ?? undefined) : undefined,
        providerStatus: status,
      },
    ],
  };
}

/** Only payments by Shopify Payments have disputes (shopify.dev/changelog/new-webhook-topic-disputes). */
const SHOPIFY_PAYMENTS = 'shopify_payments';

/** The name by which a dispute refers to a payment: it names only the order. */
export const disputedPayment = (orderRef: string): string => `order:${orderRef}`;

/** A void cancels the authorization that is its parent. One that failed changes nothing. */
function voidFacts(read: Transaction, context: Context): ReadFacts {
  const { status, parent_id: paymentRef } = read;
  if (status !== 'success' || paymentRef === undefined)
    return { facts: [], warnings: ['a void that did not succeed, or that names no authorization'] };
  return {
    facts: [
      {
        type: 'payment.canceled',
        occurredAt: timeOf(read, context),
        paymentRef,
        orderRef: read.order_id ?? context.orderRef,
        providerStatus: 'voided',
      },
    ],
  };
}

/** A refund of one payment. Its id is that of the transaction, because one refund may give back several payments. */
function refundFacts(read: Transaction, context: Context): ReadFacts {
  const { id, status, parent_id: paymentRef } = read;
  const type = REFUND_TYPES.get(status);
  if (!type) return unchanged(read, context, unknownWord('refund status', status));
  return {
    facts: [
      {
        type,
        occurredAt: timeOf(read, context),
        refundRef: id,
        paymentRef,
        orderRef: read.order_id ?? context.orderRef,
        amount: amountOf(read, context),
        providerStatus: status,
      },
    ],
  };
}

/** An unknown word changes nothing, but the transaction still belongs to its order. */
function unchanged(read: Transaction, context: Context, warning: string): ReadFacts {
  return {
    facts: [
      {
        type: 'payment.linked',
        occurredAt: timeOf(read, context),
        paymentRef: read.parent_id ?? read.id,
        orderRef: read.order_id ?? context.orderRef,
      },
    ],
    warnings: [warning],
  };
}

function amountOf({ amount, currency }: Transaction, { path }: Context): Money {
  if (amount !== undefined && currency !== undefined) return readMoney({ amount, currency }, `${path}amount`);
  const missing = amount === undefined ? 'amount' : 'currency';
  throw new UnusableEventError('schema_violation', {
    path: `${path}${missing}`,
    message: `a transaction without its ${missing}`,
  });
}
