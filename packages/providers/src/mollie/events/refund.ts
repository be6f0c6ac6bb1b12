import { type ReadFacts, unknownWord } from '../../contract/index.ts';
import { readMoney } from '../money.ts';
import type { Refund } from '../schema.ts';
import { REFUND_TYPES } from '../statuses.ts';
import { requiredTime } from '../times.ts';

/**
 * A refund. Mollie states only when it was created, so each of its statuses has that time. Their order is the one of its lifecycle:
 * pending, refunded, failed.
 */
export function readRefund(
  refund: Refund,
  {
    path,
    paymentRef = refund.paymentId,
    orderRef = refund.orderId,
  }: {
    readonly path: string;
    readonly paymentRef?: string | undefined;
    readonly orderRef?: string | undefined;
  },
): ReadFacts {
  const type = REFUND_TYPES.get(refund.status);
  if (!type) return { facts: [], warnings: [unknownWord('refund status', refund.status)] };
  return {
    facts: [
      {
        type,
        occurredAt: requiredTime(refund.createdAt, `${path}createdAt`),
        refundRef: refund.id,
        paymentRef,
        orderRef,
        amount: readMoney(refund.amount, `${path}amount`),
        providerStatus: refund.status,
      },
    ],
  };
}
