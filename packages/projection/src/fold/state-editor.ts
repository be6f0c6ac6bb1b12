import type { PaidPeriod } from '@payspool/events';
import type { Before } from './last-instant.ts';
import type { PeriodMove } from './paid-periods.ts';
import type { DisputeFacts, PaymentFacts, RefundFacts } from './payments.ts';
import type { State } from './state.ts';
import type { SubscriptionFacts } from './subscription.ts';
import { nothingTouched, type Touched } from './touched.ts';

/** The one way to what events change in a state. It notes what is touched, and what it was before, where that is kept. */
export interface StateEditor {
  /** Since `begin`. */
  readonly touched: Touched;
  /** Begins an event. `before`: where what things were before is kept. */
  readonly begin: (before: Before | undefined) => void;
  readonly payment: (name: string) => PaymentFacts;
  readonly refund: (ref: string) => RefundFacts;
  readonly dispute: (part: string) => DisputeFacts;
  readonly subscription: (ref: string, change: (facts: SubscriptionFacts) => SubscriptionFacts) => void;
  readonly paidPeriod: (subscriptionRef: string, paid: PaidPeriod) => void;
}

/** @param notePeriod takes a paid period into those of its subscription, and returns the change; `undefined`: there was none */
export function createStateEditor(
  state: State,
  notePeriod: (subscriptionRef: string, paid: PaidPeriod) => PeriodMove | undefined,
): StateEditor {
  let before: Before | undefined;
  let touched = nothingTouched();
  const open = <Facts extends object>(
    entries: Map<string, Facts>,
    kept: Map<string, Facts | undefined> | undefined,
    ref: string,
  ): Facts => {
    const known = entries.get(ref);
    if (kept && !kept.has(ref)) kept.set(ref, known && { ...known });
    if (known) return known;
    const facts = {} as Facts;
    entries.set(ref, facts);
    return facts;
  };
  return {
    get touched() {
      return touched;
    },
    begin(kept) {
      before = kept;
      touched = nothingTouched();
    },
    payment(name) {
      touched.payments.add(name);
      return open(state.payments, before?.payments, name);
    },
    refund(ref) {
      touched.refunds.add(ref);
      return open(state.refunds, before?.refunds, ref);
    },
    dispute(part) {
      touched.disputes.add(part);
      return open(state.disputes, before?.disputes, part);
    },
    subscription(ref, change) {
      touched.subscriptions.add(ref);
      const facts = open(state.subscriptions, before?.subscriptions, ref);
      state.subscriptions.set(ref, change(facts));
    },
    paidPeriod(subscriptionRef, paid) {
      touched.subscriptions.add(subscriptionRef);
      const move = notePeriod(subscriptionRef, paid);
      if (move) before?.periods.push({ subscriptionRef, move });
    },
  };
}
