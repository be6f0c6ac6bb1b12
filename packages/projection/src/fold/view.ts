import { type BalanceMove, type Balances, createBalances } from './balances.ts';
import type { FoldContext } from './context.ts';
import { disputeRow, orderRow, paymentRow, refundRow, subscriptionOf } from './current-rows.ts';
import { createPaidPeriods, type PaidPeriods, type PeriodFacts } from './paid-periods.ts';
import type { DisputeRow, OrderRow, PaymentRow, RefundRow, SubscriptionRow } from './rows.ts';
import type { State } from './state.ts';
import { subscriptionRow } from './subscription.ts';
import { lossOf } from './subscription-access.ts';
import type { Ties } from './ties.ts';
import type { Touched } from './touched.ts';

/** A row that may be another one than before; absent on the side where there is none. */
export interface Move<Row> {
  readonly ref: string;
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** The rows that something moved, each kind in the order in which rows stand. */
export interface Moves {
  readonly payments: readonly Move<PaymentRow>[];
  readonly orders: readonly Move<OrderRow>[];
  readonly subscriptions: readonly Move<SubscriptionRow>[];
  readonly refunds: readonly Move<RefundRow>[];
}

/**
 * What follows from a state, beside it: balances, sums, paid periods by what they name, and the rows of the order and the subscriptions.
 * Kept from event to event, made anew from a state that was stored, and never stored itself.
 */
export interface View {
  readonly state: State;
  readonly ties: Ties;
  readonly context: FoldContext;
  readonly balances: Balances;
  readonly periodsOf: (subscriptionRef: string) => PaidPeriods;
  /** Takes in what an event touched. */
  readonly update: (touched: Touched) => Moves;
  readonly order: () => OrderRow | undefined;
  readonly payment: (name: string) => PaymentRow | undefined;
  readonly subscription: (ref: string) => SubscriptionRow | undefined;
  readonly refund: (ref: string) => RefundRow | undefined;
  readonly dispute: (part: string) => DisputeRow | undefined;
}

/** The view of a state as it is, whatever it has come from. */
export function createView(state: State, ties: Ties, context: FoldContext): View {
  const balances = createBalances({ state, ties, context });
  const periods = new Map<string, PaidPeriods>();
  const refundRows = new Map<string, RefundRow>();
  const subscriptionRows = new Map<string, SubscriptionRow>();
  let order: OrderRow | undefined;

  const lossIn = (subscriptionRef: string) => (period: PeriodFacts) => {
    const names = new Set(period.paymentRefs.map(ties.paymentName));
    for (const invoiceRef of period.invoiceRefs)
      for (const name of balances.ofInvoice(invoiceRef)) names.add(name);
    const payments = [...names].flatMap((name) => balances.get(name) ?? []);
    return lossOf(payments.filter((payment) => subscriptionOf(payment, ties) === subscriptionRef));
  };
  function periodsOf(ref: string): PaidPeriods {
    const known = periods.get(ref);
    if (known) return known;
    const list = state.paidPeriods.get(ref) ?? [];
    state.paidPeriods.set(ref, list);
    const loss = lossIn(ref);
    const made = createPaidPeriods(list, {
      stated: state.subscriptions.get(ref)?.statedPeriods ?? [],
      isLost: (period) => loss(period) !== undefined,
      paymentName: ties.paymentName,
    });
    periods.set(ref, made);
    return made;
  }

  /** The subscriptions that what was touched may bear on. */
  function subscriptionsOf(touched: Touched, moved: readonly BalanceMove[]): ReadonlySet<string> {
    if (state.step <= 1) return new Set(ties.subscriptionRefs);
    const refs = new Set(touched.subscriptions);
    // Of several subscriptions nobody knows whose the payments' reference is.
    if (touched.inferred && ties.subscriptionRefs.length === 1)
      for (const ref of ties.subscriptionRefs) refs.add(ref);
    if (ties.subscriptionRefs.length === 0) return refs;
    for (const { name, before, after } of moved) {
      for (const ref of new Set([before, after].flatMap((facts) => (facts && subscriptionOf(facts, ties)) ?? []))) {
        refs.add(ref);
        periods.get(ref)?.paymentMoved(name, [before?.invoiceRef, after?.invoiceRef]);
      }
    }
    return refs;
  }

  function rowOfSubscription(ref: string): SubscriptionRow {
    const facts = state.subscriptions.get(ref) ?? {};
    const own = periodsOf(ref);
    own.setStated(facts.statedPeriods ?? []);
    return subscriptionRow(ref, facts, {
      seenAt: state.firstAt ?? '',
      periods: own,
      lossOf: lossIn(ref),
      policy: context.policy,
      inferred: ties.subscriptionRefs.length === 1 ? state.inferred.reference : undefined,
    });
  }

  function update(touched: Touched): Moves {
    const moved = balances.update(touched);
    const payments = moved.flatMap(({ name, before, after }) => {
      const rows = { ref: name, before: paymentRow(name, before, ties), after: paymentRow(name, after, ties) };
      return rows.before || rows.after ? [rows] : [];
    });
    const orderBefore = order;
    order = orderRow(state, ties, { balances, context });
    const { orderRef: ref } = order ?? orderBefore ?? {};
    const orders = ref === undefined ? [] : [{ ref, before: orderBefore, after: order }];
    const refs = subscriptionsOf(touched, moved);
    const subscriptions = (refs.size > 1 ? [...refs].toSorted() : [...refs]).map((name) => {
      const rows = { ref: name, before: subscriptionRows.get(name), after: rowOfSubscription(name) };
      subscriptionRows.set(name, rows.after);
      return rows;
    });
    const refunds = [...touched.refunds].map((name) => {
      const rows = {
        ref: name,
        before: refundRows.get(name),
        after: refundRow(name, state.refunds.get(name), ties),
      };
      if (rows.after) refundRows.set(name, rows.after);
      else refundRows.delete(name);
      return rows;
    });
    return { payments, orders, subscriptions, refunds };
  }

  /** Takes in all that a state has come to before. */
  function load(): void {
    balances.update({
      payments: new Set(state.payments.keys()),
      refunds: new Set(state.refunds.keys()),
      disputes: new Set(state.disputes.keys()),
    });
    for (const [ref, facts] of state.refunds) {
      const row = refundRow(ref, facts, ties);
      if (row) refundRows.set(ref, row);
    }
    order = orderRow(state, ties, { balances, context });
    for (const ref of ties.subscriptionRefs) subscriptionRows.set(ref, rowOfSubscription(ref));
  }
  if (state.step > 0) load();

  return {
    state,
    ties,
    context,
    balances,
    periodsOf,
    update,
    order: () => order,
    payment: (name) => paymentRow(name, balances.get(name), ties),
    subscription: (ref) => subscriptionRows.get(ref),
    refund: (ref) => refundRows.get(ref),
    dispute: (part) => {
      const facts = state.disputes.get(part);
      return facts && disputeRow(facts, { state, ties, context });
    },
  };
}
