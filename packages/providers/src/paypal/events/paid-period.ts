import type { PaidPeriod, SubscriptionStatus } from '@payspool/events';
import { fromIsoText } from '../../contract/timestamps.ts';
import type { Subscription } from '../schema.ts';

/** The maximum time between the last payment and the activation for which the payment counts as the cause of the activation. */
const ACTIVATION_MS = 86_400_000;

/** The event of a subscription, and its status afterwards. */
interface Instant {
  readonly type: string;
  readonly status: SubscriptionStatus | undefined;
  readonly occurredAt: string;
}

/** The periods of a subscription event. PayPal states none: a period is the time from `last_payment.time` to `next_billing_time`. */
export interface Periods {
  readonly currentPeriodStart?: string | undefined;
  readonly currentPeriodEnd?: string | undefined;
  readonly paidPeriod?: PaidPeriod | undefined;
}

/**
 * The period from the last payment to the next billing, which is paid, or free if the payment was 0. It counts only if the two
 * times belong together. After a failed payment the next billing may be a later one, and after a pause there is unbilled time in
 * between; then the event says nothing about periods, and the sales decide. If only one of the two times is known, nothing is
 * proven.
 */
export function periodsOf(resource: Subscription, instant: Instant): Periods {
  const { billing_info: v2, agreement_details: v1 } = resource;
  const start = fromIsoText(v2?.last_payment?.time ?? v1?.last_payment_date);
  const end = nextBillingOf(resource, instant);
  if (instant.type === 'subscription.past_due' || hasFailed(resource, start)) return {};
  if (start === undefined)
    return { currentPeriodEnd: end, paidPeriod: freeTrial(resource, { ...instant, end }) };
  if (end === undefined || end <= start) return { currentPeriodStart: start };
  if (isResumed(resource, { ...instant, start })) return {};
  const amount = v2?.last_payment?.amount?.value ?? v1?.last_payment_amount?.value;
  const paidPeriod: PaidPeriod = { start, end, ...(isZero(amount) && { nothingDue: true }) };
  return { currentPeriodStart: start, currentPeriodEnd: end, paidPeriod };
}

/**
 * The next billing. For a running subscription it must be in the future. If it is not, PayPal has not updated it yet, as in ACTIVATED events
 * (paypal/paypal-checkout-components#1336).
 */
function nextBillingOf(
  { billing_info, agreement_details }: Subscription,
  { status, occurredAt }: Instant,
): string | undefined {
  const next = fromIsoText(billing_info?.next_billing_time ?? agreement_details?.next_billing_date);
  return next !== undefined && status === 'active' && next <= occurredAt ? undefined : next;
}

/** Payments have failed since the last successful one. The count is of consecutive failures (billing_subscriptions_v1). */
function hasFailed(
  { billing_info: v2, agreement_details: v1 }: Subscription,
  paidAt: string | undefined,
): boolean {
  const failedAt = fromIsoText(v2?.last_failed_payment?.time);
  return (
    (v2?.failed_payments_count ?? v1?.failed_payment_count ?? 0) > 0 ||
    (failedAt !== undefined && (paidAt === undefined || failedAt > paidAt))
  );
}

/** It became active long after its last payment, so it was suspended in between. */
function isResumed(
  { status_update_time }: Subscription,
  { type, status, start }: Instant & { readonly start: string },
): boolean {
  if (type === 'subscription.resumed') return true;
  const since = fromIsoText(status_update_time);
  return status === 'active' && since !== undefined && Date.parse(since) - Date.parse(start) > ACTIVATION_MS;
}

/**
 * A free trial has no payment. It has begun if the start of billing has passed, the next billing is in the future, and nothing is
 * owed; a paid trial would have been charged.
 */
function freeTrial(
  { start_time, billing_info }: Subscription,
  { status, occurredAt, end }: Instant & { readonly end: string | undefined },
): PaidPeriod | undefined {
  const start = fromIsoText(start_time);
  if (start === undefined || end === undefined || start > occurredAt || end <= occurredAt) return undefined;
  const cycles = billing_info?.cycle_executions ?? [];
  const isTrial = cycles.some(({ tenure_type }) => tenure_type === 'TRIAL');
  const wasBilled = cycles.some(
    ({ tenure_type, cycles_completed }) => tenure_type !== 'TRIAL' && (cycles_completed ?? 0) > 0,
  );
  const owed = billing_info?.outstanding_balance?.value;
  const owesNothing = owed === undefined || isZero(owed);
  const hasBegun = status !== undefined && status !== 'incomplete';
  return hasBegun && isTrial && !wasBilled && owesNothing ? { start, end, nothingDue: true } : undefined;
}

const isZero = (value: string | undefined): boolean => value !== undefined && /^0*\.?0+$/.test(value);
