import type { EventFacts } from '@payspool/events';
import {
  checkShape,
  type EventReading,
  leftOut,
  together,
  unknownWord,
  unreadFields,
} from '../../contract/index.ts';
import { type Content } from '../notification.ts';
import { PurchaseNotification } from '../schema.ts';
import { ONE_TIME_TYPES, oneTimeOf } from './one-time.ts';
import { subscriptionOf } from './subscription.ts';
import { paymentOf, type RefundChange } from './transaction.ts';

type SubscriptionType = Extract<EventFacts['type'], `subscription.${string}`>;

/** Reads a notification with decoded objects in the places of its JWS. @throws {UnusableEventError} with the path of the field */
export type NotificationHandler = (notification: Content, occurredAt: string) => EventReading;

/** A notification about the purchase of a product: what its type says of a subscription, and of the refund of its transaction. */
const purchase =
  (
    type: SubscriptionType,
    {
      isCurrent = true,
      refund = 'none',
    }: { readonly isCurrent?: boolean; readonly refund?: RefundChange } = {},
  ): NotificationHandler =>
  (content, occurredAt) => {
    const notification = checkShape(PurchaseNotification, content);
    const { signedTransactionInfo: transaction } = notification.data;
    const options = { signedAt: occurredAt, refund };
    if (ONE_TIME_TYPES.has(transaction.type))
      return withWarnings(content, notification, oneTimeOf(transaction, options));
    if (transaction.type !== SUBSCRIPTION) return { ignored: unknownWord('product type', transaction.type) };
    const subscriptionRef = transaction.originalTransactionId;
    return withWarnings(
      content,
      notification,
      together(
        subscriptionOf(notification, { type, occurredAt, isCurrent }),
        paymentOf(transaction, { ...options, subscriptionRef }),
      ),
    );
  };

const SUBSCRIPTION = 'Auto-Renewable Subscription';

/** By notification type. The status of a subscription comes from `data.status`, so its type only names the occasion. */
export const handlers: Readonly<Record<string, NotificationHandler>> = {
  SUBSCRIBED: purchase('subscription.activated'),
  DID_RENEW: purchase('subscription.renewed'),
  DID_FAIL_TO_RENEW: purchase('subscription.past_due'),
  GRACE_PERIOD_EXPIRED: purchase('subscription.past_due'),
  EXPIRED: purchase('subscription.expired'),
  DID_CHANGE_RENEWAL_STATUS: purchase('subscription.updated'),
  DID_CHANGE_RENEWAL_PREF: purchase('subscription.updated'),
  OFFER_REDEEMED: purchase('subscription.updated'),
  RENEWAL_EXTENDED: purchase('subscription.updated'),
  ONE_TIME_CHARGE: purchase('subscription.updated'),
  REFUND: purchase('subscription.updated', { isCurrent: false }),
  REFUND_REVERSED: purchase('subscription.updated', { isCurrent: false, refund: 'reversed' }),
  REVOKE: purchase('subscription.canceled'),
};

/** Adds a warning for each optional field that was left out because of its form. */
function withWarnings(content: Content, { data }: PurchaseNotification, reading: EventReading): EventReading {
  if ('ignored' in reading) return reading;
  const given = content['data'] as Readonly<Record<string, unknown>>;
  const unread = (['signedTransactionInfo', 'signedRenewalInfo'] as const).flatMap((name) =>
    unreadFields(given[name], data[name] ?? {}).map((field) => leftOut(`data.${name}.${field}`)),
  );
  return { ...reading, warnings: [...(reading.warnings ?? []), ...unread] };
}
