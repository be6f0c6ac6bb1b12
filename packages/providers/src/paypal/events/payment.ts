import type { EventFacts, PaymentStatus } from '@payspool/events';
import { linkedId } from '../links.ts';
import { Payment } from '../schema.ts';
import { type EventHandler, readResource } from './event-handler.ts';
import { PAYMENT_WORDS, paymentOutcome } from './payment-outcome.ts';
import { paymentV1 } from './payment-v1.ts';
import { unknownWord } from './status-word.ts';

/** A capture or an authorization, each a payment of its own: an authorization stays `authorized` when it is captured. */
export const payment =
  (named: PaymentStatus): EventHandler =>
  (event) => {
    if (event.generation === 1) return paymentV1(named)(event);
    const resource = readResource(Payment, event);
    const facts = paymentFacts(resource, {
      occurredAt: event.occurredAt,
      status: paymentOutcome(named, resource.status),
    });
    return { facts: [facts], warnings: unknownWord('payment status', resource.status, PAYMENT_WORDS) };
  };

/** The canonical payment of a v2 capture or authorization. */
export function paymentFacts(
  resource: Payment,
  {
    occurredAt,
    status,
    orderRef = orderOf(resource),
  }: {
    readonly occurredAt: string;
    readonly status: PaymentStatus;
    readonly orderRef?: string;
  },
): EventFacts {
  return {
    type: `payment.${status}`,
    occurredAt,
    paymentRef: resource.id,
    orderRef,
    amount: resource.amount,
    providerStatus: resource.status,
    merchantRef: resource.custom_id ?? resource.invoice_id,
    failureCode: status === 'failed' ? resource.status_details?.reason : undefined,
    settlesOrder: resource.final_capture === true ? true : undefined,
  };
}

/**
 * The order where it is named; else the authorization, which its own events use too; else the payment stands for its order.
 * `related_ids` came later than the links, so both are read.
 */
function orderOf({ id, supplementary_data, links }: Payment): string {
  const related = supplementary_data?.related_ids;
  const order = related?.order_id ?? linkedId(links, 'order', 'up');
  return order ?? related?.authorization_id ?? linkedId(links, 'authorization', 'up') ?? id;
}
