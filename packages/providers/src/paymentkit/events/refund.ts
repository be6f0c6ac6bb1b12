import type { EventFacts } from '@payspool/events';
import { money } from '../money.ts';
import { Refund } from '../schema.ts';
import { unknownWord } from '../../contract/index.ts';
import { pathOf, readObject, unread, type EventHandler } from './handler.ts';

type RefundType = Extract<EventFacts['type'], `refund.${string}`>;

export const REFUND_TYPES: ReadonlyMap<string | undefined, RefundType> = new Map([
  ['pending', 'refund.pending'],
  ['requires_action', 'refund.pending'],
  ['processing', 'refund.pending'],
  ['succeeded', 'refund.succeeded'],
  ['failed', 'refund.failed'],
  ['canceled', 'refund.failed'],
]);
/** For a status that is missing or new. The other two event names do not state one. */
const BY_NAME: ReadonlyMap<string, RefundType> = new Map([
  ['refund.succeeded', 'refund.succeeded'],
  ['refund.canceled', 'refund.failed'],
]);

/** `stake_return` gives back a deposit, which was not a payment for an order (payment-types lib/refund.d.ts). */
export const refund: EventHandler = (event) => {
  const returned = readObject(Refund, event);
  if (returned.type === 'stake_return') return { ignored: 'a stake is returned, not a payment' };
  const { status, amount, currency_id: currencyId, payment_intent_id: paymentRef } = returned;
  const { occurredAt } = event;
  const left = unread(event, returned);
  const warnings = REFUND_TYPES.has(status) ? left : [...left, unknownWord('refund status', status)];
  const type = REFUND_TYPES.get(status) ?? BY_NAME.get(event.type);
  if (!type) {
    return paymentRef
      ? { facts: [{ type: 'payment.linked', occurredAt, paymentRef }], warnings }
      : { facts: [], warnings };
  }
  return {
    facts: [
      {
        type,
        occurredAt,
        refundRef: returned.id,
        paymentRef,
        subscriptionRef: returned.subscription_id,
        amount: money({ amount, currencyId, path: pathOf(event, 'currency_id') }, event.settings),
        reason: returned.reason,
        customerRef: returned.customer_id,
        providerStatus: status,
      },
    ],
    warnings,
  };
};
