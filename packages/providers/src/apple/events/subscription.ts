import {
  type EventFacts,
  type PaidPeriod,
  SUBSCRIPTION_STATUSES,
  type SubscriptionStatus,
} from '@payspool/events';
import { unknownWord } from '../../contract/index.ts';
import type { PurchaseNotification, Renewal, Transaction } from '../schema.ts';
import { isFree, isShared, ownerOf } from './transaction.ts';

type SubscriptionFacts = Extract<EventFacts, { type: `subscription.${string}` }>;

/**
 * `data.status` (appstoreservernotifications/status). In the grace period the app must keep access, in the billing retry period
 * without a grace period it may end it. A revoked subscription was refunded, or is no longer shared by the family.
 */
export const SUBSCRIPTION_WORDS: Readonly<Record<string, SubscriptionStatus>> = {
  1: 'active',
  2: 'expired',
  3: 'unpaid',
  4: 'past_due',
  5: 'canceled',
};

/** The status that a type proves, if `data.status` is absent. */
const BY_TYPE: Readonly<Record<string, SubscriptionStatus>> = {
  SUBSCRIBED: 'active',
  DID_RENEW: 'active',
  DID_FAIL_TO_RENEW: 'unpaid',
  'DID_FAIL_TO_RENEW.GRACE_PERIOD': 'past_due',
  GRACE_PERIOD_EXPIRED: 'unpaid',
  EXPIRED: 'expired',
  REVOKE: 'canceled',
};

/** Statuses in which the subscription runs, so that it is known whether it will be canceled. */
const RUNNING: ReadonlySet<SubscriptionStatus | undefined> = new Set(['trialing', 'active', 'past_due']);

/** What a notification says about its subscription. */
export function subscriptionOf(
  { notificationType, subtype, data }: PurchaseNotification,
  {
    type,
    occurredAt,
    isCurrent,
  }: {
    readonly type: SubscriptionFacts['type'];
    readonly occurredAt: string;
    /** Whether the transaction is the subscription's last one. A refund may be of an earlier one. */
    readonly isCurrent: boolean;
  },
): { readonly facts: readonly SubscriptionFacts[]; readonly warnings: readonly string[] } {
  const { signedTransactionInfo: transaction, signedRenewalInfo: renewal, status: stated } = data;
  const known =
    stated === undefined
      ? (BY_TYPE[`${notificationType}.${subtype}`] ?? BY_TYPE[notificationType])
      : SUBSCRIPTION_WORDS[stated];
  const isTrial = isCurrent && transaction.offerDiscountType === 'FREE_TRIAL';
  const status = known === 'active' && isTrial ? 'trialing' : known;
  const facts: SubscriptionFacts = {
    type,
    occurredAt,
    subscriptionRef: transaction.originalTransactionId,
    status,
    // The status is the one at `signedDate`, whatever was before: a customer who subscribes again, and a refund that is
    // reversed, continue under the same id.
    statusAfter: [...SUBSCRIPTION_STATUSES],
    providerStatus: stated?.toString(),
    ...(isCurrent && {
      planRef: transaction.productId,
      quantity: transaction.quantity,
      currentPeriodStart: transaction.purchaseDate,
      currentPeriodEnd: transaction.expiresDate,
      ...(isTrial && { trialEnd: transaction.expiresDate }),
    }),
    ...endOf(renewal, { status, transaction, isCurrent, subtype, occurredAt }),
    paidPeriod: paidPeriodOf(transaction),
    ...ownerOf(transaction),
  };
  const isUnknown = stated !== undefined && known === undefined;
  return {
    facts: [facts],
    warnings: isUnknown ? [unknownWord('subscription status', String(stated))] : [],
  };
}

/** Whether it will end with the current period, and when the customer decided that. */
function endOf(
  renewal: Renewal | undefined,
  {
    status,
    transaction,
    isCurrent,
    subtype,
    occurredAt,
  }: {
    readonly status: SubscriptionStatus | undefined;
    readonly transaction: Transaction;
    readonly isCurrent: boolean;
    readonly subtype: string | undefined;
    readonly occurredAt: string;
  },
): Pick<SubscriptionFacts, 'cancelAt' | 'canceledAt'> {
  if (status === 'canceled') return { canceledAt: transaction.revocationDate ?? occurredAt };
  if (!RUNNING.has(status) || renewal?.autoRenewStatus === undefined) return {};
  if (renewal.autoRenewStatus === 1) return { cancelAt: null, canceledAt: null };
  return {
    cancelAt: renewal.renewalDate ?? (isCurrent ? transaction.expiresDate : undefined),
    ...(subtype === 'AUTO_RENEW_DISABLED' && { canceledAt: occurredAt }),
  };
}

/** A transaction exists only for a period that was charged, is free, or is shared by the family. */
function paidPeriodOf(transaction: Transaction): PaidPeriod | undefined {
  const { purchaseDate: start, expiresDate: end, transactionId } = transaction;
  if (end === undefined || end <= start) return undefined;
  return isShared(transaction) || isFree(transaction)
    ? { start, end, nothingDue: true }
    : { start, end, paymentRef: transactionId };
}
