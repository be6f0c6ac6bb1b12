import type { EventFacts, PaymentStatus } from '@payspool/events';
import { firstMerchantRef } from '../../contract/merchant-ref.ts';
import { linkedId } from '../links.ts';
import { Payment } from '../schema.ts';
import { type EventHandler, readResource } from './event-handler.ts';
import { PAYMENT_WORDS, paymentOutcome } from './payment-outcome.ts';
import { paymentV1 } from './payment-v1.ts';
import { unknownWord } from './status-word.ts';

/**
 * A capture or an authorization, each a payment of its own. PayPal tells of an authorization that it was made and that it was
 * voided, never that it was captured: its captures say so.
 */
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
    paymentAliases: capturedHold(resource, status),
    holdRef: authorizationOf(resource),
    orderRef,
    amount: resource.amount,
    providerStatus: resource.status,
    merchantRef: firstMerchantRef(resource.custom_id, resource.invoice_id),
    failureCode: status === 'failed' ? resource.status_details?.reason : undefined,
    settlesOrder: resource.final_capture === true ? true : undefined,
  };
}

/**
 * After its final capture an authorization holds nothing: it has become that capture, and is one payment with it. Captures before
 * that are payments beside it, and one that is pending may yet be refused.
 */
function capturedHold(resource: Payment, status: PaymentStatus): string[] | undefined {
  const authorization = authorizationOf(resource);
  const isTaken = resource.final_capture === true && status === 'succeeded';
  return isTaken && authorization ? [authorization] : undefined;
}

const authorizationOf = ({ supplementary_data, links }: Payment): string | undefined =>
  supplementary_data?.related_ids?.authorization_id ?? linkedId(links, 'authorization', 'up');

/**
 * The order where it is named; else the authorization, which its own events use too; else the payment stands for its order.
 * `related_ids` came later than the links, so both are read.
 */
function orderOf(resource: Payment): string {
  const { id, supplementary_data, links } = resource;
  const order = supplementary_data?.related_ids?.order_id ?? linkedId(links, 'order', 'up');
  return order ?? authorizationOf(resource) ?? id;
}
