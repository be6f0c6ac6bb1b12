import type { EventFacts } from '@payspool/events';
import { unknownWord, UnusableEventError } from '../../contract/index.ts';
import { money } from '../money.ts';
import { about } from '../read-object.ts';
import { Dispute } from '../schema.ts';

type DisputeType = Extract<EventFacts['type'], `dispute.${string}`>;

/**
 * By `state` (square-nodejs-sdk src/api/types/DisputeState.ts). An inquiry is a question of the bank before it demands the money. The
 * money of an accepted dispute goes back to the buyer (docs/disputes-api/process-disputes).
 */
export const DISPUTE_TYPES: ReadonlyMap<string | undefined, DisputeType> = new Map([
  ['INQUIRY_EVIDENCE_REQUIRED', 'dispute.opened'],
  ['INQUIRY_PROCESSING', 'dispute.opened'],
  ['EVIDENCE_REQUIRED', 'dispute.opened'],
  ['PROCESSING', 'dispute.opened'],
  ['INQUIRY_CLOSED', 'dispute.closed'],
  ['WON', 'dispute.won'],
  ['LOST', 'dispute.lost'],
  ['ACCEPTED', 'dispute.lost'],
]);

/** @throws {UnusableEventError} if a dispute is lost and its amount is missing */
export const dispute = about('dispute', Dispute, (snapshot, { occurredAt }) => {
  const { id, state, reason, amount_money: disputed } = snapshot;
  const type = DISPUTE_TYPES.get(state);
  if (!type) return { facts: [], warnings: [unknownWord('dispute state', state)] };
  if (type === 'dispute.lost' && !disputed)
    throw new UnusableEventError('schema_violation', {
      path: 'data.object.dispute.amount_money',
      message: 'a lost dispute without its amount',
    });
  const facts: EventFacts = {
    type,
    occurredAt,
    disputeRef: id,
    paymentRef: snapshot.disputed_payment?.payment_id,
    amount: disputed && money(disputed),
    reason,
    providerStatus: state,
  };
  return { facts: [facts] };
});
