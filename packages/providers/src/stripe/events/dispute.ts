import type { z } from 'zod';
import { money } from '../money.ts';
import type { Dispute } from '../schema.ts';
import { type EventContext, optionalWord, orderIdIn, unknownWord, type Said } from './event-handler.ts';

/**
 * stripe-node src/resources/Disputes.ts; `warning_…` are inquiries, which take no money by themselves. The last two are older:
 * `charge_refunded` was a dispute that was won although its charge was refunded (docs.stripe.com/changelog/2014-11-20).
 */
export const DISPUTE_TYPES = {
  needs_response: 'dispute.opened',
  under_review: 'dispute.opened',
  warning_needs_response: 'dispute.opened',
  warning_under_review: 'dispute.opened',
  warning_closed: 'dispute.closed',
  prevented: 'dispute.closed',
  won: 'dispute.won',
  lost: 'dispute.lost',
  response_disabled: 'dispute.opened',
  charge_refunded: 'dispute.won',
} as const;

/** One dispute over a payment. With an unknown status it stays open and gives a warning, because a person should look at it. */
export function disputeFact(
  dispute: z.output<typeof Dispute> & { readonly id: string },
  { occurredAt }: EventContext,
  payment: { readonly paymentRef?: string; readonly paymentAliases?: string[] },
): Said {
  const type = isKnown(dispute.status) ? DISPUTE_TYPES[dispute.status] : undefined;
  const fact = {
    type: type ?? ('dispute.opened' as const),
    occurredAt,
    disputeRef: dispute.id,
    ...payment,
    amount: money(dispute.amount, dispute.currency),
    reason: optionalWord(dispute.reason),
    providerStatus: optionalWord(dispute.status),
    ...orderIdIn(dispute),
  };
  return { facts: [fact], warnings: type ? [] : [unknownWord('dispute status', dispute.status)] };
}

const isKnown = (status: string | null | undefined): status is keyof typeof DISPUTE_TYPES =>
  status != null && Object.hasOwn(DISPUTE_TYPES, status);
