import type { EventFacts } from '@payspool/events';
import { handler, type ReadFacts, unknownWord } from '../../contract/index.ts';
import { merchantRefOfOrder } from '../merchant-ref.ts';
import { INR, readMoney } from '../money.ts';
import { AutoRefundEvent, type RefundData, RefundEvent, SubscriptionRefundEvent } from '../schema.ts';

type RefundType = Extract<EventFacts['type'], `refund.${string}`>;

/** An automatic refund is INITIATED first. CANCELLED: it could not be paid to the customer. */
export const REFUND_TYPES: ReadonlyMap<string | undefined, RefundType> = new Map([
  ['SUCCESS', 'refund.succeeded'],
  ['PENDING', 'refund.pending'],
  ['ONHOLD', 'refund.pending'],
  ['INITIATED', 'refund.pending'],
  ['CANCELLED', 'refund.failed'],
  ['FAILED', 'refund.failed'],
]);

export const refund = handler(RefundEvent, ({ data }, occurredAt) =>
  refundFacts(data.refund, { occurredAt, path: 'data.refund' }),
);

/**
 * Cashfree gives back by itself what it cannot accept: a second payment of an order, a payment that arrived too late, a dispute. Its
 * payment may never have been reported as successful, so the refund alone is not a purchase.
 */
export const autoRefund = handler(AutoRefundEvent, ({ data }, occurredAt) =>
  refundFacts(data.auto_refund, { occurredAt, path: 'data.auto_refund', tentative: true }),
);

export const subscriptionRefund = handler(SubscriptionRefundEvent, ({ data }, occurredAt) =>
  refundFacts(data, { occurredAt, path: 'data' }),
);

function refundFacts(
  read: RefundData,
  {
    occurredAt,
    path,
    tentative,
  }: { readonly occurredAt: string; readonly path: string; readonly tentative?: true },
): ReadFacts {
  const { cf_payment_id: paymentRef, order_id: orderRef, refund_status: status } = read;
  const type = REFUND_TYPES.get(status);
  const links = { occurredAt, orderRef, tentative };
  if (!type) {
    const linked: EventFacts[] = paymentRef ? [{ ...links, type: 'payment.linked', paymentRef }] : [];
    return { facts: linked, warnings: [unknownWord('refund status', status)] };
  }
  const currency = read.refund_currency ?? INR;
  return {
    facts: [
      {
        ...links,
        type,
        refundRef: read.cf_refund_id,
        paymentRef,
        amount: readMoney(read.refund_amount, { currency, path: `${path}.refund_amount` }),
        providerStatus: status,
        ...(orderRef === undefined ? {} : merchantRefOfOrder(orderRef)),
      },
    ],
  };
}
