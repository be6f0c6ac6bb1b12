import type { EventFacts } from '@payspool/events';
import { checkShape, fromIsoText, type OrdinaryHandler, unknownWord } from '../../contract/index.ts';
import { leftOutOf } from '../left-out.ts';
import { merchantRef } from '../merchant-ref.ts';
import { moneyOf, refundedOf } from '../money.ts';
import { paymentOfOrder } from '../payment-names.ts';
import { OrderBody } from '../schema.ts';
import type { LemonSqueezySettings } from '../settings.ts';
import { PAYMENT_TYPES, UNKNOWN_REFUND } from './payment-types.ts';

export type Handler = OrdinaryHandler<LemonSqueezySettings>;

/**
 * `order_created` and `order_refunded`. The order has no payment of its own, so it is also the payment. An order of a subscription is
 * the same money as the subscription's first invoice. The order does not say that it has a subscription; the subscription names it later.
 */
export const order: Handler = ({ type: name, body, occurredAt, settings }) => {
  const { meta, data } = checkShape(OrderBody, body);
  const { id: orderRef, attributes } = data;
  const { status, total, first_order_item: item } = attributes;
  const isRefund = name === 'order_refunded';
  // A refund proves that the money came in.
  const type = isRefund ? 'payment.succeeded' : PAYMENT_TYPES.get(status);
  const refunded = refundedOf(attributes, status);
  const amount = moneyOf(attributes, total);
  const about = {
    occurredAt,
    orderRef,
    paymentRef: total > 0 ? paymentOfOrder(orderRef) : undefined,
    tentative: settings.subscriptionVariants.includes(item?.variant_id ?? '') ? (true as const) : undefined,
    amount,
    ...merchantRef(meta.custom_data),
    customerRef: attributes.customer_id,
    providerStatus: status,
  };
  const bought: EventFacts = {
    type: type === 'payment.succeeded' ? 'order.completed' : 'order.created',
    ...about,
    createdAt: fromIsoText(attributes.created_at),
  };
  const paid: EventFacts[] =
    about.paymentRef === undefined
      ? []
      : [
          {
            type: type ?? 'payment.linked',
            ...about,
            paymentRef: about.paymentRef,
            amountRefundedMinor: refunded,
          },
        ];
  return {
    facts: [bought, ...paid],
    warnings: [
      ...leftOutOf(body, attributes),
      ...(PAYMENT_TYPES.has(status) ? [] : [unknownWord('order status', status)]),
      ...(isRefund && refunded === undefined ? [UNKNOWN_REFUND] : []),
    ],
  };
};
