import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { UnusableEventError } from '../../contract/index.ts';
import { money } from '../money.ts';
import { readPayload } from '../read-payload.ts';
import { beside, Dispute, entity, OrderBeside, PaymentBeside } from '../schema.ts';
import { together, type EventHandler } from './handler.ts';
import { orderBeside } from './order-beside.ts';
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
 * One handler for all: the name says where the dispute stands. Under review and action required are still open. The payment beside
 * is read as beside an order: a dispute may be the first that is heard of it.
 *
 * @throws {UnusableEventError} when a dispute is lost and nothing says how much
 */
export const dispute =
  (type: DisputeType): EventHandler =>
  ({ body, occurredAt }) => {
    const { payload, warnings } = readPayload(Body, body);
    const { id, payment_id, amount, amount_deducted, currency, reason_code, status } = payload.dispute.entity;
    const payment = payload.payment?.entity;
    // Part of a dispute can be accepted and the rest won: what was deducted is what was lost (api/disputes/entity.md).
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
      { events: [disputed], warnings },
      paymentBeside(payment, { occurredAt }),
      orderBeside(payload.order?.entity, { payment, type: payment && paymentTypeOf(payment), occurredAt }),
    );
  };
