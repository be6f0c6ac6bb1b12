import type { PaidPeriod } from '@payspool/events';
import type { Before } from './last-instant.ts';
import type { PeriodMove } from './paid-periods.ts';
import type { DisputeFacts, PaymentFacts, RefundFacts } from './payments.ts';
import type { State } from './state.ts';
import type { SubscriptionFacts } from './subscription.ts';
import type { Ties } from './ties.ts';
import type { Touched } from './touched.ts';

/** One event's change of a state. It notes what the event touches and, where that is kept, what it was before. */
export interface Edit {
  readonly state: State;
  readonly ties: Ties;
  readonly touched: Touched;
  readonly before: Before | undefined;
  /** Takes a paid period into those of its subscription, and returns the change; `undefined`: there was none. */
  readonly notePeriod: (subscriptionRef: string, paid: PaidPeriod) => PeriodMove | undefined;
}

/** Each returns what the events so far say of something, to be changed. */
export function editPayment({ state, touched, before }: Edit, name: string): PaymentFacts {
  touched.payments.push(name);
  return open(state.payments, before?.payments, name);
}
export function editRefund({ state, touched, before }: Edit, ref: string): RefundFacts {
  touched.refunds.push(ref);
  return open(state.refunds, before?.refunds, ref);
}
export function editDispute({ state, touched, before }: Edit, part: string): DisputeFacts {
  touched.disputes.push(part);
  return open(state.disputes, before?.disputes, part);
}

export function editSubscription(
  { state, touched, before }: Edit,
  ref: string,
  change: (facts: SubscriptionFacts) => SubscriptionFacts,
): void {
  touched.subscriptions.push(ref);
  const facts = open(state.subscriptions, before?.subscriptions, ref);
  state.subscriptions.set(ref, change(facts));
}

export function addPaidPeriod({ before, notePeriod }: Edit, subscriptionRef: string, paid: PaidPeriod): void {
  const move = notePeriod(subscriptionRef, paid);
  if (move) before?.periods.push({ subscriptionRef, move });
}

function open<Facts extends object>(
  entries: Map<string, Facts>,
  before: Map<string, Facts | undefined> | undefined,
  ref: string,
): Facts {
  const known = entries.get(ref);
  if (before && !before.has(ref)) before.set(ref, known && { ...known });
  if (known) return known;
  const facts = {} as Facts;
  entries.set(ref, facts);
  return facts;
}
