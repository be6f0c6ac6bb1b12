import type { ChangeKey } from './changes.ts';
import type { RecordedEvent } from './history.ts';
import type { PeriodMove } from './paid-periods.ts';
import type { DisputeFacts, PaymentFacts, RefundFacts } from './payments.ts';
import type { State, StateHead } from './state.ts';
import type { SubscriptionFacts } from './subscription.ts';
import type { SavedFold } from './saved-fold.ts';
import type { Touched } from './touched.ts';

/**
 * The events of the last time of occurrence, and what each thing that they changed was before. Another event of that time may have to come
 * before one of them: then the instant is taken back and run again.
 */
export interface LastInstant {
  /** Each once, in the order of `instantsOf`. */
  readonly events: readonly RecordedEvent[];
  readonly before: Before;
  /** The changes that the events made of orders and subscriptions. */
  readonly changes: ChangeKey[];
}

/** An instant of more events is not kept: another event of that time makes everything fold again. */
export const MOST_EVENTS_OF_AN_INSTANT = 64;
/** The same of a fold in memory, which stores none of them. */
export const MOST_EVENTS_IN_MEMORY = 256;
/** Events of some instants that are run again at most: what does not yield. */
const MOST_EVENTS_AGAIN = 512;

/** What the things that an instant changed were before; `undefined`: there was none of that name. */
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

/** Instants before the last one that a fold in memory can take back as well. */
export const INSTANTS_KEPT = 128;

/**
 * The instants that have to be taken back, earliest first, before events can be put into their places. `undefined`: they are not all kept, or
 * nothing has happened yet.
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
 * Makes the state what it was before the instant. Adds what that touches to `touched`.
 *
 * @param undoPeriod takes back one change of the paid periods of a subscription
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
