import { changedSubscription } from './changes.ts';
import { subscriptionOf } from './current-rows.ts';
import { factsBefore, type Late, noteChange } from './late.ts';
import { hasPrevious } from './instant.ts';
import { inOrder, reorder } from './late-place.ts';
import type { ReferenceFacts } from './merchant-reference.ts';
import { isClear, notePeriod, type PaidPeriods, paymentMoved, type PeriodFacts } from './paid-periods.ts';
import { lastConcerned, periodsBefore, periodsPaidBy } from './late-periods.ts';
import { paidUntil } from './paid-until.ts';
import { setStated } from './period-ends.ts';
import {
  balanceAt,
  indexIn,
  noUndo,
  type Place,
  placesBefore,
  rowBefore,
  subscriptionsIn,
} from './placed-history.ts';
import type { SubscriptionRow } from './rows.ts';
import { advance, type State } from './state.ts';
import { subscriptionRow, type SubscriptionFacts } from './subscription.ts';
import { type Loss, lossOfPayments } from './subscription-access.ts';
import { nothingTouched } from './touched.ts';
import { periodsOf } from './view.ts';

/** The most later events that run again, because this work does not yield. */
const MOST_AGAIN = 1000;

interface Cause {
  /** The late event. */
  readonly place: Place;
  /** The payments that it affects and whose money had all gone back at some time. */
  readonly lost: ReadonlySet<string>;
  /**
   * The first event of its time that moved, and what was known about the subscription before it. Absent if the other
   * events of that time keep their order.
   */
  readonly from?: Place;
  readonly factsFrom?: SubscriptionFacts | undefined;
}

/**
 * Runs the late event and the events after it, until the subscription is as it was: its facts are the same as before,
 * and a later paid period hides the changed ones. Returns false if all events have to be folded.
 */
export function rerunSubscription(late: Late, ref: string, { place, lost, ...cause }: Cause): boolean {
  const { history, view } = late;
  const { state, links, context } = view;
  const { event } = place.recorded;
  const isOwn = subscriptionsIn(event).includes(ref);
  const first = cause.from ?? place;
  const from = indexIn(history, first);
  const before = links.subscriptionRefs.length === 1 ? referenceBefore(late, from) : undefined;
  const isNamed = !isOwn && before !== undefined && namesAnother(before, place);
  if (!isOwn && !isNamed && lost.size === 0) return true;

  const live = periodsOf(view, ref);
  const paid = 'paidPeriod' in event && isOwn ? event.paidPeriod : undefined;
  if (paid && !isClear(live, paid)) return false;
  if (paid) notePeriod(live, paid);
  paidUntil(live);
  const starts = [
    ...(paid ? [paid.start] : []),
    ...[...lost].flatMap((name) => periodsPaidBy(live, name, view.balances.byName.get(name))),
  ];
  let until = Math.max(
    cause.from ? behind(late, place) : from,
    lastConcerned(late, ref, { live, starts, place }),
  );

  let current = first;
  const lossOf = (period: PeriodFacts): Loss | undefined => {
    const paying = new Set(period.paymentRefs.map(links.paymentName));
    for (const invoiceRef of period.invoiceRefs)
      for (const name of view.balances.ofInvoices.get(invoiceRef) ?? [])
        if (balanceAt(history, name, current)?.invoiceRef === invoiceRef) paying.add(name);
    const payments = [...paying].flatMap((name) => balanceAt(history, name, current) ?? []);
    return lossOfPayments(payments.filter((payment) => subscriptionOf(payment, links) === ref));
  };
  const periods = periodsBefore(late, ref, { live, place: first, lossOf });
  let facts: SubscriptionFacts | undefined = cause.from ? cause.factsFrom : factsAfter(late, ref, from);
  // The facts at each place before the late event was known.
  let factsWas = facts;
  let row = rowBefore(history, ref, from);
  // The row at each place before the late event was known.
  let was = row;
  let reference = before;
  const isOfSubscription = ({ balance }: Place['balances'][number]) =>
    balance !== undefined && subscriptionOf(balance, links) === ref;
  for (let at = from; at < history.places.length; at += 1) {
    if (at - from > MOST_AGAIN) return false;
    const begun = history.places[at];
    if (at > from && begun?.number === 0 && !isSameValue(facts, factsWas)) {
      const isMoved = putInOrder(late, begun, ref, facts);
      if (isMoved === undefined) return false;
      if (isMoved) until = Math.max(until, behind(late, begun));
    }
    const one = history.places[at];
    if (!one) return false;
    current = one;
    const rowWas = one.rows.find(({ subscriptionRef }) => subscriptionRef === ref);
    if (reference && one.inferred) reference = { ...reference, ...one.inferred.reference };
    const isOfIt = subscriptionsIn(one.recorded.event).includes(ref);
    if (isOfIt) {
      if (at > from) factsWas = factsAfter(late, ref, at);
      facts = run(one, ref, { late, facts, periods });
    }
    for (const { name, balance } of one.balances) paymentMoved(periods, name, [balance?.invoiceRef]);
    if (isOfIt || rowWas || one === place || one.balances.some(isOfSubscription)) {
      setStated(periods, facts?.statedPeriods ?? []);
      const next = subscriptionRow(ref, facts ?? {}, {
        seenAt: state.firstAt ?? '',
        periods,
        lossOf,
        policy: context.policy,
        inferred: reference,
      });
      noteChange(late, one, {
        kind: 'subscription',
        ref,
        changed: changedSubscription({ before: row, after: next }),
      });
      one.rows = [...one.rows.filter((other) => other !== rowWas), next].toSorted(byRef);
      row = next;
      was = rowWas ?? was;
      if (at >= until && was && isSameValue(facts, factsWas) && isSameValue(was, next)) return true;
    }
  }
  if (facts) state.subscriptions.set(ref, facts);
  return true;
}

const byRef = (a: SubscriptionRow, b: SubscriptionRow): number =>
  a.subscriptionRef < b.subscriptionRef ? -1 : 1;

/** Runs one event of a subscription. Returns what its events say after it. */
function run(
  place: Place,
  ref: string,
  {
    late: { view },
    facts,
    periods,
  }: { readonly late: Late; readonly facts: SubscriptionFacts | undefined; readonly periods: PaidPeriods },
): SubscriptionFacts | undefined {
  const subscriptions = new Map(facts ? [[ref, facts]] : []);
  const local: State = {
    ...view.state,
    order: { reference: {} },
    inferred: { reference: {} },
    subscriptions,
  };
  const undo = noUndo();
  advance(
    {
      state: local,
      links: view.links,
      touched: nothingTouched(),
      before: undefined,
      undo,
      notePeriod: (_, paid) => notePeriod(periods, paid),
    },
    place.recorded.event,
  );
  place.undo = { ...place.undo, subscriptions: undo.subscriptions };
  return subscriptions.get(ref);
}

/** Returns the facts of a subscription after the event at an index, as the history keeps them. */
const factsAfter = (late: Late, ref: string, at: number): SubscriptionFacts | undefined =>
  factsBefore(late, ref, at + 1);

/** The index after the instant of a place. Within the instant, the kept values are those of another order of its events. */
function behind({ history: { places } }: Late, { instant }: Place): number {
  const last = instant.places.at(-1);
  const at = last ? placesBefore(places, last) : 0;
  return Math.min(at + 1, places.length - 1);
}

/**
 * Sorts the events of an instant by what is now known about the subscription. Returns whether the order changed;
 * `undefined` if other events would have to run again.
 */
function putInOrder(
  late: Late,
  begun: Place,
  ref: string,
  facts: SubscriptionFacts | undefined,
): boolean | undefined {
  const events = begun.instant.places.map((one) => one.recorded);
  if (events.length === 1 || !events.some(hasPrevious)) return false;
  const at = indexIn(late.history, begun);
  const ordered = inOrder(events, (other) => (other === ref ? facts : factsBefore(late, other, at)));
  if (ordered.every((one, number) => one === events[number])) return false;
  return reorder(late, begun.instant, { ordered }) ? true : undefined;
}

/** The merchant reference that payments had named before an index. */
function referenceBefore({ history, view }: Late, before: number): ReferenceFacts {
  const named = view.state.inferred.reference;
  let reference: ReferenceFacts = {};
  for (let at = before - 1; at >= 0; at -= 1) {
    const inferred = history.places[at]?.inferred;
    if (inferred) reference = { ...inferred.reference, ...reference };
    if ((!named.merchant || reference.merchant) && (!named.buyer || reference.buyer)) break;
  }
  return reference;
}

/** Whether a payment names another merchant reference than payments before it did. */
function namesAnother(before: ReferenceFacts, { inferred }: Place): boolean {
  const { merchant, buyer } = inferred?.reference ?? {};
  const isOther = (own: typeof merchant, known: typeof merchant) =>
    own !== undefined && (own.ref !== known?.ref || own.field !== known.field);
  return isOther(merchant, before.merchant) || isOther(buyer, before.buyer);
}

/** Compares two objects whose values are strings, numbers, or lists and objects of these. */
function isSameValue(a: object | undefined, b: object | undefined): boolean {
  if (a === b || !a || !b) return a === b;
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const isSame = (key: string) =>
    left[key] === right[key] ||
    (typeof left[key] === 'object' &&
      typeof right[key] === 'object' &&
      JSON.stringify(left[key]) === JSON.stringify(right[key]));
  return Object.keys(left).every(isSame) && Object.keys(right).every(isSame);
}
