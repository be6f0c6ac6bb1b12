import { isSameChange } from './changes.ts';
import { disputeRow, paymentRow } from './current-rows.ts';
import type { Folded, WholeFold } from './fold.ts';
import type { ChangeRow, DisputeRow, PaymentRow, RefundRow } from './rows.ts';
import type { SavedFold } from './saved-fold.ts';
import type { Removed } from './touched-rows.ts';
import type { View } from './view.ts';

/** Comparisons between two pauses. */
const SLICE = 500;

/**
 * Compares a whole fold with a fold of fewer events of the same purchase. Returns the rows and changes that differ, and
 * always the order and the subscriptions. Returns `undefined` if all rows have to be written: the order or the
 * subscriptions are others, a refund or dispute lost its row, or a fold is not in memory.
 */
export async function differenceOf(
  before: SavedFold,
  whole: WholeFold,
  pause: () => Promise<void>,
): Promise<Folded | undefined> {
  const [was, is] = [before.view, whole.saved.view];
  const [noted, changes] = [before.noted, whole.saved.noted];
  if (!was || !is || !noted || !changes) return undefined;
  if (
    was.links.orderRef !== is.links.orderRef ||
    !isSameList(was.links.subscriptionRefs, is.links.subscriptionRefs)
  )
    return undefined;
  const slices = createSlices(pause);
  const payments: PaymentRow[] = [];
  const removedPayments: string[] = [];
  for (const name of new Set([...was.balances.byName.keys(), ...is.balances.byName.keys()])) {
    await slices();
    const [old, row] = [rowOfPayment(was, name), rowOfPayment(is, name)];
    if (row && !(old && isSame(old, row))) payments.push(row);
    if (old && !row) removedPayments.push(name);
  }
  const refunds: RefundRow[] = [];
  for (const [ref, row] of is.refunds) {
    await slices();
    const old = was.refunds.get(ref);
    if (!(old && isSame(old, row))) refunds.push(row);
  }
  const disputes: DisputeRow[] = [];
  for (const part of is.state.disputes.keys()) {
    const [old, row] = [was, is].map((view) => disputeRow(view.state.disputes.get(part), view));
    if (row && !(old && isSame(old, row))) disputes.push(row);
    if (old && !row) return undefined;
  }
  if ([...was.refunds.keys()].some((ref) => !is.refunds.has(ref))) return undefined;
  if ([...was.state.disputes.keys()].some((part) => !is.state.disputes.has(part))) return undefined;
  const changed = await changesSince(noted, changes, slices);
  const { orders, subscriptions } = whole.rows;
  return {
    ...whole,
    isWhole: false,
    rows: {
      orders,
      subscriptions,
      payments: payments.toSorted(byName),
      refunds,
      disputes,
      changes: changed.rows,
    },
    gone: { payments: removedPayments, changes: changed.gone },
  };
}

/** Returns the changes that are new or differ, and those that no longer exist. */
async function changesSince(
  was: ReadonlyMap<string, ChangeRow>,
  is: ReadonlyMap<string, ChangeRow>,
  slices: () => Promise<void>,
): Promise<{ readonly rows: ChangeRow[]; readonly gone: Removed['changes'] }> {
  const rows: ChangeRow[] = [];
  for (const [name, change] of is) {
    await slices();
    const old = was.get(name);
    if (!(old && isSameChange(old, change))) rows.push(change);
  }
  return { rows, gone: [...was].flatMap(([name, change]) => (is.has(name) ? [] : [change])) };
}

function createSlices(pause: () => Promise<void>): () => Promise<void> {
  let done = 0;
  return async () => {
    done += 1;
    if (done % SLICE === 0) await pause();
  };
}

const rowOfPayment = ({ balances, links }: View, name: string): PaymentRow | undefined =>
  paymentRow(name, balances.byName.get(name), links);

const byName = (a: PaymentRow, b: PaymentRow): number => (a.paymentRef < b.paymentRef ? -1 : 1);

/** Compares rows of payments, refunds and disputes, whose columns are single values. */
function isSame<Row extends object>(a: Row, b: Row): boolean {
  const other = b as Readonly<Record<string, unknown>>;
  return Object.entries(a).every(([column, value]) => other[column] === value);
}

const isSameList = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((ref, at) => ref === b[at]);
