import type { EventFacts } from '@payspool/events';
import { UnusableEventError } from '../../contract/index.ts';
import { money } from '../money.ts';
import { readData } from '../read-data.ts';
import { Refund } from '../schema.ts';

type RefundType = Extract<EventFacts['type'], `refund.${string}`>;

/**
 * One refund with its own amount.
 *
 * @throws {UnusableEventError} if a refund that succeeded has no amount or currency, which the types allow
 */
export const refund = (type: RefundType) =>
  readData(Refund, (data, { type: name, occurredAt }) => {
    const { refund_id: refundRef, payment_id: paymentRef, amount, currency } = data;
    const isKnown = amount != null && currency != null;
    if (type === 'refund.succeeded' && !isKnown) {
      const missing = amount == null ? 'amount' : 'currency';
      throw new UnusableEventError('schema_violation', {
        path: `data.${missing}`,
        message: `a refund without its ${missing}`,
      });
    }
    return {
      facts: [
        {
          type,
          occurredAt,
          refundRef,
          paymentRef,
          amount: isKnown ? money(amount, currency) : undefined,
          providerStatus: name.slice('refund.'.length),
          customerRef: data.customer?.customer_id,
        },
      ],
    };
  });
