import type { EventFacts, PaymentStatus } from '@payspool/events';
import { UnusableEventError } from '../../contract/errors.ts';
import { linkedId } from '../links.ts';
import { merchantReferenceOf } from '../merchant-reference.ts';
import { readResource } from '../read-resource.ts';
import { Payment } from '../schema.ts';
import type { EventHandler, PaypalEvent } from './event-handler.ts';
import { isAllReturned, PAYMENT_WORDS, paymentOutcome } from './payment-outcome.ts';
import { unknownWord } from './status-word.ts';

/**
 * A capture or an authorization, each a payment of its own. PayPal sends events for the creation and the voiding of an
 * authorization, but not for its capture; its captures show that.
 */
export const payment =
  (named: PaymentStatus): EventHandler =>
  (event) => {
    const { resource, status, warnings } = readPayment(event, named);
    return { facts: [paymentFacts(resource, { occurredAt: event.occurredAt, status })], warnings };
  };

/** The id of a subscription and the amount of a capture must be valid, because otherwise a sale of a subscription would become a purchase. */
const DECIDING = ['id', 'amount', 'billing_agreement_id'];

/**
 * Reads a payment's resource, with its status by the event's name.
 *
 * @throws {UnusableEventError} if an amount is invalid, or missing in a successful payment
 */
export function readPayment({ resource: given }: PaypalEvent, named: PaymentStatus) {
  const { resource, warnings } = readResource(Payment, given, DECIDING);
  const word = wordOf(resource);
  const status = paymentOutcome(named, word);
  if (status === 'succeeded' && !resource.amount)
    throw new UnusableEventError('schema_violation', {
      path: 'resource.amount',
      message: 'a payment that succeeded has no amount',
    });
  return {
    resource,
    status,
    warnings: [...warnings, ...unknownWord('payment status', word, PAYMENT_WORDS)],
  };
}

/** The canonical payment of a capture, an authorization or a sale. */
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
): Extract<EventFacts, { type: `payment.${string}` }> {
  return {
    ...merchantReferenceOf(resource),
    type: `payment.${status}`,
    occurredAt,
    paymentRef: resource.id,
    paymentAliases: capturedHold(resource, status),
    holdRef: authorizationOf(resource),
    orderRef,
    amount: resource.amount,
    amountRefundedMinor:
      status === 'succeeded' && isAllReturned(wordOf(resource)) ? resource.amount?.amountMinor : undefined,
    providerStatus: wordOf(resource),
    failureCode: status === 'failed' ? (resource.status_details?.reason ?? resource.reason_code) : undefined,
    settlesOrder: isFinal(resource) ? true : undefined,
  };
}

/** The resource's own status: `status` in v2, `state` in v1. */
export const wordOf = ({ status, state }: Pick<Payment, 'status' | 'state'>): string | undefined =>
  status ?? state;

/** If absent, more may be captured: `final_capture` is false unless the merchant sets it (payments_payment_v2). */
const isFinal = ({ final_capture, is_final_capture }: Payment): boolean =>
  (final_capture ?? is_final_capture) === true;

/**
 * After its final capture an authorization reserves nothing more: it and that capture are one payment. Earlier captures are
 * separate payments. A pending capture may still be refused.
 */
function capturedHold(resource: Payment, status: PaymentStatus): string[] | undefined {
  const authorization = authorizationOf(resource);
  return isFinal(resource) && status === 'succeeded' && authorization ? [authorization] : undefined;
}

const authorizationOf = ({ supplementary_data, links }: Payment): string | undefined =>
  supplementary_data?.related_ids?.authorization_id ?? linkedId(links, 'authorization');

/**
 * The order, if it is named (in v1 the payment that contains it); otherwise the authorization, which its own events use too;
 * otherwise the payment represents its order. `related_ids` is newer than the links, so both are read.
 */
function orderOf(resource: Payment): string {
  const { id, supplementary_data, parent_payment, links } = resource;
  const order = supplementary_data?.related_ids?.order_id ?? linkedId(links, 'order');
  return order ?? parent_payment ?? linkedId(links, 'payment') ?? authorizationOf(resource) ?? id;
}
