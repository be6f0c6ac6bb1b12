import type { EventFacts } from '@payspool/events';
import type { EventReading } from '../../contract/index.ts';
import { subscription } from '../events/subscription.ts';
import { type Observed, readAsDelivered, statusOf, timeOf } from './entity-reading.ts';

type SubscriptionType = Extract<EventFacts['type'], `subscription.${string}`>;

/**
 * The type of the event that reports a status. None of them proves that a period was paid: the invoice of the period does
 * (`subscription_invoices`).
 */
const TYPES: ReadonlyMap<string | undefined, SubscriptionType> = new Map([
  ['authenticated', 'subscription.created'],
  ['pending', 'subscription.past_due'],
  ['halted', 'subscription.past_due'],
  ['paused', 'subscription.paused'],
  ['cancelled', 'subscription.canceled'],
  ['completed', 'subscription.expired'],
  ['expired', 'subscription.expired'],
]);

/**
 * The state of a subscription. `ended_at` is the time of its end; when another status began is not stated. A subscription that was only
 * `created` has no mandate: its buyer has not agreed to anything yet.
 */
export function observeSubscription(observed: Observed): EventReading {
  const status = statusOf(observed);
  if (status === 'created') return { ignored: 'a subscription without a mandate' };
  const type = TYPES.get(status) ?? 'subscription.updated';
  const hasEnded = type === 'subscription.canceled' || type === 'subscription.expired';
  const endedAt = hasEnded ? timeOf(observed, 'ended_at') : undefined;
  const reading = readAsDelivered('subscription', observed, {
    type,
    occurredAt: endedAt ?? observed.askedAt,
    handler: subscription(type),
  });
  if ('ignored' in reading || endedAt !== undefined) return reading;
  // Without its end, the time of the cancellation is not known. The time of the question would be another one at every question.
  return {
    facts: reading.facts.map((fact) => ('canceledAt' in fact ? { ...fact, canceledAt: undefined } : fact)),
    warnings: reading.warnings ?? [],
  };
}
