import type { EventFacts, PaidPeriod } from '@payspool/events';
import { fromIsoText } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { money } from '../money.ts';
import { readData } from '../read-data.ts';
import { Payment } from '../schema.ts';

type PaymentType = Extract<EventFacts['type'], `payment.${string}`>;

/**
 * The event's name says what happened: `data` is the latest at the time of delivery, so its status may be a later one. A payment
 * with subscriptions belongs to them. Every other payment is a purchase: that of its checkout session, which is used once, or of
 * its own.
 */
export const payment = (type: PaymentType) =>
  readData(Payment, (data, { type: name, occurredAt }) => {
    const { payment_id: paymentRef, subscription_id, subscription_ids = [] } = data;
    const subscriptionRefs = subscription_id ? [subscription_id] : subscription_ids;
    const [first, ...others] = subscriptionRefs;
    const amount = money(data.total_amount, data.currency);
    const named = { ...merchantRef(data.metadata), customerRef: data.customer?.customer_id };
    const orderRef = first ? undefined : (data.checkout_session_id ?? paymentRef);
    const paid: EventFacts = {
      type,
      occurredAt,
      paymentRef,
      orderRef,
      // No single subscription owns a payment for several.
      subscriptionRef: others.length === 0 ? first : undefined,
      amount,
      // One payment pays for the whole session.
      settlesOrder: orderRef ? true : undefined,
      failureCode: type === 'payment.failed' ? data.error_code : undefined,
      providerStatus: name.slice('payment.'.length),
      ...named,
    };
    if (type !== 'payment.succeeded') return { facts: [paid] };
    // The amount due is that of the payment that succeeded: a failed attempt may have had another currency or discount.
    if (orderRef)
      return {
        facts: [paid, { type: 'order.completed', occurredAt, orderRef, paymentRef, amount, ...named }],
      };
    const period = periodOf(data, occurredAt);
    return {
      facts: [
        paid,
        ...subscriptionRefs.map((subscriptionRef): EventFacts => ({
          type: 'subscription.renewed',
          occurredAt,
          subscriptionRef,
          paidPeriod: period,
          ...named,
        })),
      ],
    };
  });

/**
 * The period that a payment begins. Its end is in the subscription's own events, which do not name the payment. Both begin within
 * a day of each other, and are therefore one period: `previous_billing_date` is the time of the last payment. A payment of 0
 * begins a trial, or is free, and `subscription.renewed` reports the period of a free one.
 */
function periodOf(
  { payment_id: paymentRef, total_amount, created_at, is_update_payment_method }: Payment,
  occurredAt: string,
): PaidPeriod | undefined {
  if (total_amount === 0 || is_update_payment_method === true) return undefined;
  return { start: fromIsoText(created_at) ?? occurredAt, paymentRef };
}
