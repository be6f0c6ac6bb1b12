import type { EventFacts } from '@payspool/events';
import { fromIsoText, type ReadFacts, unknownWord } from '../../contract/index.ts';
import { merchantRef } from '../merchant-ref.ts';
import type { AfterPayment, Subscription } from '../schema.ts';
import { SUBSCRIPTION_STATUSES } from '../statuses.ts';
import { requiredTime } from '../times.ts';
import { dueAfter } from './due-date.ts';

/**
 * A subscription as the API states it. Mollie announces no change of a subscription, and states no time of most statuses. Their
 * time is that of the payment after which the API was asked; without such a payment only a cancellation has a time.
 */
export function readSubscription(
  subscription: Subscription,
  { path, after }: { readonly path: string; readonly after?: AfterPayment },
): ReadFacts {
  const createdAt = requiredTime(subscription.createdAt, `${path}createdAt`);
  const askedAfter = after && requiredTime(after.at, 'after.at');
  const names = {
    subscriptionRef: subscription.id,
    customerRef: subscription.customerId,
    ...merchantRef(subscription),
  };
  const starts = fromIsoText(`${subscription.startDate ?? ''}T00:00:00Z`);
  const created: EventFacts = {
    type: 'subscription.created',
    occurredAt: createdAt,
    status: 'incomplete',
    statusAfter: ['incomplete'],
    startsAt: starts !== undefined && starts > createdAt ? starts : null,
    ...names,
  };
  const billed =
    after && askedAfter !== undefined
      ? [{ ...names, ...billing(subscription, { after, at: askedAfter }) }]
      : [];
  const status = SUBSCRIPTION_STATUSES.get(subscription.status);
  if (!status) {
    return {
      facts: [created, ...billed],
      warnings: [unknownWord('subscription status', subscription.status)],
    };
  }
  const end = endOf(subscription, askedAfter);
  if (!end) return { facts: [created, ...billed] };
  return 'untimed' in end
    ? { facts: [created, ...billed], warnings: [end.untimed] }
    : { facts: [created, ...billed, { ...end, ...names, providerStatus: subscription.status }] };
}

/** The period that begins with a payment, and whether the payment paid for it. */
function billing(
  { startDate, interval }: Subscription,
  { after, at }: { readonly after: AfterPayment; readonly at: string },
) {
  const start = requiredTime(after.createdAt, 'after.createdAt');
  const end = dueAfter({ startDate, interval, paidFrom: start });
  const period = end === undefined ? {} : { currentPeriodStart: start, currentPeriodEnd: end };
  return after.status === 'paid'
    ? ({
        type: 'subscription.renewed',
        occurredAt: at,
        status: 'active',
        startsAt: null,
        ...period,
        paidPeriod: { start, end, paymentRef: after.payment },
      } as const)
    : ({ type: 'subscription.updated', occurredAt: at, ...period } as const);
}

type End =
  | { readonly type: 'subscription.canceled'; occurredAt: string; status: 'canceled'; canceledAt: string }
  | { readonly type: 'subscription.paused'; occurredAt: string; status: 'paused' }
  | { readonly type: 'subscription.expired'; occurredAt: string; status: 'expired' }
  | { readonly untimed: string };

function endOf({ status, canceledAt }: Subscription, askedAfter: string | undefined): End | undefined {
  if (status === 'pending' || status === 'active') return undefined;
  const occurredAt = (status === 'canceled' ? fromIsoText(canceledAt) : undefined) ?? askedAfter;
  if (occurredAt === undefined)
    return { untimed: `the subscription status ${JSON.stringify(status)} has no time and was left out` };
  if (status === 'canceled')
    return { type: 'subscription.canceled', occurredAt, status: 'canceled', canceledAt: occurredAt };
  return status === 'suspended'
    ? { type: 'subscription.paused', occurredAt, status: 'paused' }
    : { type: 'subscription.expired', occurredAt, status: 'expired' };
}
