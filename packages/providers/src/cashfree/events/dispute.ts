import type { EventFacts } from '@payspool/events';
import { handler, unknownWord } from '../../contract/index.ts';
import { INR, readMoney } from '../money.ts';
import { DisputeEvent } from '../schema.ts';

type DisputeType = Extract<EventFacts['type'], `dispute.${string}`>;

/** The types of a dispute, each of which begins its statuses (`dispute-webhooks`, `dispute_type`). */
const PHASES = ['RETRIEVAL', 'DISPUTE', 'CHARGEBACK', 'PRE_ARBITRATION', 'ARBITRATION'] as const;

/** How the statuses end. With insufficient evidence the merchant can still send more: it is an "action required" state (`disputes-states`). */
const RESULTS: Readonly<Record<string, DisputeType>> = {
  CREATED: 'dispute.opened',
  DOCS_RECEIVED: 'dispute.opened',
  UNDER_REVIEW: 'dispute.opened',
  INSUFFICIENT_EVIDENCE: 'dispute.opened',
  MERCHANT_WON: 'dispute.won',
  MERCHANT_LOST: 'dispute.lost',
  MERCHANT_ACCEPTED: 'dispute.lost',
};

/** Every status with its meaning. A retrieval asks for documents and takes no money, so one that is lost is only closed. */
export const DISPUTE_WORDS: Readonly<Record<string, DisputeType>> = {
  ...Object.fromEntries(
    PHASES.flatMap((phase) =>
      Object.entries(RESULTS).map(([result, type]) => [`${phase}_${result}`, type] as const),
    ),
  ),
  RETRIEVAL_MERCHANT_LOST: 'dispute.closed',
  DISPUTE_CLOSED: 'dispute.closed',
};
const TYPES: ReadonlyMap<string, DisputeType> = new Map(Object.entries(DISPUTE_WORDS));

/** The state of a dispute, by its status; the name of the event says only that it changed. */
export const dispute = handler(DisputeEvent, ({ data }, occurredAt) => {
  const { dispute: read, order_details: about } = data;
  const { cf_payment_id: paymentRef, order_id: orderRef } = about;
  const { dispute_status: status } = read;
  const type = TYPES.get(status);
  const currency = read.dispute_amount_currency ?? about.payment_currency ?? about.order_currency ?? INR;
  const disputed: EventFacts[] = type
    ? [
        {
          type,
          occurredAt,
          disputeRef: read.dispute_id,
          paymentRef,
          amount: readMoney(read.dispute_amount, { currency, path: 'data.dispute.dispute_amount' }),
          reason: read.reason_code,
          providerStatus: status,
        },
      ]
    : [];
  // A dispute of a payment of a subscription may name an order of Cashfree's own, which is not a purchase.
  const linked: EventFacts[] =
    paymentRef === undefined
      ? []
      : [{ type: 'payment.linked', occurredAt, paymentRef, orderRef, tentative: true }];
  return {
    facts: [...disputed, ...linked],
    warnings: type ? [] : [unknownWord('dispute status', status)],
  };
});
