import { type BalanceMove, type Balances, type Known, noBalances, updateBalances } from './balances.ts';
import { orderRow, paymentRow, refundRow, subscriptionOf } from './current-rows.ts';
import { createPaidPeriods, type PaidPeriods, paymentMoved, type PeriodFacts } from './paid-periods.ts';
import { setStated } from './period-ends.ts';
import type { OrderRow, PaymentRow, RefundRow, SubscriptionRow } from './rows.ts';
import { subscriptionRow } from './subscription.ts';
import { type Loss, lossOfPayments } from './subscription-access.ts';
import type { Touched } from './touched.ts';

/** A row that may have changed. `before` or `after` is absent if there was or is no row. */
export interface Move<Row> {
  readonly ref: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** A payment that may have changed, disappeared or come back. */
interface PaymentMove extends Move<PaymentRow> {
  readonly isBack: boolean;
}

/** The rows that may have changed. Each kind is sorted like its rows. */
export interface Moves {
  readonly balances: readonly BalanceMove[];
  readonly payments: readonly PaymentMove[];
  readonly orders: readonly Move<OrderRow>[];
  readonly subscriptions: readonly Move<SubscriptionRow>[];
  readonly refunds: readonly Move<RefundRow>[];
}

/**
 * Everything that is derived from a state: balances, sums, paid periods, and the rows of the order, the subscriptions
 * and the refunds. It is updated event by event and never stored; a state that was read gets a new one.
 */
export interface View extends Known {
  readonly balances: Balances;
  readonly periods: Map<string, PaidPeriods>;
  order: OrderRow | undefined;
  readonly subscriptions: Map<string, SubscriptionRow>;
  readonly refunds: Map<string, RefundRow>;
}

/** Builds the view of a state. */
export function createView({ state, links, context }: Known): View {
  const view: View = {
    state,
    links,
    context,
    balances: noBalances(),
    periods: new Map(),
    order: undefined,
    subscriptions: new Map(),
    refunds: new Map(),
  };
  if (state.step === 0) return view;
  updateBalances(view.balances, view, {
    payments: [...state.payments.keys()],
    refunds: [...state.refunds.keys()],
    disputes: [...state.disputes.keys()],
  });
  for (const [ref, facts] of state.refunds) {
    const row = refundRow(ref, facts, links);
    if (row) view.refunds.set(ref, row);
  }
  view.order = orderRow(view);
  for (const ref of links.subscriptionRefs) view.subscriptions.set(ref, rowOfSubscription(view, ref));
  return view;
}

/** Updates what an event touched. Returns the rows that may have changed. */
export function updateView(view: View, touched: Touched): Moves {
  const moved = updateBalances(view.balances, view, touched);
  return {
    balances: moved,
    payments: paymentMoves(view, moved),
    orders: orderMoves(view),
    subscriptions: subscriptionMoves(view, touched, moved),
    refunds: touched.refunds.map((ref) => refundMove(view, ref)),
  };
}

function paymentMoves({ links }: View, moved: readonly BalanceMove[]): PaymentMove[] {
  const moves: PaymentMove[] = [];
  for (const { name: ref, before, after, isBack } of moved) {
    const move = {
      ref,
      before: paymentRow(ref, before, links),
      after: paymentRow(ref, after, links),
      isBack,
    };
    if (move.before || move.after) moves.push(move);
  }
  return moves;
}

function orderMoves(view: View): Move<OrderRow>[] {
  const before = view.order;
  view.order = orderRow(view);
  const ref = (view.order ?? before)?.orderRef;
  return ref === undefined ? [] : [{ ref, before, after: view.order }];
}

function refundMove({ state, links, refunds }: View, ref: string): Move<RefundRow> {
  const [before, after] = [refunds.get(ref), refundRow(ref, state.refunds.get(ref), links)];
  if (after) refunds.set(ref, after);
  else refunds.delete(ref);
  return { ref, before, after };
}

function subscriptionMoves(
  view: View,
  touched: Touched,
  moved: readonly BalanceMove[],
): Move<SubscriptionRow>[] {
  if (view.links.subscriptionRefs.length === 0) return [];
  return [...subscriptionsOf(view, touched, moved)].toSorted().map((ref) => {
    const [before, after] = [view.subscriptions.get(ref), rowOfSubscription(view, ref)];
    view.subscriptions.set(ref, after);
    return { ref, before, after };
  });
}

/** The subscriptions whose rows may have changed. */
function subscriptionsOf(
  { state, links, periods }: View,
  touched: Touched,
  moved: readonly BalanceMove[],
): ReadonlySet<string> {
  const { subscriptionRefs } = links;
  // Each subscription has a row from the first event on.
  if (state.step <= 1) return new Set(subscriptionRefs);
  const refs = new Set(touched.subscriptions);
  const [first] = subscriptionRefs;
  // With several subscriptions it is unknown to which one the payments' reference belongs.
  if (touched.inferred && first !== undefined && subscriptionRefs.length === 1) refs.add(first);
  for (const { name, before, after } of moved) {
    for (const facts of [before, after]) {
      const ref = facts && subscriptionOf(facts, links);
      if (ref === undefined) continue;
      refs.add(ref);
      const own = periods.get(ref);
      if (own) paymentMoved(own, name, [before?.invoiceRef, after?.invoiceRef]);
    }
  }
  return refs;
}

/** Computes the row of a subscription. */
export function rowOfSubscription(view: View, ref: string): SubscriptionRow {
  const { state, links, context } = view;
  const facts = state.subscriptions.get(ref) ?? {};
  const periods = periodsOf(view, ref);
  setStated(periods, facts.statedPeriods ?? NONE);
  return subscriptionRow(ref, facts, {
    seenAt: state.firstAt ?? '',
    periods,
    lossOf: (period) => lossIn(view, ref, period),
    policy: context.policy,
    inferred: links.subscriptionRefs.length === 1 ? state.inferred.reference : undefined,
  });
}
const NONE: readonly never[] = [];

/** Returns the paid periods of a subscription. Builds them on the first call. */
export function periodsOf(view: View, ref: string): PaidPeriods {
  const known = view.periods.get(ref);
  if (known) return known;
  const { state, links } = view;
  const list = state.paidPeriods.get(ref) ?? [];
  state.paidPeriods.set(ref, list);
  const made = createPaidPeriods(list, state.subscriptions.get(ref)?.statedPeriods ?? NONE, {
    isLost: (period) => lossIn(view, ref, period) !== undefined,
    paymentName: links.paymentName,
  });
  view.periods.set(ref, made);
  return made;
}

/** Returns when all money of a period had gone back: that of its payments, and of those of its invoices. */
function lossIn(
  { links, balances: { byName, ofInvoices } }: View,
  subscriptionRef: string,
  { paymentRefs, invoiceRefs }: PeriodFacts,
): Loss | undefined {
  const names = new Set(paymentRefs.map(links.paymentName));
  for (const invoiceRef of invoiceRefs)
    for (const name of ofInvoices.get(invoiceRef) ?? NONE)
      if (byName.get(name)?.invoiceRef === invoiceRef) names.add(name);
  const payments = [...names].flatMap((name) => byName.get(name) ?? []);
  return lossOfPayments(payments.filter((payment) => subscriptionOf(payment, links) === subscriptionRef));
}
