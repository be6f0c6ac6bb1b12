import type { EventFacts, PaidPeriod, SubscriptionStatus } from '@payspool/events';
import { z } from 'zod';
import { fromUnixSeconds, unknownWord, together } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { type EventHandler, readPayload } from '../read-payload.ts';
import { beside, entity, PaymentBeside, Subscription } from '../schema.ts';
import type { RazorpaySettings } from '../settings.ts';
import { isCaptured, paymentBeside } from './payment.ts';

type SubscriptionFacts = Extract<EventFacts, { type: `subscription.${string}` }>;

const Body = z.object({
  payload: z.object({ subscription: entity(Subscription), payment: beside(PaymentBeside) }),
});

/** `authenticated` has a mandate but no paid period yet; a `pending` payment is retried, a `halted` one is not (payments/subscriptions/states). */
export const SUBSCRIPTION_STATUSES: ReadonlyMap<string | undefined, SubscriptionStatus> = new Map([
  ['created', 'incomplete'],
  ['authenticated', 'incomplete'],
  ['active', 'active'],
  ['pending', 'past_due'],
  ['halted', 'unpaid'],
  ['paused', 'paused'],
  ['cancelled', 'canceled'],
  ['completed', 'expired'],
  ['expired', 'expired'],
]);

/** A snapshot of the subscription, with the attempted payment, if there was one. */
export const subscription =
  (type: SubscriptionFacts['type']): EventHandler =>
  ({ body, occurredAt, settings: { futureStart } }) => {
    const { payload, warnings } = readPayload(Body, body);
    const snapshot = payload.subscription.entity;
    const payment = payload.payment?.entity;
    const status = SUBSCRIPTION_STATUSES.get(snapshot.status);
    const state: SubscriptionFacts = {
      type,
      occurredAt,
      subscriptionRef: snapshot.id,
      invoiceRef: payment?.invoice_id,
      status,
      planRef: snapshot.plan_id,
      quantity: snapshot.quantity,
      currentPeriodStart: timeOrNone(snapshot.current_start),
      currentPeriodEnd: timeOrNone(snapshot.current_end),
      canceledAt: status === 'canceled' ? (fromUnixSeconds(snapshot.ended_at) ?? occurredAt) : undefined,
      ...startOf(snapshot, { occurredAt, futureStart }),
      paidPeriod: paidPeriodOf(snapshot, { type, payment }),
      providerStatus: snapshot.status,
      ...merchantRef({
        of: BUTTON.test(snapshot.source ?? '') ? 'subscription_of_a_button' : 'subscription',
        notes: snapshot.notes,
      }),
      customerRef: snapshot.customer_id,
    };
    const unknown = status ? [] : [unknownWord('subscription status', snapshot.status)];
    return together(
      { facts: [state], warnings: [...warnings, ...unknown] },
      paymentBeside(payment, { occurredAt, subscriptionRef: snapshot.id }),
    );
  };

/** The `source` of a subscription that a buyer started on a page of Razorpay. */
const BUTTON = /button|page/i;

/**
 * The cycle that is proven to be paid: by the name of `subscription.charged`, by a captured payment in `activated` or `completed`
 * (webhooks/subscriptions.md), or by the number of charged cycles if it equals the total. `completed` alone says that all
 * invoices were made, not that they were paid. A payment before the first cycle is an upfront amount, or belongs to the mandate.
 */
function paidPeriodOf(
  snapshot: Subscription,
  {
    type,
    payment,
  }: { readonly type: SubscriptionFacts['type']; readonly payment: PaymentBeside | undefined },
): PaidPeriod | undefined {
  const start = fromUnixSeconds(snapshot.current_start);
  if (start === undefined) return undefined;
  const { paid_count: charged, total_count: all } = snapshot;
  const byPayment = PAID_BY_PAYMENT.has(type) && isCaptured(payment) && charged !== 0;
  const byCount =
    type === 'subscription.expired' &&
    charged !== undefined &&
    all !== undefined &&
    charged > 0 &&
    charged >= all;
  if (type !== 'subscription.renewed' && !byPayment && !byCount) return undefined;
  const { id: paymentRef, invoice_id: invoiceRef } = payment?.status === 'failed' ? {} : (payment ?? {});
  return { start, end: fromUnixSeconds(snapshot.current_end), paymentRef, invoiceRef };
}

const PAID_BY_PAYMENT: ReadonlySet<SubscriptionFacts['type']> = new Set([
  'subscription.activated',
  'subscription.expired',
]);

/**
 * A start in the future at the time of the event. With a mandate it is a trial if the setting says so: Razorpay has no other
 * trials, and offers one after the mandate is given (payments/subscriptions/glossary.md). After billing has begun there is no
 * future start.
 */
function startOf(
  { status, start_at }: Subscription,
  context: { readonly occurredAt: string; readonly futureStart: RazorpaySettings['futureStart'] },
): Pick<SubscriptionFacts, 'status' | 'startsAt' | 'trialEnd'> {
  const start = fromUnixSeconds(start_at);
  if (SUBSCRIPTION_STATUSES.get(status) !== 'incomplete') return { startsAt: status ? null : undefined };
  if (start === undefined || start <= context.occurredAt)
    return { startsAt: start_at === undefined ? undefined : null };
  return status === 'authenticated' && context.futureStart === 'trial'
    ? { status: 'trialing', startsAt: start, trialEnd: start }
    : { startsAt: start };
}

/** `null` means that there is no period; absent means unknown. */
const timeOrNone = (seconds: number | null | undefined): string | null | undefined =>
  seconds === null ? null : fromUnixSeconds(seconds);
