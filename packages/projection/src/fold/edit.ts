import type { PaidPeriod } from '@payspool/events';
import type { Before } from './last-instant.ts';
import type { Undo } from './placed-history.ts';
import type { PeriodMove } from './paid-periods.ts';
import type { DisputeFacts, PaymentFacts, RefundFacts } from './payments.ts';
import type { State } from './state.ts';
import type { SubscriptionFacts } from './subscription.ts';
import type { Links } from './links.ts';
import type { Touched } from './touched.ts';

/**
 * One event's change of a state. It notes what the event touches and, in `before` and `undo`, the values that it
 * replaces.
 */
export interface Edit {
  readonly state: State;
  readonly links: Links;
  readonly touched: Touched;
  readonly before: Before | undefined;
  /** The values that this event alone replaces. */
  readonly undo: Undo | undefined;
  /** Adds a paid period to those of its subscription. Returns the change; `undefined` if nothing changed. */
  readonly notePeriod: (subscriptionRef: string, paid: PaidPeriod) => PeriodMove | undefined;
}

/** Each of these returns the facts of one payment, refund or dispute, for the caller to change. */
export function editPayment({ state, touched, before, undo }: Edit, name: string): PaymentFacts {
  touched.payments.push(name);
  return open(state.payments, name, { before: before?.payments, undo: undo?.payments });
}
export function editRefund({ state, touched, before, undo }: Edit, ref: string): RefundFacts {
  touched.refunds.push(ref);
  return open(state.refunds, ref, { before: before?.refunds, undo: undo?.refunds });
}
export function editDispute({ state, touched, before, undo }: Edit, part: string): DisputeFacts {
  touched.disputes.push(part);
  return open(state.disputes, part, { before: before?.disputes, undo: undo?.disputes });
}

export function editSubscription(
  { state, touched, before, undo }: Edit,
  ref: string,
  change: (facts: SubscriptionFacts) => SubscriptionFacts,
): void {
  touched.subscriptions.push(ref);
  const facts = open(state.subscriptions, ref, { before: before?.subscriptions, undo: undo?.subscriptions });
  state.subscriptions.set(ref, change(facts));
}

export function addPaidPeriod({ before, notePeriod }: Edit, subscriptionRef: string, paid: PaidPeriod): void {
  const move = notePeriod(subscriptionRef, paid);
  if (move) before?.periods.push({ subscriptionRef, move });
}

function open<Facts extends object>(
  entries: Map<string, Facts>,
  ref: string,
  {
    before,
    undo,
  }: {
    readonly before: Map<string, Facts | undefined> | undefined;
    readonly undo: (readonly [string, Facts | undefined])[] | undefined;
  },
): Facts {
  const known = entries.get(ref);
  const isFirst = before !== undefined && !before.has(ref);
  if (isFirst || undo) {
    const kept = known && { ...known };
    if (isFirst) before.set(ref, kept);
    undo?.push([ref, kept]);
  }
  if (known) return known;
  const facts = {} as Facts;
  entries.set(ref, facts);
  return facts;
}
