import type { PaidPeriod, SubscriptionStatus } from '@payspool/events';
import { fromIsoText } from '../../contract/timestamps.ts';
import type { Subscription } from '../schema.ts';

/** How long after its last payment a subscription may have become active and still have been activated by that payment. */
const ACTIVATION_MS = 86_400_000;

interface Moment {
  readonly type: string;
  readonly status: SubscriptionStatus | undefined;
  readonly occurredAt: string;
}

/**
 * The period that a subscription event proves to be paid: from `last_payment.time` to `next_billing_time`. Only where both are known
 * and belong together; each payment is told by its sale anyway. They do not belong together after a failed payment, since the next
 * billing may be the one after it, nor after a pause, since what was not billed lies between the two.
 */
export function paidPeriodOf(resource: Subscription, moment: Moment): PaidPeriod | undefined {
  const { billing_info: v2, agreement_details: v1 } = resource;
  const failures = v2?.failed_payments_count ?? v1?.failed_payment_count ?? 0;
  const start = fromIsoText(v2?.last_payment?.time ?? v1?.last_payment_date);
  const end = nextBillingOf(resource, moment);
  const failedAt = fromIsoText(v2?.last_failed_payment?.time);
  const hasFailed = failures > 0 || (failedAt !== undefined && (start === undefined || failedAt > start));
  if (end === undefined || hasFailed || moment.type === 'subscription.past_due') return undefined;
  if (start === undefined) return freeTrial(resource, { ...moment, end });

  if (end <= start || isResumed(resource, { ...moment, start })) return undefined;
  const amount = v2?.last_payment?.amount?.value ?? v1?.last_payment_amount?.value;
  return { start, end, ...(isZero(amount) && { nothingDue: true }) };
}

/**
 * The next billing. Of a subscription that runs it lies ahead: where it does not, PayPal has not moved it on yet, as in ACTIVATED events
 * (paypal/paypal-checkout-components#1336).
 */
export function nextBillingOf(
  { billing_info, agreement_details }: Subscription,
  { status, occurredAt }: Pick<Moment, 'status' | 'occurredAt'>,
): string | undefined {
  const next = fromIsoText(billing_info?.next_billing_time ?? agreement_details?.next_billing_date);
  return next !== undefined && status === 'active' && next <= occurredAt ? undefined : next;
}

/** It has become active long after its last payment: it was suspended in between. */
function isResumed(
  { status_update_time }: Subscription,
  { type, status, start }: Moment & { readonly start: string },
): boolean {
  if (type === 'subscription.resumed') return true;
  const since = fromIsoText(status_update_time);
  return status === 'active' && since !== undefined && Date.parse(since) - Date.parse(start) > ACTIVATION_MS;
}

/**
 * A free trial makes no payment. It has begun where billing was to start by now and the next one lies ahead, and nothing is owed: a
 * paid trial would have been charged.
 */
function freeTrial(
  { start_time, billing_info }: Subscription,
  { status, occurredAt, end }: Moment & { readonly end: string },
): PaidPeriod | undefined {
  const start = fromIsoText(start_time);
  const cycles = billing_info?.cycle_executions ?? [];
  const isTrial = cycles.some(({ tenure_type }) => tenure_type === 'TRIAL');
  const wasBilled = cycles.some(
    ({ tenure_type, cycles_completed }) => tenure_type !== 'TRIAL' && (cycles_completed ?? 0) > 0,
  );
  const owed = billing_info?.outstanding_balance?.value;
  const runsOrRan = status !== undefined && status !== 'incomplete';
  const hasBegun = start !== undefined && start <= occurredAt && occurredAt < end && runsOrRan;
  if (!hasBegun || !isTrial || wasBilled || (owed !== undefined && !isZero(owed))) return undefined;
  return { start, end, nothingDue: true };
}

const isZero = (value: string | undefined): boolean => value !== undefined && /^0*\.?0+$/.test(value);
