import type { ChangeKey } from './changes.ts';
import type { RecordedEvent } from './history.ts';
import type { PeriodMove } from './paid-periods.ts';
import type { DisputeFacts, PaymentFacts, RefundFacts } from './payments.ts';
import type { State, StateHead } from './state.ts';
import type { SubscriptionFacts } from './subscription.ts';
import type { SavedFold } from './saved-fold.ts';
import type { Touched } from './touched.ts';

/**
 * The events of the latest time, and the values from before them. If another event of that time has to come before one
 * of them, the instant is undone and run again.
 */
export interface LastInstant {
  /** Each event once, in the order of `instantsOf`. */
  readonly events: readonly RecordedEvent[];
  readonly before: Before;
  /** The changes of orders and subscriptions that the events made. */
  readonly changes: ChangeKey[];
}

/**
 * The most events of an instant that is kept. After a larger instant, another event of that time makes the fold start
 * again.
 */
export const MOST_EVENTS_OF_AN_INSTANT = 64;
/** The limit for a fold in memory is higher, because its instants are never stored. */
export const MOST_EVENTS_IN_MEMORY = 256;
/** The most events that run again at once, because this work does not yield. */
const MOST_EVENTS_AGAIN = 512;

/** The values that an instant replaced, by name. `undefined`: there was no such value. */
export interface Before extends StateHead {
  readonly payments: Map<string, PaymentFacts | undefined>;
  readonly refunds: Map<string, RefundFacts | undefined>;
  readonly disputes: Map<string, DisputeFacts | undefined>;
  readonly subscriptions: Map<string, SubscriptionFacts | undefined>;
  /** Changes of the lists of paid periods, in the order in which they were made. */
  readonly periods: { readonly subscriptionRef: string; readonly move: PeriodMove }[];
}

export const beforeInstant = ({ step, firstAt, lastAt, order, inferred }: StateHead): Before => ({
  step,
  firstAt,
  lastAt,
  order: { ...order },
  inferred: { ...inferred },
  payments: new Map(),
  refunds: new Map(),
  disputes: new Map(),
  subscriptions: new Map(),
  periods: [],
});

/** The number of instants that a fold in memory keeps at least, so that it can undo them. */
export const INSTANTS_KEPT = 128;

/**
 * Returns the instants that must be undone before the events can be inserted, earliest first. Returns `undefined` if
 * some of them are not kept, or if the fold has no event yet.
 */
export function instantsSince(
  { state: { lastAt }, instant, earlier = [] }: Pick<SavedFold, 'state' | 'instant' | 'earlier'>,
  further: readonly RecordedEvent[],
): LastInstant[] | undefined {
  if (lastAt === undefined) return undefined;
  const [first = { event: { occurredAt: lastAt } }] = further.toSorted((a, b) =>
    a.event.occurredAt < b.event.occurredAt ? -1 : 1,
  );
  const from = first.event.occurredAt;
  if (further.length === 0 || from > lastAt) return [];
  if (!instant) return undefined;
  const since = [instant];
  let events = instant.events.length;
  let { before } = instant;
  for (let at = earlier.length - 1; before.lastAt !== undefined && before.lastAt >= from; at -= 1) {
    const one = earlier[at];
    if (!one) return undefined;
    since.unshift(one);
    events += one.events.length;
    if (events > MOST_EVENTS_AGAIN) return undefined;
    before = one.before;
  }
  return since;
}

/**
 * Restores the state from before the instant. Adds everything that this changes to `touched`.
 *
 * @param undoPeriod undoes one change of the paid periods of a subscription
 */
export function undoInstant(
  state: State,
  before: Before,
  touched: Touched,
  undoPeriod: (subscriptionRef: string, move: PeriodMove) => void,
): void {
  const { step, firstAt, lastAt, order, inferred } = before;
  Object.assign(state, { step, firstAt, lastAt, order: { ...order }, inferred: { ...inferred } });
  restore(state.payments, before.payments, touched.payments);
  restore(state.refunds, before.refunds, touched.refunds);
  restore(state.disputes, before.disputes, touched.disputes);
  restore(state.subscriptions, before.subscriptions, touched.subscriptions);
  for (const { subscriptionRef, move } of before.periods.toReversed()) {
    undoPeriod(subscriptionRef, move);
  }
}

function restore<Facts>(
  entries: Map<string, Facts>,
  before: ReadonlyMap<string, Facts | undefined>,
  touched: string[],
): void {
  for (const [ref, facts] of before) {
    if (!touched.includes(ref)) touched.push(ref);
    if (facts === undefined) entries.delete(ref);
    else entries.set(ref, facts);
  }
}
