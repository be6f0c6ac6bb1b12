import type { DisputeStatus, EventFacts } from '@payspool/events';
import { Dispute } from '../schema.ts';
import { type EventHandler, readResource } from './event-handler.ts';
import { lookUpWord, unknownWord } from './status-word.ts';

/** Outcome codes by what they mean for the merchant's money. With a payout PayPal pays, and the merchant loses nothing. */
export const DISPUTE_OUTCOMES: Readonly<Record<string, DisputeStatus>> = {
  RESOLVED_BUYER_FAVOUR: 'lost',
  ACCEPTED: 'lost',
  RESOLVED_SELLER_FAVOUR: 'won',
  CANCELED_BY_BUYER: 'closed',
  RESOLVED_WITH_PAYOUT: 'closed',
  DENIED: 'closed',
  NONE: 'closed',
};

/** A dispute, by its event and status; what it ended in is in the outcome code, and an outcome that is unknown or absent is `closed`. */
export const dispute =
  (named: 'open' | 'resolved'): EventHandler =>
  (event) => {
    const resource = readResource(Dispute, event);
    const resolved = named === 'resolved' || resource.status === 'RESOLVED';
    const code = resource.dispute_outcome?.outcome_code;
    const status = resolved ? (lookUpWord(DISPUTE_OUTCOMES, code) ?? 'closed') : 'opened';
    const facts: EventFacts = {
      type: `dispute.${status}`,
      occurredAt: event.occurredAt,
      disputeRef: resource.dispute_id,
      // The merchant's side of the transaction: the id of the capture or sale.
      paymentRef: resource.disputed_transactions[0]?.seller_transaction_id,
      // What was taken may be less than what was asked for.
      amount:
        (status === 'lost' ? resource.dispute_outcome?.amount_refunded : undefined) ??
        resource.dispute_amount,
      providerStatus: resolved ? (code ?? resource.status) : resource.status,
      reason: resource.reason,
    };
    return {
      facts: [facts],
      warnings: resolved ? unknownWord('dispute outcome', code, DISPUTE_OUTCOMES) : [],
    };
  };
