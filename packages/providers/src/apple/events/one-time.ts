import type { EventReading } from '../../contract/index.ts';
import type { Transaction } from '../schema.ts';
import { amountOf, isFree, isShared, ownerOf, paymentOf, type RefundChange } from './transaction.ts';

/** Products that are bought once (appstoreservernotifications/type). */
export const ONE_TIME_TYPES: ReadonlySet<string> = new Set([
  'Consumable',
  'Non-Consumable',
  'Non-Renewing Subscription',
]);

/** A product that is bought once: an order with one payment, both called by the transaction's id. */
export function oneTimeOf(
  transaction: Transaction,
  { signedAt, refund }: { readonly signedAt: string; readonly refund: RefundChange },
): EventReading {
  const { transactionId: orderRef, purchaseDate: occurredAt } = transaction;
  if (isShared(transaction))
    return { ignored: 'a product that the family shares: nobody paid for this transaction' };
  if (isFree(transaction)) {
    const amount = amountOf(transaction);
    return { facts: [{ type: 'order.completed', occurredAt, orderRef, amount, ...ownerOf(transaction) }] };
  }
  return paymentOf(transaction, { signedAt, refund, orderRef, settlesOrder: true });
}
