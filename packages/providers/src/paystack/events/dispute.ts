import type { EventFacts } from '@payspool/events';
import { type OrdinaryHandler, unknownWord, UnusableEventError } from '../../contract/index.ts';
import { money } from '../money.ts';
import { about } from '../read-data.ts';
import { Dispute } from '../schema.ts';

type DisputeType = Extract<EventFacts['type'], `dispute.${string}`>;

/**
 * By `resolution`. The merchant accepts or declines the buyer's claim (paystack.com/docs/api/dispute, "Resolve a dispute"). Paystack
 * accepts it if nobody answers in time (sample of `charge.dispute.resolve`).
 */
export const RESOLUTIONS: ReadonlyMap<string | undefined, DisputeType> = new Map([
  ['merchant-accepted', 'dispute.lost'],
  ['auto-accepted', 'dispute.lost'],
  ['declined', 'dispute.won'],
]);

/**
 * A dispute. A resolution that is not known closes it: nobody can say who has the money.
 *
 * @param named what the name of the event says
 * @throws {UnusableEventError} if a dispute is lost and its amount is missing
 */
export const dispute = (named: DisputeType): OrdinaryHandler<unknown> =>
  about(Dispute, (data, { occurredAt }) => {
    const { id, status, resolution, category, transaction } = data;
    const resolved = named === 'dispute.closed' ? RESOLUTIONS.get(resolution) : undefined;
    const type = resolved ?? named;
    const subunits = data.refund_amount ?? (type === 'dispute.lost' ? transaction?.amount : undefined);
    const currency = data.currency ?? transaction?.currency;
    const amount = subunits === undefined || currency === undefined ? undefined : money(subunits, currency);
    if (type === 'dispute.lost' && !amount)
      throw new UnusableEventError('schema_violation', {
        path: 'data.refund_amount',
        message: 'a lost dispute without its amount',
      });
    const facts: EventFacts = {
      type,
      occurredAt,
      disputeRef: id,
      paymentRef: transaction?.reference ?? data.transaction_reference,
      amount,
      reason: category,
      providerStatus: resolution ?? status,
    };
    const isUnknown = named === 'dispute.closed' && !resolved;
    return { facts: [facts], warnings: isUnknown ? [unknownWord('resolution', resolution)] : [] };
  });
