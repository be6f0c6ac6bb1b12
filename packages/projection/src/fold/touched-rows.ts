import { type ChangeKey, changeName } from './changes.ts';
import { disputeRow, paymentRow } from './current-rows.ts';
import type { ChangeRow, PaymentRow, Rows } from './rows.ts';
import type { Touched } from './touched.ts';
import type { Moves, View } from './view.ts';

/** Rows that may exist and must be deleted. */
export interface Removed {
  /** Payments, by name. */
  readonly payments: readonly string[];
  readonly changes: readonly ChangeKey[];
}

/** The rows that the events of a continued fold have touched so far. */
export interface TouchLog {
  /** By name: whether the payment had a row before. */
  readonly payments: Map<string, boolean>;
  /** Used-up authorizations that became payments again, if only for a while. */
  readonly back: Set<string>;
  readonly refunds: Set<string>;
  /** By `disputePart`. */
  readonly disputes: Set<string>;
}

export const noTouchLog = (): TouchLog => ({
  payments: new Map(),
  back: new Set(),
  refunds: new Set(),
  disputes: new Set(),
});

export function noteTouched(since: TouchLog, { refunds, disputes }: Touched, { payments }: Moves): void {
  for (const { ref, before, isBack } of payments) {
    if (!since.payments.has(ref)) since.payments.set(ref, before !== undefined);
    if (isBack) since.back.add(ref);
  }
  for (const ref of refunds) since.refunds.add(ref);
  for (const part of disputes) since.disputes.add(part);
}

/** Whether a payment exists now that was a used-up authorization before. The fold does not know its earlier changes. */
export const isAnyBack = ({ back }: TouchLog, { balances }: View): boolean =>
  [...back].some((name) => balances.byName.has(name));

/** Returns the rows that may have changed, and the names of the payments that no longer have one. */
export function rowsSince({ payments, refunds, disputes }: TouchLog, view: View) {
  const rows = rowsOf(view, {
    payments: payments.keys(),
    refunds,
    // The share of a dispute depends on payments that the dispute's events do not touch.
    disputes: new Set([...disputes, ...view.balances.sharedDisputes]),
  });
  const present = new Set(rows.payments.map(({ paymentRef }) => paymentRef));
  const gone = [...payments].filter(([name, wasThere]) => wasThere && !present.has(name));
  return { rows, payments: gone.map(([name]) => name) };
}

/** The changes that events made before they ran again and do not make now. */
export function removedChanges(before: readonly ChangeKey[], now: readonly ChangeRow[]): ChangeKey[] {
  const made = new Set(now.map(changeName));
  return before.filter((change) => !made.has(changeName(change)));
}

/** Returns all rows except the changes. Yields between slices of the payments. */
export function* wholeRows(view: View): Generator<undefined, Omit<Rows, 'changes'>, undefined> {
  const { balances, state, links } = view;
  const names = [...balances.byName.keys()].toSorted();
  const payments: PaymentRow[] = [];
  for (const [at, name] of names.entries()) {
    if (at % SLICE === SLICE - 1) yield;
    const row = paymentRow(name, balances.byName.get(name), links);
    if (row) payments.push(row);
  }
  return {
    ...rowsOf(view, { payments: [], refunds: state.refunds.keys(), disputes: state.disputes.keys() }),
    payments,
  };
}
const SLICE = 2000;

interface Names {
  readonly payments: Iterable<string>;
  readonly refunds: Iterable<string>;
  readonly disputes: Iterable<string>;
}

/** The existing rows with these names, and those of the order and the subscriptions. */
function rowsOf(view: View, { payments, refunds, disputes }: Names): Omit<Rows, 'changes'> {
  const { state, links, balances, order } = view;
  return {
    orders: order ? [order] : [],
    payments: each([...payments].toSorted(), (name) => paymentRow(name, balances.byName.get(name), links)),
    subscriptions: state.step === 0 ? [] : each(links.subscriptionRefs, (ref) => view.subscriptions.get(ref)),
    refunds: each(refunds, (ref) => view.refunds.get(ref)),
    disputes: each(disputes, (part) => disputeRow(state.disputes.get(part), view)),
  };
}

function each<Row>(refs: Iterable<string>, rowOf: (ref: string) => Row | undefined): Row[] {
  const rows: Row[] = [];
  for (const ref of refs) {
    const row = rowOf(ref);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}
