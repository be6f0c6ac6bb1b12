import type { EventFacts } from '@payspool/events';
import { z } from 'zod';
import { checkShape } from '../../contract/index.ts';
import { money } from '../money.ts';
import { Dispute, entity } from '../schema.ts';
import type { EventHandler } from './handler.ts';

type DisputeType = Extract<EventFacts['type'], `dispute.${string}`>;

const Body = z.object({ payload: z.object({ dispute: entity(Dispute) }) });

/** One handler for all: the name says where the dispute stands. Under review and action required are still open. */
export const dispute =
  (type: DisputeType): EventHandler =>
  ({ body, occurredAt }) => {
    const { payload } = checkShape(Body, body);
    const { id, payment_id, amount, amount_deducted, currency, reason_code, status } = payload.dispute.entity;
    // Part of a dispute can be accepted and the rest won: what was deducted is what was lost (api/disputes/entity.md).
    const taken = type === 'dispute.lost' ? amount_deducted || amount : amount;
    return {
      events: [
        {
          type,
          occurredAt,
          disputeRef: id,
          paymentRef: payment_id,
          amount: money(taken, currency),
          reason: reason_code,
          providerStatus: status,
        },
      ],
    };
  };
