import type { EventFacts } from '@payspool/events';
import { checkShape, type OrdinaryHandler, unknownWord } from '../../contract/index.ts';
import { merchantRefOfSubscription } from '../merchant-ref.ts';
import { INR, readMoney } from '../money.ts';
import { type ChargeData, ChargeEvent } from '../schema.ts';
import { timeIn } from '../times.ts';
import { PAYMENT_TYPES, type PaymentType } from './payment-status.ts';

/**
 * A payment of a subscription: the authorization of its mandate, or a charge. A successful charge pays a period from its scheduled
 * date until the next one, if that is stated. The authorization pays none. Both may arrive twice (`SUBSCRIPTION_AUTH_STATUS` and
 * `SUBSCRIPTION_PAYMENT_SUCCESS`), with one `cf_payment_id`. The status of the subscription arrives by itself.
 */
export const charge: OrdinaryHandler = ({ type: name, body, occurredAt }) => {
  const { data } = checkShape(ChargeEvent, body);
  const { cf_payment_id: paymentRef, cf_subscription_id: subscriptionRef, payment_status: status } = data;
  const type = PAYMENT_TYPES.get(status);
  const isCharge = data.payment_type !== 'AUTH' && name !== 'SUBSCRIPTION_AUTH_STATUS';
  const start = timeIn(data.payment_schedule_date) ?? occurredAt;
  const isPeriod = isCharge && type === 'payment.succeeded';
  const about = { occurredAt, subscriptionRef, ...merchantRefOfSubscription(data.subscription_id) };
  const next = timeIn(data.subscription_details?.next_schedule_date);
  const end = next !== undefined && next > start ? next : undefined;
  const subscribed: EventFacts = isPeriod
    ? {
        ...about,
        type: 'subscription.renewed',
        currentPeriodStart: start,
        currentPeriodEnd: end,
        paidPeriod: { start, end, paymentRef },
      }
    : { ...about, type: 'subscription.updated' };
  return {
    facts: [subscribed, paymentFacts(data, { occurredAt, type })],
    warnings: type ? [] : [unknownWord('payment status', status)],
  };
};

function paymentFacts(
  data: ChargeData,
  { occurredAt, type }: { readonly occurredAt: string; readonly type: PaymentType | undefined },
): EventFacts {
  const { cf_payment_id: paymentRef, cf_subscription_id: subscriptionRef, payment_status: status } = data;
  if (!type) return { type: 'payment.linked', occurredAt, paymentRef, subscriptionRef };
  return {
    type,
    occurredAt,
    paymentRef,
    subscriptionRef,
    amount: readMoney(data.payment_amount, {
      currency: data.payment_currency ?? INR,
      path: 'data.payment_amount',
    }),
    failureCode: type === 'payment.failed' ? failureOf(data) : undefined,
    providerStatus: status,
  };
}

/** The bank's code if there is one, otherwise its words. */
const failureOf = ({ failure_details: details, failureDetails }: ChargeData): string | undefined =>
  details?.failure_error_code ?? details?.failure_reason ?? failureDetails?.failureReason;
