import { isRecord } from '@payspool/events';
import { merchantReference, type MerchantReference } from '../contract/index.ts';

/** Orders that Cashfree makes for a payment link or form have ids of its own. */
const MADE_BY_CASHFREE = /^CFPay_/;

/** The merchant's own id of an order: the order's id, which is created with the secret key; for a payment link, its id. */
export const merchantRefOfOrder = (orderId: string, tags?: unknown): MerchantReference =>
  MADE_BY_CASHFREE.test(orderId)
    ? merchantReference({
        field: 'order.order_tags.link_id',
        value: isRecord(tags) ? tags['link_id'] : undefined,
        writer: 'merchant',
      })
    : merchantReference({ field: 'order.order_id', value: orderId, writer: 'merchant' });

/** The merchant's own id of a payment link. */
export const merchantRefOfLink = (linkId: unknown): MerchantReference =>
  merchantReference({ field: 'link_id', value: linkId, writer: 'merchant' });

/** The merchant's own id of a subscription. */
export const merchantRefOfSubscription = (subscriptionId: unknown): MerchantReference =>
  merchantReference({ field: 'subscription_id', value: subscriptionId, writer: 'merchant' });
