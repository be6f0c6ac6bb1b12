import { changedOrder, type TrackedOrder } from './changes.ts';
import { type Late, noteChange, type Rerun } from './late.ts';
import { foldOrder, moneyOf, type OrderFacts } from './order.ts';
import { sumsOfAll } from './order-totals.ts';
import { indexIn, type Place, placesBefore } from './placed-history.ts';
import { addSums, type Sums, totalsOf } from './sums.ts';
import type { View } from './view.ts';

/** Runs the order's own events again, from the late one on. */
export function rerunOrderEvents({ history, view }: Late, { place, orderBefore }: Rerun): void {
  const { ofOrder } = history;
  const from = placesBefore(ofOrder, place);
  let facts: OrderFacts = ofOrder[from - 1]?.order ?? { reference: {} };
  for (const own of ofOrder.slice(from)) {
    facts = { ...facts };
    const { event } = own.recorded;
    if (event.type.startsWith('order.')) foldOrder(facts, event as Parameters<typeof foldOrder>[1]);
    orderBefore.set(own, own.order);
    own.order = facts;
  }
  view.state.order = { ...facts };
  view.balances.due = facts.amount?.currency;
}

/**
 * Finds the changes of the order that differ from before, from the last event back to the late one. The sums at a place
 * are the current sums minus the contributions of later events. Each place costs a few additions and comparisons.
 * Expects that no payment settles the order if one failed or was canceled: then the contributions depend on more than
 * sums.
 */
export function rerunOrder(late: Late, { place: added, sumsBefore, orderBefore }: Rerun): void {
  const { history, view } = late;
  const ref = view.links.orderRef;
  if (ref === undefined || (sumsBefore.size === 0 && orderBefore.size === 0)) return;
  const { places, ofOrder } = history;
  const now = sumsOfAll(view.balances.totals);
  const before = { ...now };
  for (const [place, was] of sumsBefore) {
    addSums(before, place.sums, -1);
    addSums(before, was, 1);
  }
  let last = ofOrder.length - 1;
  const factsWere = (): OrderFacts => {
    const own = ofOrder[last] === added ? ofOrder[last - 1] : ofOrder[last];
    return (own && orderBefore.has(own) ? orderBefore.get(own) : own?.order) ?? NO_FACTS;
  };
  let facts = orderFactsAt(ofOrder[last]);
  let were = factsWere();
  let isSame = facts === were && isSameShape(facts, now, before);
  for (let at = places.length - 1, end = indexIn(history, added); at >= end; at -= 1) {
    const place = places[at];
    if (!place) return;
    const [factsAfter, isSameAfter] = [facts, isSame];
    const isAgain = sumsBefore.has(place);
    addSums(now, place.sums, -1);
    if (place !== added) addSums(before, isAgain ? sumsBefore.get(place) : place.sums, -1);
    if (ofOrder[last] === place) {
      last -= 1;
      facts = orderFactsAt(ofOrder[last]);
      were = factsWere();
    }
    isSame = facts === were && isSameShape(facts, now, before);
    if (isSame && isSameAfter && !isAgain && !orderBefore.has(place) && place !== added) continue;
    const is = orderAt(view, facts, now);
    const after = orderAt(view, factsAfter, sumsBehind(now, place));
    noteChange(late, place, { kind: 'order', ref, changed: changedOrder({ before: is, after }) });
  }
}

/** The sums after a place, given those before it. */
function sumsBehind(before: Sums, place: Place): Sums {
  const sums = { ...before };
  addSums(sums, place.sums, 1);
  return sums;
}

/**
 * Whether two sums give an order the same status, dispute flag and amount due. Compares without computing the columns of
 * `orderAt`. May return false although these are the same.
 */
function isSameShape({ amount }: OrderFacts, a: Sums, b: Sums): boolean {
  if (a.disputed > 0 !== b.disputed > 0 || a.released !== b.released) return false;
  if (a.settling > 0 || b.settling > 0) {
    if (a.settling > 0 !== b.settling > 0 || a.expected !== b.expected) return false;
  }
  const isSameKind =
    a.authorized > 0 === b.authorized > 0 &&
    a.pending + a.succeeded > 0 === b.pending + b.succeeded > 0 &&
    a.failed + a.canceled > 0 === b.failed + b.canceled > 0 &&
    a.failed > 0 === b.failed > 0;
  if (!isSameKind) return false;
  if (a.paid === b.paid && a.refunded === b.refunded && a.chargedBack === b.chargedBack) return true;
  if (a.paid > 0n !== b.paid > 0n) return false;
  const [left, other] = [a.paid - a.refunded - a.chargedBack, b.paid - b.refunded - b.chargedBack];
  if (left > 0n !== other > 0n) return false;
  const due = amount ? amount.amountMinor - a.released : a.settling > 0 ? a.expected : undefined;
  return due === undefined || (a.paid >= due === b.paid >= due && left >= due === other >= due);
}

const NO_FACTS: OrderFacts = { reference: {} };

/** The tracked columns of an order, given what its events say and the sums of its payments. */
export function orderAt({ context }: Pick<View, 'context'>, facts: OrderFacts, sums: Sums): TrackedOrder {
  return { disputed: sums.disputed > 0, ...moneyOf(facts, totalsOf(sums), context.policy) };
}

/** Returns the facts of the order after one of its own events; none if there is no such event. */
export const orderFactsAt = (place: Place | undefined): OrderFacts => place?.order ?? NO_FACTS;
