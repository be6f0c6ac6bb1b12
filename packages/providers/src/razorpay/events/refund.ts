import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { checkShape } from '../../contract/index.ts';
import { money } from '../money.ts';
import { entity, Payment, Refund } from '../schema.ts';
import { unknownStatus, type EventHandler } from './handler.ts';
import { purchaseOf } from './payment.ts';

type RefundType = Extract<EventFacts['type'], `refund.${string}`>;

const Body = z.object({
  payload: z.object({ refund: entity(Refund), payment: entity(Payment).optional() }),
});

export const REFUND_TYPES: ReadonlyMap<string | undefined, RefundType> = new Map([
  ['pending', 'refund.pending'],
  ['processed', 'refund.succeeded'],
  ['failed', 'refund.failed'],
]);
/** For a status that is missing or new. The two other names do not tell. */
const BY_NAME: ReadonlyMap<string, RefundType> = new Map([
  ['refund.processed', 'refund.succeeded'],
  ['refund.failed', 'refund.failed'],
]);

/** `refund.created` may already be `processed`: the status decides, not the name (webhooks/refunds.md). */
export const refund: EventHandler = ({ type: name, body, occurredAt }) => {
  const { payload } = checkShape(Body, body);
  const { id, status, amount, currency, payment_id } = payload.refund.entity;
  const payment = payload.payment?.entity;
  const paymentRef = payment_id ?? payment?.id;
  const { orderRef, tentative } = payment ? purchaseOf(payment) : {};
  const warnings = REFUND_TYPES.has(status) ? [] : [unknownStatus('refund', status)];
  const type = REFUND_TYPES.get(status) ?? BY_NAME.get(name);
  if (!type) {
    const linked: EventFacts[] = paymentRef
      ? [{ type: 'payment.linked', occurredAt, paymentRef, orderRef, tentative }]
      : [];
    return { events: linked, warnings };
  }
  // While a refund is pending the payment's total may already count it: only a settled one tells what has gone back.
  const total = type === 'refund.pending' ? undefined : payment?.amount_refunded;
  return {
    events: [
      {
        type,
        occurredAt,
        refundRef: id,
        paymentRef,
        orderRef,
        tentative,
        amount: money(amount, currency),
        amountRefundedMinor: total == null ? undefined : BigInt(total),
        providerStatus: status,
      },
    ],
    warnings,
  };
};
