import type { EventFacts, Money } from '@payspool/events';
import { leftOut, UnusableEventError } from '../../contract/index.ts';
import { money } from '../money.ts';
import { readData } from '../read-data.ts';
import { Dispute } from '../schema.ts';

type DisputeType = Extract<EventFacts['type'], `dispute.${string}`>;

const DIGITS = /^\d{1,38}$/;

/**
 * The event's name has the state. `accepted` and `expired` are lost: the cardholder gets the money, or nobody answered in time.
 * A `pre_dispute` that expires ends without a decision, because the formal dispute would follow.
 *
 * @throws {UnusableEventError} if a dispute is lost and its amount or currency cannot be read
 */
export const dispute = (named: DisputeType) =>
  readData(Dispute, (data, { type: name, occurredAt }) => {
    const isInquiry = data.dispute_stage === 'pre_dispute';
    const type = name === 'dispute.expired' && isInquiry ? 'dispute.closed' : named;
    const amount = amountOf(data);
    if (type === 'dispute.lost' && !amount)
      throw new UnusableEventError('schema_violation', {
        path: data.currency === undefined ? 'data.currency' : 'data.amount',
        message: 'a lost dispute whose amount in the smallest unit is not known',
      });
    return {
      facts: [
        {
          type,
          occurredAt,
          disputeRef: data.dispute_id,
          paymentRef: data.payment_id,
          amount,
          providerStatus: name.replace('.', '_'),
        },
      ],
      warnings: amount ? [] : [leftOut('data.amount')],
    };
  });

/**
 * The amount is text of whole units of the smallest unit, like all amounts (dodopayments/skills refunds-and-disputes). A decimal
 * would be another unit, so it is not read.
 */
function amountOf({ amount, currency }: Dispute): Money | undefined {
  const text = typeof amount === 'number' ? String(amount) : amount;
  return typeof text === 'string' && DIGITS.test(text) && currency !== undefined
    ? money(BigInt(text), currency)
    : undefined;
}
