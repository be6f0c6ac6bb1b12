import { firstMerchantRef } from '../../contract/index.ts';
import { money } from '../money.ts';
import { Dispute } from '../schema.ts';
import { onObject, optionalWord, unknownWord } from './event-handler.ts';
import { paymentOf } from './payment-of.ts';

/** stripe-node src/resources/Disputes.ts; `warning_…` are inquiries, which take no money by themselves. */
export const DISPUTE_TYPES = {
  needs_response: 'dispute.opened',
  under_review: 'dispute.opened',
  warning_needs_response: 'dispute.opened',
  warning_under_review: 'dispute.opened',
  warning_closed: 'dispute.closed',
  prevented: 'dispute.closed',
  won: 'dispute.won',
  lost: 'dispute.lost',
} as const;

/** A snapshot of one dispute. A status that is not known leaves it open, with a warning: somebody should look. */
export const disputeSnapshot = onObject(Dispute, (dispute, { occurredAt }) => {
  const type = isKnown(dispute.status) ? DISPUTE_TYPES[dispute.status] : undefined;
  return {
    facts: [
      {
        type: type ?? 'dispute.opened',
        occurredAt,
        disputeRef: dispute.id,
        ...paymentOf(dispute),
        amount: money(dispute.amount, dispute.currency),
        reason: optionalWord(dispute.reason),
        providerStatus: optionalWord(dispute.status),
        merchantRef: firstMerchantRef(dispute.metadata?.order_id),
      },
    ],
    warnings: type ? [] : [unknownWord('dispute status', dispute.status)],
  };
});

const isKnown = (status: string): status is keyof typeof DISPUTE_TYPES =>
  Object.hasOwn(DISPUTE_TYPES, status);
