import type { EventFacts } from '@payspool/events';
import { checkShape } from '../../contract/index.ts';
import { money } from '../money.ts';
import { RefundEvent } from '../schema.ts';
import type { Asked, Handler } from './given.ts';

const ASKS_REFUND: Asked = { object: 'refunds', link: 'refund' };

type RefundType = Extract<EventFacts['type'], `refund.${string}`>;

/** A refund. Its amount and its payment are known from the API; the signed event names only the refund. */
const refund = (type: RefundType, providerStatus?: string): Handler => ({
  asks: ASKS_REFUND,
  read: ({ event: body, occurredAt, answers }) => {
    const { links } = checkShape(RefundEvent, body);
    const answer = answers?.refunds;
    return {
      facts: [
        {
          type,
          occurredAt,
          refundRef: links.refund,
          paymentRef: answer?.links.payment ?? links.payment,
          customerRef: links.customer,
          providerStatus,
          amount: answer && money(answer.amount, answer.currency, 'answers.refunds.refunds.currency'),
        },
      ],
    };
  },
});

export const refunds: Readonly<Record<string, Handler>> = {
  'refunds.created': refund('refund.pending', 'created'),
  'refunds.paid': refund('refund.succeeded', 'paid'),
  'refunds.failed': refund('refund.failed', 'failed'),
  // Statuses of the API (gocardless-nodejs `RefundStatus`) whose events are not in the reference: it never left, or the bank sent it back.
  'refunds.cancelled': refund('refund.failed', 'cancelled'),
  'refunds.bounced': refund('refund.failed', 'bounced'),
  // After it has failed or bounced: the money is in a payout of the merchant.
  'refunds.funds_returned': refund('refund.failed', 'funds_returned'),
};
