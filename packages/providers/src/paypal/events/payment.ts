import type { EventFacts, PaymentStatus, RefundStatus } from '@payspool/events';
import { UnusableEventError } from '../../contract/errors.ts';
import { linkedId } from '../links.ts';
import { merchantReferenceOf } from '../merchant-reference.ts';
import { readResource } from '../read-resource.ts';
import { Payment } from '../schema.ts';
import { type EventHandler, type PaypalEvent, unknownWord, lookUpWord } from './event-handler.ts';

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
    paymentAliases: capturedAuthorization(resource, status),
    authorizationRef: authorizationOf(resource),
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
export const wordOf = ({ status, state }: Partial<Pick<Payment, 'status' | 'state'>>): string | undefined =>
  status ?? state;

/** If absent, more may be captured: `final_capture` is false unless the merchant sets it (payments_payment_v2). */
const isFinal = ({ final_capture, is_final_capture }: Payment): boolean =>
  (final_capture ?? is_final_capture) === true;

/**
 * After its final capture an authorization reserves nothing more: it and that capture are one payment. Earlier captures are
 * separate payments. A pending capture may still be refused.
 */
function capturedAuthorization(resource: Payment, status: PaymentStatus): string[] | undefined {
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

/** Statuses of captures, authorizations and sales, v2 and v1. A refunded payment still counts as succeeded. */
export const PAYMENT_WORDS: Readonly<Record<string, PaymentStatus>> = {
  COMPLETED: 'succeeded',
  PARTIALLY_REFUNDED: 'succeeded',
  REFUNDED: 'succeeded',
  REVERSED: 'succeeded',
  PENDING: 'pending',
  DECLINED: 'failed',
  DENIED: 'failed',
  FAILED: 'failed',
  CREATED: 'authorized',
  AUTHORIZED: 'authorized',
  CAPTURED: 'authorized',
  PARTIALLY_CAPTURED: 'authorized',
  VOIDED: 'canceled',
  EXPIRED: 'canceled',
};

export const REFUND_WORDS: Readonly<Record<string, RefundStatus>> = {
  COMPLETED: 'succeeded',
  PENDING: 'pending',
  FAILED: 'failed',
  CANCELLED: 'failed',
};

/** Statuses of a completely refunded payment. The status of a partial refund does not state the amount. */
const GONE: readonly (string | undefined)[] = ['REFUNDED', 'REVERSED'];
export const isAllReturned = (word: string | undefined): boolean => GONE.includes(word?.toUpperCase());

/**
 * The event's name decides, because a resource may be newer than its event (PAYMENT.SALE.PENDING has `completed`), and a status
 * may be unknown. There is one exception: if the name says that the payment succeeded but the resource's status says that it did
 * not, the resource decides.
 */
function paymentOutcome(named: PaymentStatus, word: string | undefined): PaymentStatus {
  const said = lookUpWord(PAYMENT_WORDS, word);
  const settled = named === 'succeeded' || named === 'authorized';
  return settled && (said === 'pending' || said === 'failed') ? said : named;
}

/** In the same way, PAYMENT.CAPTURE.REFUNDED with a pending or failed refund has returned no money yet. */
export const refundOutcome = (named: RefundStatus, word: string | undefined): RefundStatus =>
  named === 'succeeded' ? (lookUpWord(REFUND_WORDS, word) ?? named) : named;
