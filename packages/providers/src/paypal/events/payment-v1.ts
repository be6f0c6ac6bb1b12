import type { EventFacts, PaymentStatus } from '@payspool/events';
import { firstMerchantRef } from '../../contract/merchant-ref.ts';
import { linkedId } from '../links.ts';
import { PaymentV1 } from '../schema.ts';
import { type EventHandler, readResource } from './event-handler.ts';
import { PAYMENT_WORDS, paymentOutcome } from './payment-outcome.ts';
import { unknownWord } from './status-word.ts';

/** A v1 capture or authorization; its order is the v1 payment that it belongs to. */
export const paymentV1 =
  (named: PaymentStatus): EventHandler =>
  (event) =>
    read(named, event, false);

/**
 * A v1 sale: a payment at once, and how subscriptions are paid to this day.
 * PAYMENT.SALE.PENDING has been seen with `state: "completed"` and a payment hold: the name is followed, money on hold is pending.
 */
export const sale =
  (named: PaymentStatus): EventHandler =>
  (event) =>
    read(named, event, true);

function read(named: PaymentStatus, event: Parameters<EventHandler>[0], isSale: boolean) {
  const resource = readResource(PaymentV1, event);
  const status = paymentOutcome(named, resource.state);
  const payment = {
    type: `payment.${status}`,
    occurredAt: event.occurredAt,
    paymentRef: resource.id,
    amount: resource.amount,
    providerStatus: resource.state,
    merchantRef: firstMerchantRef(resource.custom, resource.invoice_number),
    failureCode: status === 'failed' ? resource.reason_code : undefined,
  } as const;
  const warnings = unknownWord('payment status', resource.state, PAYMENT_WORDS);

  const subscriptionRef = subscriptionOf(resource);
  if (subscriptionRef === undefined) {
    const isFinal = resource.is_final_capture === true;
    const settlesOrder = isSale || isFinal ? (true as const) : undefined;
    // As in v2: the final capture is what became of the authorization.
    const holdRef = linkedId(resource.links, 'authorization', 'authorization');
    const isTaken = isFinal && holdRef && status === 'succeeded';
    const paymentAliases = isTaken ? [holdRef] : undefined;
    const orderRef = resource.parent_payment ?? resource.id;
    return {
      facts: [{ ...payment, paymentAliases, holdRef, orderRef, settlesOrder }],
      warnings,
    };
  }
  const facts: EventFacts[] = [{ ...payment, subscriptionRef }];
  if (status === 'succeeded') facts.push(renewed(subscriptionRef, event.occurredAt));
  return { facts, warnings };
}

/** Subscriptions are `I-…`. A `B-…` is a billing agreement for reference transactions: a permission to charge, and each charge is a purchase. */
const subscriptionOf = ({
  billing_agreement_id: id,
}: {
  readonly billing_agreement_id?: string | undefined;
}) => (id?.startsWith('I-') ? id : undefined);

/** PayPal says no more when it has charged for a period. What it has suspended, or the merchant has, stays so until ACTIVATED or RE-ACTIVATED. */
const renewed = (subscriptionRef: string, occurredAt: string): EventFacts => ({
  type: 'subscription.renewed',
  occurredAt,
  subscriptionRef,
  status: 'active',
  statusAfter: ['incomplete', 'past_due'],
  currentPeriodStart: occurredAt,
});
