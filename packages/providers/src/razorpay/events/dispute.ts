import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { UnusableEventError, together } from '../../contract/index.ts';
import { money } from '../money.ts';
import { type EventHandler, readPayload } from '../read-payload.ts';
import { beside, Dispute, entity, OrderBeside, PaymentBeside } from '../schema.ts';
import { orderBeside } from './purchase.ts';
import { paymentBeside, paymentTypeOf } from './payment.ts';

type DisputeType = Extract<EventFacts['type'], `dispute.${string}`>;

const Body = z.object({
  payload: z.object({
    dispute: entity(Dispute),
    payment: beside(PaymentBeside),
    order: beside(OrderBeside),
  }),
});

/**
 * One handler for all: the event's name has the state of the dispute. "Under review" and "action required" are still open. The
 * included payment is read as for an order, because a dispute may be the first event of the payment.
 *
 * @throws {UnusableEventError} if a dispute is lost and its amount is missing
 */
export const dispute =
  (type: DisputeType): EventHandler =>
  ({ body, occurredAt }) => {
    const { payload, warnings } = readPayload(Body, body);
    const { id, payment_id, amount, amount_deducted, currency, reason_code, status } = payload.dispute.entity;
    const payment = payload.payment?.entity;
    // A part of a dispute can be accepted and the rest won: the deducted amount is the lost one (api/disputes/entity.md).
    const taken = type === 'dispute.lost' ? amount_deducted || amount : amount;
    const code = currency ?? payment?.currency;
    const missing = taken == null ? 'amount' : 'currency';
    if (type === 'dispute.lost' && (taken == null || code == null)) {
      throw new UnusableEventError('schema_violation', {
        path: `payload.dispute.entity.${missing}`,
        message: `a lost dispute without its ${missing}`,
      });
    }
    const disputed: EventFacts = {
      type,
      occurredAt,
      disputeRef: id,
      paymentRef: payment_id ?? payment?.id,
      amount: taken == null || code == null ? undefined : money(taken, code),
      reason: reason_code,
      providerStatus: status,
    };
    return together(
      { facts: [disputed], warnings },
      paymentBeside(payment, { occurredAt }),
      orderBeside(payload.order?.entity, { payment, type: payment && paymentTypeOf(payment), occurredAt }),
    );
  };
