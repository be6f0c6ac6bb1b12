import type { EventFacts } from '@payspool/events';
import { type EventReading, unknownWord } from '../../contract/index.ts';
import { dispute } from '../events/dispute.ts';
import { invoice } from '../events/invoice.ts';
import { refund } from '../events/refund.ts';
import { type Observed, readAsDelivered, statusOf, timeOf } from './entity-reading.ts';

/** A refund states no time but that of its creation, at which it was pending. */
export const observeRefund = (observed: Observed): EventReading =>
  readAsDelivered('refund', observed, {
    // The name of an event that does not state the status, so that an unknown one changes nothing.
    type: 'refund.created',
    occurredAt:
      (statusOf(observed) === 'pending' ? timeOf(observed, 'created_at') : undefined) ?? observed.askedAt,
    handler: refund,
  });

type DisputeType = Extract<EventFacts['type'], `dispute.${string}`>;

/** In a delivery the event's name has the state (api/disputes/entity.md, `status`). */
const DISPUTES: ReadonlyMap<string | undefined, DisputeType> = new Map([
  ['open', 'dispute.opened'],
  ['under_review', 'dispute.opened'],
  ['action_required', 'dispute.opened'],
  ['won', 'dispute.won'],
  ['lost', 'dispute.lost'],
  ['closed', 'dispute.closed'],
]);

/** A dispute is open since its creation. When it was decided is not stated. */
export function observeDispute(observed: Observed): EventReading {
  const type = DISPUTES.get(statusOf(observed));
  if (!type) return { ignored: unknownWord('dispute status', statusOf(observed)) };
  return readAsDelivered('dispute', observed, {
    type: 'payment.dispute',
    occurredAt: (type === 'dispute.opened' ? timeOf(observed, 'created_at') : undefined) ?? observed.askedAt,
    handler: dispute(type),
  });
}

type OrderType = Extract<EventFacts['type'], `order.${string}`>;

/** The states that deliveries report too, each with the field that has its time (api/payments/invoices/entity.md). */
const INVOICES: ReadonlyMap<string | undefined, readonly [type: OrderType, time?: string]> = new Map([
  ['paid', ['order.completed', 'paid_at'] as const],
  ['partially_paid', ['order.created'] as const],
  ['expired', ['order.expired', 'expired_at'] as const],
]);

const NOT_YET: ReadonlySet<string | undefined> = new Set(['draft', 'issued', 'cancelled', 'deleted']);

/**
 * The state of an invoice. An invoice that is only issued is no purchase yet, but that of a subscription connects its failed payments with
 * the subscription.
 */
export function observeInvoice(observed: Observed): EventReading {
  const status = statusOf(observed);
  const known =
    INVOICES.get(status) ??
    (status === 'issued' && observed.entity['subscription_id']
      ? (['order.created', 'issued_at'] as const)
      : undefined);
  if (!known)
    return {
      ignored: NOT_YET.has(status)
        ? `an invoice that is ${status}: nothing was paid`
        : unknownWord('invoice status', status),
    };
  const [type, time] = known;
  return readAsDelivered('invoice', observed, {
    type: 'invoice',
    occurredAt: (time === undefined ? undefined : timeOf(observed, time)) ?? observed.askedAt,
    handler: invoice(type),
  });
}
