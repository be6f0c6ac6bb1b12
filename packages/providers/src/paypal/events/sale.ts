import type { EventFacts, PaymentStatus } from '@payspool/events';
import { fromIsoText } from '../../contract/timestamps.ts';
import { type EventHandler, subscriptionOf } from './event-handler.ts';
import { paymentFacts, readPayment } from './payment.ts';

/**
 * A v1 sale: an immediate payment, which subscriptions still use. PAYMENT.SALE.PENDING has been seen with `state: "completed"`
 * and a payment hold. The event's name decides: money on hold is pending.
 */
export const sale =
  (named: PaymentStatus): EventHandler =>
  (event) => {
    const { occurredAt } = event;
    const { resource, status, warnings } = readPayment(event, named);
    const payment = paymentFacts(resource, { occurredAt, status });
    const subscriptionRef = subscriptionOf(resource);
    // The sale is the only payment of its order.
    if (subscriptionRef === undefined) return { facts: [{ ...payment, settlesOrder: true }], warnings };

    const facts: EventFacts[] = [
      { ...payment, orderRef: undefined, settlesOrder: undefined, subscriptionRef },
    ];
    if (status === 'succeeded')
      facts.push(
        renewed({
          subscriptionRef,
          occurredAt,
          paymentRef: resource.id,
          chargedAt: timeOfCharge(resource.create_time, occurredAt),
        }),
      );
    return { facts, warnings };
  };

/** A sale has its own time. Its event follows minutes later, or days later if the bank had to confirm it. */
function timeOfCharge(createTime: string | undefined, occurredAt: string): string {
  const created = fromIsoText(createTime);
  return created !== undefined && created < occurredAt ? created : occurredAt;
}

/**
 * When PayPal has charged for a period, it states only the time of the charge, not the length of the period. A subscription that
 * PayPal or the merchant has suspended stays suspended until ACTIVATED or RE-ACTIVATED.
 */
const renewed = ({
  subscriptionRef,
  occurredAt,
  paymentRef,
  chargedAt,
}: {
  readonly subscriptionRef: string;
  readonly occurredAt: string;
  readonly paymentRef: string;
  readonly chargedAt: string;
}): EventFacts => ({
  type: 'subscription.renewed',
  occurredAt,
  subscriptionRef,
  status: 'active',
  statusAfter: ['incomplete', 'past_due'],
  currentPeriodStart: chargedAt,
  paidPeriod: { start: chargedAt, paymentRef },
});
