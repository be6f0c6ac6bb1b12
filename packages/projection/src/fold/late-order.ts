import { changedOrder, type TrackedOrder } from './changes.ts';
import { type Late, noteChange, type Rerun } from './late-event.ts';
import { moneyOf, type OrderFacts } from './order.ts';
import { sumsOfAll } from './order-totals.ts';
import { indexIn, type Place } from './placed-history.ts';
import { addSums, isSameSums, type Sums, totalsOf } from './sums.ts';
import type { View } from './view.ts';

/**
 * Finds the changes of the order that are others than before, from the last event back to the one that came late: its sums at a place are those of now,
 * less what the events behind it add. Each place costs a few additions and comparisons. Returns whether it could.
 */
export function rerunOrder(late: Late, { place: added, sumsBefore, orderBefore }: Rerun): boolean {
  const { history, view } = late;
  const ref = view.ties.orderRef;
  if (ref === undefined || (sumsBefore.size === 0 && orderBefore.size === 0)) return true;
  const { places, ofOrder } = history;
  const now = sumsOfAll(view.balances.totals);
  const before = { ...now };
  for (const [place, was] of sumsBefore) {
    addSums(before, place.sums, -1);
    addSums(before, was, 1);
  }
  let last = ofOrder.length - 1;
  const evaluate = (): Pair | undefined => {
    const own = ofOrder[last];
    const wasOwn = own === added ? ofOrder[last - 1] : own;
    const facts = own?.order ?? NOTHING_SAID;
    const wasFacts =
      (wasOwn && orderBefore.has(wasOwn) ? orderBefore.get(wasOwn) : wasOwn?.order) ?? NOTHING_SAID;
    const is = orderAt(view, facts, now);
    const was = facts === wasFacts && isSameSums(now, before) ? is : orderAt(view, wasFacts, before);
    return is && was && { is, was, isSame: is === was || isSameOrder(is, was) };
  };
  let after = evaluate();
  for (let at = places.length - 1, end = indexIn(history, added); at >= end; at -= 1) {
    const place = places[at];
    if (!place || !after) return false;
    addSums(now, place.sums, -1);
    if (place !== added) addSums(before, sumsBefore.has(place) ? sumsBefore.get(place) : place.sums, -1);
    if (ofOrder[last] === place) last -= 1;
    const earlier = evaluate();
    if (!earlier) return false;
    const isAsBefore = after.isSame && earlier.isSame && !sumsBefore.has(place) && !orderBefore.has(place);
    if (!isAsBefore || place === added)
      noteChange(late, place, {
        kind: 'order',
        ref,
        changed: changedOrder({ before: earlier.is, after: after.is }),
      });
    after = earlier;
  }
  return true;
}

const NOTHING_SAID: OrderFacts = { reference: {} };

/** The order at a place, now and before the late event was known. */
interface Pair {
  readonly is: TrackedOrder;
  readonly was: TrackedOrder;
  readonly isSame: boolean;
}

/** `undefined`: all payments that would have settled it were canceled, and which was the last has to be looked up. */
export function orderAt(
  { context }: Pick<View, 'context'>,
  facts: OrderFacts,
  sums: Sums,
): TrackedOrder | undefined {
  const { settling, pending, authorized, failed, succeeded, disputed } = sums;
  if (settling > 0 && pending + authorized + failed + succeeded === 0) return undefined;
  return { disputed: disputed > 0, ...moneyOf(facts, totalsOf(sums), context.policy) };
}

/** Whether changes that start from them or end in them say the same: sums are kept as differences. */
const isSameOrder = (a: TrackedOrder, b: TrackedOrder): boolean =>
  a.status === b.status && a.disputed === b.disputed && a.amountMinor === b.amountMinor;

/** What the order's events had said at a place. */
export const saidOfOrder = (place: Place | undefined): OrderFacts => place?.order ?? NOTHING_SAID;
