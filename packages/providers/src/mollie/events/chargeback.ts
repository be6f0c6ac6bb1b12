import type { EventFacts } from '@payspool/events';
import { fromIsoText, type ReadFacts } from '../../contract/index.ts';
import { readMoney } from '../money.ts';
import type { Chargeback } from '../schema.ts';
import { requiredTime } from '../times.ts';

/**
 * A chargeback. The money is taken back when it is received, so it is a lost dispute from its beginning; a reversal gives the money
 * back. Mollie announces no dispute before the chargeback.
 */
export function readChargeback(
  chargeback: Chargeback,
  {
    path,
    paymentRef = chargeback.paymentId,
    reversedAt = fromIsoText(chargeback.reversedAt),
  }: {
    readonly path: string;
    readonly paymentRef?: string | undefined;
    readonly reversedAt?: string | undefined;
  },
): ReadFacts {
  const createdAt = requiredTime(chargeback.createdAt, `${path}createdAt`);
  const common = {
    disputeRef: chargeback.id,
    paymentRef,
    amount: readMoney(chargeback.amount, `${path}amount`),
    reason: chargeback.reason?.code,
  };
  const lost: EventFacts = { type: 'dispute.lost', occurredAt: createdAt, ...common };
  return {
    facts:
      reversedAt === undefined ? [lost] : [lost, { type: 'dispute.won', occurredAt: reversedAt, ...common }],
  };
}
