import type { EventFacts, SubscriptionStatus } from '@payspool/events';
import { z } from 'zod';
import { checkShape, fromUnixSeconds } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import { entity, Payment, Subscription } from '../schema.ts';
import { unknownStatus, type EventHandler } from './handler.ts';
import { paymentBeside } from './payment.ts';

type SubscriptionType = Extract<EventFacts['type'], `subscription.${string}`>;

const Body = z.object({
  payload: z.object({ subscription: entity(Subscription), payment: entity(Payment).optional() }),
});

/** `authenticated` has a mandate and no paid period yet; `pending` is retried, `halted` no longer (payments/subscriptions/states). */
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

/** A snapshot of the subscription, and the payment that was attempted for it, where there was one. */
export const subscription =
  (type: SubscriptionType): EventHandler =>
  ({ body, occurredAt }) => {
    const { payload } = checkShape(Body, body);
    const snapshot = payload.subscription.entity;
    const payment = payload.payment?.entity;
    const status = SUBSCRIPTION_STATUSES.get(snapshot.status);
    const attempt = payment && paymentBeside(payment, { occurredAt, subscriptionRef: snapshot.id });
    return {
      events: [
        {
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
          providerStatus: snapshot.status,
          merchantRef: merchantRef({ notes: snapshot.notes }),
          customerRef: snapshot.customer_id,
        },
        ...(attempt?.events ?? []),
      ],
      warnings: [
        ...(status ? [] : [unknownStatus('subscription', snapshot.status)]),
        ...(attempt?.warnings ?? []),
      ],
    };
  };

/** `null` says that there is no period; absent says nothing. */
const timeOrNone = (seconds: number | null | undefined): string | null | undefined =>
  seconds === null ? null : fromUnixSeconds(seconds);
