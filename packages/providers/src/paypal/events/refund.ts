import type { EventFacts, Money, RefundStatus } from '@payspool/events';
import { UnusableEventError } from '../../contract/errors.ts';
import { linkedId, ownId } from '../links.ts';
import { readResource } from '../read-resource.ts';
import { Refund } from '../schema.ts';
import { type EventHandler, unknownWord, subscriptionOf } from './event-handler.ts';
import { wordOf, isAllReturned, REFUND_WORDS, refundOutcome } from './payment.ts';

const DECIDING = ['id', 'amount', 'billing_agreement_id'];

/** A refund, or the refunded capture or sale: PayPal sends both under these names. An authorization is voided, never refunded. */
export const refund = (named: RefundStatus): EventHandler =>
  read(named, (resource) => isAllReturned(wordOf(resource)));

/** PayPal took the money back. The resource is a refund, or the payment itself, whose whole amount is then gone. */
export const reversal: EventHandler = read('succeeded', (resource) => !isPartlyRefunded(resource));

function read(named: RefundStatus, isAllOf: (payment: Refund) => boolean): EventHandler {
  return ({ resource: given, occurredAt }) => {
    const { resource, warnings } = readResource(Refund, given, DECIDING);
    const reading = isPayment(resource)
      ? refundOfResource(resource, { named, isWhole: isAllOf(resource) })
      : refundOf(resource, named);
    return { facts: [{ ...reading.facts, occurredAt }], warnings: [...warnings, ...reading.warnings] };
  };
}

type RefundFacts = Omit<Extract<EventFacts, { type: `refund.${string}` }>, 'occurredAt'>;

interface ReadRefund {
  readonly facts: RefundFacts;
  readonly warnings: readonly string[];
}

/** Whether the resource is the payment. Its own type decides first, then its references, then fields that only a payment has. */
function isPayment(resource: Refund): boolean {
  const { id, links } = resource;
  if ([ownId(links, 'sale'), ownId(links, 'capture'), namedPayment(resource)].includes(id)) return true;
  if (ownId(links, 'refund') !== undefined || namedPayment(resource) !== undefined) return false;
  const onlyOfPayments = [
    resource.final_capture,
    resource.is_final_capture,
    resource.payment_mode,
    resource.protection_eligibility,
    resource.seller_protection,
    resource.seller_receivable_breakdown,
  ];
  // States that a capture or sale can have but a refund cannot (payments_payment_v2, `capture_status`; v1 `sale.state`).
  const isInStateOfPayment = isPartlyRefunded(resource) || isAllReturned(wordOf(resource));
  return isInStateOfPayment || onlyOfPayments.some((field) => field !== undefined);
}

const isPartlyRefunded = (resource: Refund) => wordOf(resource)?.toUpperCase() === 'PARTIALLY_REFUNDED';

/** The payment that a refund names, by a field or by its links. */
export const namedPayment = ({
  sale_id,
  capture_id,
  supplementary_data,
  links,
}: Omit<Refund, 'id'>): string | undefined =>
  sale_id ??
  capture_id ??
  supplementary_data?.related_ids?.capture_id ??
  linkedId(links, 'sale') ??
  linkedId(links, 'capture');

/** The total refunded amount of the payment, if the resource states it. */
const totalOf = (resource: Refund): Money | undefined =>
  resource.seller_payable_breakdown?.total_refunded_amount ?? resource.total_refunded_amount;

/**
 * A refund. It names the payment and not the order, because a capture's id must not become an order of its own. If it names no
 * payment, it is connected by its v1 payment or subscription, which does not make an order either.
 */
export function refundOf(resource: Refund, named: RefundStatus): ReadRefund {
  const word = wordOf(resource);
  const status = refundOutcome(named, word);
  if (status === 'succeeded' && !resource.amount)
    throw new UnusableEventError('schema_violation', {
      path: 'resource.amount',
      message: 'a successful refund has no amount',
    });
  const paymentRef = namedPayment(resource);
  const parent =
    paymentRef === undefined ? (resource.parent_payment ?? linkedId(resource.links, 'payment')) : undefined;
  const unlinked = paymentRef === undefined ? ['the refund names no payment'] : [];
  return {
    facts: {
      type: `refund.${status}`,
      refundRef: resource.id,
      paymentRef,
      orderRef: parent,
      tentative: parent === undefined ? undefined : true,
      subscriptionRef: subscriptionOf(resource),
      amount: resource.amount,
      amountRefundedMinor: status === 'succeeded' ? totalOf(resource)?.amountMinor : undefined,
      providerStatus: word,
    },
    warnings: [...unknownWord('refund status', word, REFUND_WORDS), ...unlinked],
  };
}

/**
 * The refund of a payment if the resource is the payment. It has no id, so its id is `<payment id>:refund`, the same at every
 * delivery. Its amount is the whole payment, or the total that the resource states. A total is used so that refunds with events
 * of their own are not counted twice.
 */
function refundOfResource(
  resource: Refund,
  { named, isWhole }: { readonly named: RefundStatus; readonly isWhole: boolean },
): ReadRefund {
  if (isWhole && !resource.amount)
    throw new UnusableEventError('schema_violation', {
      path: 'resource.amount',
      message: 'a payment that was refunded has no amount',
    });
  const amount = isWhole ? resource.amount : undefined;
  const total = totalOf(resource) ?? amount;
  return {
    facts: {
      type: `refund.${named}`,
      refundRef: `${resource.id}:refund`,
      paymentRef: resource.id,
      subscriptionRef: subscriptionOf(resource),
      amount,
      amountRefundedMinor: named === 'succeeded' ? total?.amountMinor : undefined,
      providerStatus: wordOf(resource),
    },
    warnings: total ? [] : ['the payment does not say how much of it was refunded'],
  };
}
