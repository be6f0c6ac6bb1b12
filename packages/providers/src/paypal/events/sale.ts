import type { EventFacts, PaymentStatus } from '@payspool/events';
import { fromIsoText } from '../../contract/timestamps.ts';
import type { EventHandler } from './event-handler.ts';
import { paymentFacts, readPayment } from './payment.ts';
import { subscriptionOf } from './subscription-id.ts';

/**
 * A v1 sale: a payment at once, and how subscriptions are paid to this day.
 * PAYMENT.SALE.PENDING has been seen with `state: "completed"` and a payment hold: the name is followed, money on hold is pending.
 */
export const sale =
  (named: PaymentStatus): EventHandler =>
  (event) => {
    const { occurredAt } = event;
    const { resource, status, warnings } = readPayment(event, named);
    const payment = paymentFacts(resource, { occurredAt, status });
    const subscriptionRef = subscriptionOf(resource);
    // Nothing but the sale is ever paid for its order.
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

/** A sale dates itself; its event follows, by minutes or, where the bank had to confirm it, by days. */
function timeOfCharge(createTime: string | undefined, occurredAt: string): string {
  const created = fromIsoText(createTime);
  return created !== undefined && created < occurredAt ? created : occurredAt;
}

/**
 * PayPal says no more when it has charged for a period: when it was charged, and not how long that is for. What it has suspended, or
 * the merchant has, stays so until ACTIVATED or RE-ACTIVATED.
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
