import type { EventFacts } from '@payspool/events';
import { type ReadFacts, unknownWord } from '../../contract/index.ts';
import { money } from '../money.ts';
import type { Transaction } from '../schema.ts';

type PaymentFacts = Extract<EventFacts, { type: `payment.${string}` }>;

/**
 * The statuses (creem SDK, TransactionStatus; `chargeback` is in the sample of dispute.created). Money that went back had come in
 * before.
 */
export const TRANSACTION_TYPES: ReadonlyMap<string | undefined, PaymentFacts['type']> = new Map([
  ['pending', 'payment.pending'],
  ['paid', 'payment.succeeded'],
  ['refunded', 'payment.succeeded'],
  ['partialRefund', 'payment.succeeded'],
  ['chargedBack', 'payment.succeeded'],
  ['chargeback', 'payment.succeeded'],
  ['declined', 'payment.failed'],
  ['uncollectible', 'payment.failed'],
  ['canceled', 'payment.canceled'],
  ['void', 'payment.canceled'],
]);

/** Whether the amount was taken back by the buyer's bank. */
export const isChargedBack = ({ status }: Pick<Transaction, 'status'>): boolean =>
  status === 'chargedBack' || status === 'chargeback';

/** The purchase of a payment. */
export interface Purchase {
  readonly orderRef?: string | undefined;
  readonly subscriptionRef?: string | undefined;
  /** A payment for an order alone. Otherwise the order belongs to a subscription, or may belong to one. */
  readonly isOneTime: boolean;
}

/**
 * How a payment is connected. The order of a purchase has one payment, which is also called by the order's id: a checkout may not name
 * its transaction.
 */
export const linksOf = <PaymentRef extends string | undefined>(
  { orderRef, subscriptionRef, isOneTime }: Purchase,
  paymentRef: PaymentRef,
) => ({
  paymentRef,
  paymentAliases:
    isOneTime && paymentRef !== undefined && orderRef !== undefined && orderRef !== paymentRef
      ? [orderRef]
      : undefined,
  orderRef,
  subscriptionRef,
  tentative: isOneTime ? undefined : (true as const),
});

/** A transaction that an event includes. Its status counts. Without a known status it only connects. */
export function transactionFacts(
  transaction: Transaction,
  {
    occurredAt,
    path,
    customerRef,
    ...purchase
  }: Purchase & {
    readonly occurredAt: string;
    /** Its path in the body. */
    readonly path: string;
    readonly customerRef?: string | undefined;
  },
): ReadFacts {
  const { id, status, currency } = transaction;
  const type = TRANSACTION_TYPES.get(status);
  const amount = amountOf(transaction, type);
  if (amount === 0) return { facts: [] };
  const payment: PaymentFacts = {
    type: type ?? 'payment.linked',
    occurredAt,
    ...linksOf(purchase, id),
    amount:
      amount === undefined || currency === undefined
        ? undefined
        : money(amount, currency, `${path}.currency`),
    settlesOrder: purchase.isOneTime ? true : undefined,
    providerStatus: status,
    customerRef: customerRef ?? transaction.customer,
  };
  // Of a transaction that is named and not included, nothing is known.
  const isIncluded = status !== undefined || amount !== undefined;
  const unknown = isIncluded && type === undefined ? [unknownWord('transaction status', status)] : [];
  return { facts: [payment], warnings: unknown };
}

/** What the buyer paid, tax included; before that, the price. */
const amountOf = (
  { amount, amount_paid }: Transaction,
  type: PaymentFacts['type'] | undefined,
): number | undefined => (type === 'payment.succeeded' ? (amount_paid ?? amount) : amount);
