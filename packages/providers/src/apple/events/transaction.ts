import type { EventFacts, Money } from '@payspool/events';
import { merchantReference } from '../../contract/index.ts';
import type { Transaction } from '../schema.ts';

type PaymentFacts = Extract<EventFacts, { type: `payment.${string}` }>;

/** Apple writes every amount in milliunits: thousandths of the currency's unit, also for JPY (appstoreservernotifications/price). */
const EXPONENT = 3;
/** 100 percent, in thousandths of a percent (appstoreservernotifications/revocationpercentage). */
const WHOLE = 100_000n;

/** A member of a family uses what another member bought. Nobody paid for this transaction. */
export const isShared = ({ inAppOwnershipType }: Transaction): boolean =>
  inAppOwnershipType === 'FAMILY_SHARED';

/** A free trial, or a purchase with a code that makes it free. */
export const isFree = ({ price, offerDiscountType }: Transaction): boolean =>
  price === 0 || (price === undefined && offerDiscountType === 'FREE_TRIAL');

/** The amount of a transaction; `undefined` in notifications of before version 2.9, which had no prices. */
export const amountOf = ({ price, currency }: Transaction): Money | undefined =>
  price === undefined || currency === undefined
    ? undefined
    : { amountMinor: BigInt(price), currency, exponent: EXPONENT };

/** What every event of a purchase says about its owner. */
export const ownerOf = ({ appAccountToken, appTransactionId }: Transaction) => ({
  // The app sets the token on the buyer's device, where it can be changed.
  ...merchantReference({ field: 'appAccountToken', value: appAccountToken, writer: 'buyer' }),
  customerRef: appTransactionId,
});

/** How a notification changes the refunds of its transaction. */
export type RefundChange = 'none' | 'reversed';

/**
 * The payment of a transaction: none if nobody paid for it. A refund is the total that went back of the transaction, because Apple
 * gives a refund no id, reverses it, and may make it again.
 */
export function paymentOf(
  transaction: Transaction,
  {
    signedAt,
    refund,
    ...of
  }: {
    /** `signedDate`: the refunded total is that of this time. */
    readonly signedAt: string;
    readonly refund: RefundChange;
  } & Pick<PaymentFacts, 'orderRef' | 'subscriptionRef' | 'settlesOrder'>,
): { readonly facts: readonly PaymentFacts[]; readonly warnings: readonly string[] } {
  if (isShared(transaction) || isFree(transaction)) return { facts: [], warnings: [] };
  const { purchaseDate, transactionId } = transaction;
  const amount = amountOf(transaction);
  const payment: PaymentFacts = {
    type: 'payment.succeeded',
    // A renewal is charged up to a day before its period, whose start is the purchase date.
    occurredAt: purchaseDate < signedAt ? purchaseDate : signedAt,
    paymentRef: transactionId,
    amount,
    ...of,
    ...ownerOf(transaction),
  };
  const refunded = refund === 'reversed' ? 0n : refundedOf(transaction);
  if (refunded === undefined) return { facts: [payment], warnings: [] };
  if (refunded === 'unknown')
    return { facts: [payment], warnings: ['a refund of a transaction without a price is left out'] };
  const stated: PaymentFacts = { ...payment, occurredAt: signedAt, amountRefundedMinor: refunded };
  return { facts: [payment, stated], warnings: [] };
}

/** The refunded part of the price, rounded to milliunits. Without a percentage it is the whole: older notifications have none. */
function refundedOf({ price, revocationDate, revocationPercentage }: Transaction) {
  if (revocationDate === undefined) return undefined;
  if (price === undefined) return 'unknown' as const;
  const share = revocationPercentage === undefined ? WHOLE : BigInt(revocationPercentage);
  return (BigInt(price) * share + WHOLE / 2n) / WHOLE;
}
