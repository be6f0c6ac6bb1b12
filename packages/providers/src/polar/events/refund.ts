import type { EventFacts } from '@payspool/events';
import { type OrdinaryHandler, type ReadFacts, together, unknownWord } from '../../contract/index.ts';
import { money } from '../money.ts';
import { dataOf, readData, Refund } from '../schema.ts';

type RefundType = Extract<EventFacts['type'], `refund.${string}`>;
type DisputeType = Extract<EventFacts['type'], `dispute.${string}`>;

const Body = dataOf(Refund);

/** polarsource/polar server/polar/models/refund.py, `RefundStatus`. A refund that succeeded may still fail or be canceled. */
export const REFUND_TYPES: ReadonlyMap<string | undefined, RefundType> = new Map([
  ['pending', 'refund.pending'],
  ['succeeded', 'refund.succeeded'],
  ['failed', 'refund.failed'],
  ['canceled', 'refund.failed'],
]);

/**
 * The dispute that a refund prevented (server/polar/models/dispute.py, `DisputeStatus`). Its money went back with the refund, so a
 * lost one must not take it again.
 */
const DISPUTE_TYPES: ReadonlyMap<string | undefined, DisputeType> = new Map([
  ['early_warning', 'dispute.opened'],
  ['needs_response', 'dispute.opened'],
  ['under_review', 'dispute.opened'],
  ['prevented', 'dispute.closed'],
  ['lost', 'dispute.closed'],
  ['won', 'dispute.won'],
]);

/** A refund of an order. Its status decides, not the name of the event. */
export const refund: OrdinaryHandler<unknown> = ({ body, occurredAt }) => {
  const { data, warnings } = readData(Body, body);
  const type = REFUND_TYPES.get(data.status);
  const facts: EventFacts[] = type
    ? [
        {
          type,
          occurredAt,
          refundRef: data.id,
          // The payment has the name of its order.
          paymentRef: data.order_id,
          subscriptionRef: data.subscription_id,
          amount: money(BigInt(data.amount) + BigInt(data.tax_amount), data.currency),
          reason: data.reason,
          providerStatus: data.status,
          customerRef: data.customer_id,
        },
      ]
    : [];
  const unknown = type ? [] : [unknownWord('refund status', data.status)];
  return together({ facts, warnings: [...warnings, ...unknown] }, dispute(data, occurredAt));
};

function dispute(data: Refund, occurredAt: string): ReadFacts | undefined {
  if (!data.dispute) return undefined;
  const { id, status, amount, tax_amount } = data.dispute;
  const type = DISPUTE_TYPES.get(status);
  if (!type) return { facts: [], warnings: [unknownWord('dispute status', status)] };
  return {
    facts: [
      {
        type,
        occurredAt,
        disputeRef: id,
        paymentRef: data.order_id,
        amount: money(BigInt(amount) + BigInt(tax_amount), data.currency),
        providerStatus: status,
        customerRef: data.customer_id,
      },
    ],
  };
}
