import type { EventFacts } from '@payspool/events';
import { money } from '../money.ts';
import { readData } from '../read-data.ts';
import { Refund } from '../schema.ts';
import { changeBy, factsOf } from './payment.ts';

type RefundType = Extract<EventFacts['type'], `refund.${string}`>;

/**
 * One refund, with its own amount. The balances state what was captured: the event may be the first one about its payment. Its
 * `reference` is that of the refund and is not read.
 */
export const refund = (type: RefundType) =>
  readData(Refund, (data, { type: name, occurredAt }) => {
    const { id, action_id: refundRef, amount, currency } = data;
    const refunded: EventFacts = {
      type,
      occurredAt,
      refundRef,
      paymentRef: id,
      orderRef: id,
      amount: money(amount, currency),
      reason: name === 'payment_returned' ? 'returned' : undefined,
      providerStatus: name,
    };
    const change = changeBy(data.balances);
    const paid =
      change?.type === 'payment.succeeded'
        ? factsOf(data, change, { name: 'payment_captured', occurredAt, reference: 'none' })
        : [];
    return { facts: [refunded, ...paid] };
  });
