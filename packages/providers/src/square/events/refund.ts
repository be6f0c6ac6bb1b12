import type { EventFacts } from '@payspool/events';
import { unknownWord } from '../../contract/index.ts';
import { money } from '../money.ts';
import { about } from '../read-object.ts';
import { Refund } from '../schema.ts';

type RefundType = Extract<EventFacts['type'], `refund.${string}`>;

/** By `status` (square-nodejs-sdk src/api/types/PaymentRefund.ts). */
export const REFUND_TYPES: ReadonlyMap<string | undefined, RefundType> = new Map([
  ['PENDING', 'refund.pending'],
  ['COMPLETED', 'refund.succeeded'],
  ['REJECTED', 'refund.failed'],
  ['FAILED', 'refund.failed'],
]);

/** A snapshot of a refund. Its `order_id` may be an order that Square made for the refund alone, so that only its payment counts. */
export const refund = about('refund', Refund, (snapshot, { occurredAt }) => {
  const { id, status, payment_id: paymentRef } = snapshot;
  const type = REFUND_TYPES.get(status);
  if (!type) return { facts: [], warnings: [unknownWord('refund status', status)] };
  const amount = money(snapshot.amount_money);
  return { facts: [{ type, occurredAt, refundRef: id, paymentRef, amount, providerStatus: status }] };
});
