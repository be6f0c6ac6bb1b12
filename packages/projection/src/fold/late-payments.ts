import { addUp, rebalance } from './balances.ts';
import { refundRow, subscriptionOf } from './current-rows.ts';
import type { Late, Rerun } from './late.ts';
import { noteBalances } from './history-lists.ts';
import { paymentMoved } from './paid-periods.ts';
import {
  type Group,
  hasInferred,
  joinInferred,
  noUndo,
  type Place,
  type PlacedHistory,
  placesBefore,
  type Inferred,
} from './placed-history.ts';
import { advance, type State } from './state.ts';
import { isSameSums, type Sums } from './sums.ts';
import { nothingTouched } from './touched.ts';
import { periodsOf } from './view.ts';
import type { Sliced } from '../slices.ts';

/** Events between two pauses. */
const SLICE = 1000;

/**
 * Runs the late event and then the later events of its group, against the payments at their times. Adds the
 * subscriptions that this may affect to `concerned`, and payments whose money had all gone back at some time to `lost`.
 */
export function* rerunPayments(
  late: Late,
  rerun: Rerun,
  {
    group,
    concerned,
    lost,
  }: { readonly group: Group; readonly concerned: Set<string>; readonly lost: Set<string> },
): Sliced<void> {
  const { history, view, since } = late;
  const { state, links, balances } = view;
  const later = group.places.slice(placesBefore(group.places, rerun.place) + 1);
  const rowsBefore = new Map(
    Array.from(group.payments, (name) => [name, balances.byName.get(name)] as const),
  );
  for (const [name, before] of rowsBefore)
    if (!since.payments.has(name))
      since.payments.set(name, before?.status !== undefined && before.occurredAt !== undefined);

  const undone = { payments: new Set<string>(), refunds: new Set<string>(), disputes: new Set<string>() };
  for (const { undo } of later.toReversed()) {
    restore(state.payments, undo.payments, undone.payments);
    restore(state.refunds, undo.refunds, undone.refunds);
    restore(state.disputes, undo.disputes, undone.disputes);
  }
  rebalance(balances, view, {
    payments: [...undone.payments],
    refunds: [...undone.refunds],
    disputes: [...undone.disputes],
  });
  let hasInferredOtherwise = false;
  for (const [at, place] of [rerun.place, ...later].entries()) {
    if (at % SLICE === SLICE - 1) yield;
    const inferredBefore = place.inferred;
    const moved = runLocally(late, rerun, place);
    for (const { name, before, after } of moved) {
      for (const facts of [before, after]) {
        const ref = facts && subscriptionOf(facts, links);
        if (ref !== undefined) concerned.add(ref);
      }
      if (history.kinds.lostPayments.has(name)) lost.add(name);
    }
    if (!isSameInferred(inferredBefore, place.inferred)) hasInferredOtherwise = true;
  }
  // The rows of other refunds and disputes do not depend on this event.
  for (const [ref] of rerun.place.undo.refunds) {
    since.refunds.add(ref);
    const row = refundRow(ref, state.refunds.get(ref), links);
    if (row) view.refunds.set(ref, row);
    else view.refunds.delete(ref);
  }
  for (const [part] of rerun.place.undo.disputes) since.disputes.add(part);
  addUp(balances, group.payments);
  for (const name of group.payments) {
    const [before, after] = [rowsBefore.get(name), balances.byName.get(name)];
    for (const ref of concerned)
      paymentMoved(periodsOf(view, ref), name, [before?.invoiceRef, after?.invoiceRef]);
  }
  if (!hasInferredOtherwise) return;
  state.inferred = inferredOf(history, [
    state.inferred,
    ...[rerun.place, ...later].map(({ inferred }) => inferred),
  ]);
  const [only, ...others] = links.subscriptionRefs;
  // With several subscriptions it is unknown to which one the payments' reference belongs.
  if (only !== undefined && others.length === 0 && rerun.place.recorded.event.merchantRef !== undefined)
    concerned.add(only);
}

function restore<Facts>(
  entries: Map<string, Facts>,
  undo: readonly (readonly [string, Facts | undefined])[],
  names: Set<string>,
): void {
  for (const [name, facts] of undo) {
    names.add(name);
    if (facts === undefined) entries.delete(name);
    else entries.set(name, facts);
  }
}

/** Runs one event of payments. Expects that these are in their state before it. Returns those that it may have changed. */
function runLocally({ history, view }: Late, { sumsBefore }: Rerun, place: Place) {
  const { state, links, context, balances } = view;
  const inferred: Inferred = { reference: {} };
  const touched = nothingTouched();
  const undo = noUndo();
  const local: State = { ...state, step: place.step, order: { reference: {} }, inferred };
  advance(
    { state: local, links, touched, before: undefined, undo, notePeriod: () => undefined },
    place.recorded.event,
  );
  place.undo = undo;
  place.inferred = hasInferred(local.inferred) ? local.inferred : undefined;
  const moved = rebalance(balances, { state: local, links, context }, touched);
  const before = place.sums;
  noteBalances(history, place, moved);
  if (!isSameOrNone(place.sums, before)) sumsBefore.set(place, before);
  return moved;
}

const isSameOrNone = (a: Sums | undefined, b: Sums | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && isSameSums(a, b));

/** Compares only the status: nothing else that an event says about its order depends on other events. */
const isSameInferred = (a: Inferred | undefined, b: Inferred | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.providerStatus === b.providerStatus);

/**
 * Collects what payments, refunds and disputes say about the order. For each field the last event counts.
 *
 * @param known has every field that any event can name
 */
function inferredOf({ places }: PlacedHistory, known: readonly (Inferred | undefined)[]): Inferred {
  const isNamed = (has: (inferred: Inferred) => unknown) =>
    known.some((one) => one && has(one) !== undefined);
  const wanted = FIELDS.filter(isNamed);
  let inferred: Inferred = { reference: {} };
  for (let at = places.length - 1; at >= 0; at -= 1) {
    const own = places[at]?.inferred;
    if (!own) continue;
    inferred = joinInferred(own, inferred);
    if (wanted.every((field) => field(inferred) !== undefined)) break;
  }
  return inferred;
}

const FIELDS: readonly ((inferred: Inferred) => unknown)[] = [
  ({ reference }) => reference.merchant,
  ({ reference }) => reference.buyer,
  ({ customerRef }) => customerRef,
  ({ providerStatus }) => providerStatus,
];
