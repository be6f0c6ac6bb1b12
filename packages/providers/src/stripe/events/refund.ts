import type { EventFacts } from '@payspool/events';
import { firstMerchantRef } from '../../contract/index.ts';
import { money } from '../money.ts';
import { Refund } from '../schema.ts';
import { onObject, optionalWord, unknownWord } from './event-handler.ts';
import { paymentOf } from './payment-of.ts';

/** stripe-node src/resources/Refunds.ts. */
export const REFUND_TYPES = {
  pending: 'refund.pending',
  requires_action: 'refund.pending',
  succeeded: 'refund.succeeded',
  failed: 'refund.failed',
  canceled: 'refund.failed',
} as const;

/** A snapshot of one refund: a refund that succeeded can still fail days later, when the customer's bank sends it back. */
export const refundSnapshot = onObject(Refund, (refund, { occurredAt }) => {
  const type = isKnown(refund.status) ? REFUND_TYPES[refund.status] : undefined;
  const payment = paymentOf(refund);
  const common = {
    occurredAt,
    providerStatus: optionalWord(refund.status),
    merchantRef: firstMerchantRef(refund.metadata?.order_id),
  };
  if (type) {
    const amount = money(refund.amount, refund.currency);
    const facts = {
      ...common,
      ...payment,
      type,
      refundRef: refund.id,
      amount,
      reason: optionalWord(refund.reason),
    };
    return { facts: [facts] };
  }
  const warning = unknownWord('refund status', refund.status);
  if (!payment.paymentRef) return { ignored: warning };
  const linked: EventFacts = {
    occurredAt,
    type: 'payment.linked',
    ...payment,
    paymentRef: payment.paymentRef,
  };
  return { facts: [linked], warnings: [warning] };
});

const isKnown = (status: string | null | undefined): status is keyof typeof REFUND_TYPES =>
  status != null && Object.hasOwn(REFUND_TYPES, status);
