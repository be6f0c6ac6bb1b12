import type { EventFacts } from '@payspool/events';
import type { z } from 'zod';
import { money } from '../money.ts';
import type { Refund } from '../schema.ts';
import {
  type EventContext,
  optionalWord,
  orderIdIn,
  unknownWord,
  type Said,
  saying,
} from './event-handler.ts';

/** stripe-node src/resources/Refunds.ts. */
export const REFUND_TYPES = {
  pending: 'refund.pending',
  requires_action: 'refund.pending',
  succeeded: 'refund.succeeded',
  failed: 'refund.failed',
  canceled: 'refund.failed',
} as const;

/** One refund of a payment. With an unknown status it changes no sum and only connects the names of its payment. */
export function refundFact(
  refund: z.output<typeof Refund>,
  { occurredAt }: EventContext,
  payment: { readonly paymentRef?: string; readonly paymentAliases?: string[] },
): Said {
  const common = {
    occurredAt,
    providerStatus: optionalWord(refund.status),
    ...orderIdIn(refund),
    ...payment,
  };
  if (isKnown(refund.status))
    return saying({
      type: REFUND_TYPES[refund.status],
      refundRef: refund.id,
      amount: money(refund.amount, refund.currency),
      reason: optionalWord(refund.reason),
      ...common,
    });
  const linked: EventFacts[] = payment.paymentRef
    ? [{ occurredAt, type: 'payment.linked', ...payment, paymentRef: payment.paymentRef }]
    : [];
  return { facts: linked, warnings: [unknownWord('refund status', refund.status)] };
}

const isKnown = (status: string | null | undefined): status is keyof typeof REFUND_TYPES =>
  status != null && Object.hasOwn(REFUND_TYPES, status);
