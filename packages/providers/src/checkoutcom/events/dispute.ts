import type { EventFacts } from '@payspool/events';
import { UnusableEventError } from '../../contract/index.ts';
import { money } from '../money.ts';
import { readData } from '../read-data.ts';
import { Dispute } from '../schema.ts';

type DisputeType = Extract<EventFacts['type'], `dispute.${string}`>;

/** The `resolved_reason` of a dispute that the card network decided at once by giving the money back. */
const RAPID = 'rapid_dispute_resolution';

/**
 * The event's name has the state (docs: business-operations/manage-disputes/how-disputes-work). The account is debited when the
 * dispute is received. `accepted` and `expired` leave it so, and so they are lost; `canceled` and `won` credit it back.
 * `resolved` means that the money had been refunded already, or that the card network gives it back at once.
 *
 * @throws {UnusableEventError} if a dispute is lost and its amount or currency is missing
 */
export const dispute = (named: DisputeType) =>
  readData(Dispute, (data, { type: name, occurredAt }) => {
    const type = data.resolved_reason === RAPID ? 'dispute.lost' : named;
    const { amount, currency } = data;
    const isKnown = amount != null && currency != null;
    if (type === 'dispute.lost' && !isKnown) {
      const missing = amount == null ? 'amount' : 'currency';
      throw new UnusableEventError('schema_violation', {
        path: `data.${missing}`,
        message: `a lost dispute without its ${missing}`,
      });
    }
    return {
      facts: [
        {
          type,
          occurredAt,
          disputeRef: data.id,
          paymentRef: data.payment_id,
          amount: isKnown ? money(amount, currency) : undefined,
          reason: data.reason_code,
          providerStatus: name,
        },
      ],
    };
  });
