import { type ChangeKey, changeName } from '../fold/changes.ts';
import type { RecordedEvent } from '../fold/history.ts';
import type { Rows } from '../fold/rows.ts';
import type { SavedFold } from '../fold/saved-fold.ts';
import { adopt, allPublished, type PublishedIndex } from '../publish/published-index.ts';
import type { PublishedState } from '../publish/published-state.ts';
import type { StoredAggregate } from './load-aggregates.ts';
import type { Owner } from './lock-references.ts';
import type { StoredEvent } from './fold-memory.ts';
import { foldStateOf, isLong, nextMark } from './long-aggregates.ts';
import type { Recalled } from './recall-folds.ts';
import { sharedDisputesIn } from './shared-disputes.ts';

/** One aggregate in memory while the events of a set are folded. */
export interface AggregateInWork extends Owner {
  readonly id: bigint;
  /** Whether it has a row in the database. */
  readonly isStored: boolean;
  /** The fold to continue from; absent: the next event folds all events again. */
  saved: SavedFold | undefined;
  /** The published state; not used while `publishedIndex` is present. */
  publishedState: PublishedState;
  /** The published state of a long aggregate. */
  publishedIndex: PublishedIndex | undefined;
  /** The revision of its row. */
  readonly revision: number;
  /** The first revision whose fold in memory may be continued, see `FoldState`. Absent: the next revision. */
  since: number | undefined;
  /** Whether it has rows in `published_subjects`. */
  readonly hasPublishedRows: boolean;
  /** The last event of `history`; absent if it is new, or if `history` was read without the ids of its events. */
  readonly last: StoredEvent | undefined;
  /** Identifies the transaction in the row, see `FoldState`. */
  readonly mark: string;
  heldUntil: Date | null;
  dueAt: Date | null;
  /** The events that were applied before the set; absent if they were not read. */
  history: RecordedEvent[] | undefined;
  /** The events that the set adds. */
  readonly fresh: RecordedEvent[];
  /** How many events at the end of `fresh` are not folded yet. They belong to aggregates that were merged into this one. */
  unfolded: number;
  /** Whether an aggregate was merged into this one whose rows must be written anew. */
  hasAbsorbed: boolean;
  /** Whether it shares a dispute with other purchases, so that its payments may decide their shares. */
  sharesDispute: boolean;
  /** The aggregate that it was merged into. */
  mergedInto: AggregateInWork | undefined;
  /** The rows to write; absent if there are none. */
  rows: RowsInWork | undefined;
}

/** Returns a stored aggregate for work in memory. */
export const storedAggregate = (
  row: StoredAggregate,
  history: RecordedEvent[] | undefined,
  recalled?: Recalled,
): AggregateInWork => {
  const { id, provider, account, publishedState, heldUntil, dueAt, revision } = row;
  const saved = recalled?.saved;
  return {
    id,
    provider,
    account,
    isStored: true,
    saved,
    publishedState: publishedState ?? [],
    publishedIndex: recalled?.publishedIndex,
    revision,
    since: recalled?.saved && foldStateOf(row)?.since,
    hasPublishedRows: isLong(row),
    last: recalled?.last,
    mark: nextMark(),
    heldUntil,
    dueAt,
    history: history ?? recalled?.history,
    fresh: [],
    unfolded: 0,
    hasAbsorbed: false,
    // The fold of an aggregate that shares a dispute is not kept in memory: all of its events are folded each time.
    sharesDispute: recalled?.saved ? false : isAnyShared(saved, history ?? recalled?.history),
    mergedInto: undefined,
    rows: undefined,
  };
};

const isAnyShared = (saved: SavedFold | undefined, history: readonly RecordedEvent[] | undefined): boolean =>
  (saved !== undefined && [...saved.state.disputes.values()].some(({ sharedBy }) => sharedBy)) ||
  (history !== undefined && sharedDisputesIn(history.map(({ event }) => event)).length > 0);

/** Returns the whole published state of an aggregate, long or not. */
export const everythingPublished = ({ publishedState, publishedIndex }: AggregateInWork): PublishedState =>
  publishedIndex ? allPublished(publishedIndex) : publishedState;

/** Returns a new aggregate that begins with an event of the set. */
export const newAggregate = (id: bigint, { provider, account }: Owner): AggregateInWork => ({
  id,
  provider,
  account,
  isStored: false,
  saved: undefined,
  publishedState: [],
  publishedIndex: undefined,
  revision: 0,
  since: undefined,
  hasPublishedRows: false,
  last: undefined,
  mark: nextMark(),
  heldUntil: null,
  dueAt: null,
  history: [],
  fresh: [],
  unfolded: 0,
  hasAbsorbed: false,
  sharesDispute: false,
  mergedInto: undefined,
  rows: undefined,
});

/** Returns the aggregate that this one was merged into, or itself if it was not merged. */
export function survivorOf(aggregate: AggregateInWork): AggregateInWork {
  let survivor = aggregate;
  while (survivor.mergedInto) survivor = survivor.mergedInto;
  return survivor;
}

/**
 * Merges `other` into `survivor`. The fold of the survivor continues if it can take the other's events as late ones; otherwise all events
 * are folded again. The published states of both are combined.
 */
export function absorb(survivor: AggregateInWork, other: AggregateInWork): void {
  other.mergedInto = survivor;
  // Folds in the memory of workers do not have the other's events.
  survivor.since = undefined;
  const { publishedIndex } = survivor;
  if (
    publishedIndex &&
    other.history &&
    canTakeAsLate(survivor, other) &&
    adopt(publishedIndex, other.publishedState)
  ) {
    survivor.unfolded += other.history.length + other.fresh.length;
    survivor.hasAbsorbed = true;
    survivor.fresh.push(...other.history);
  } else {
    survivor.saved = undefined;
    survivor.publishedState = [...everythingPublished(survivor), ...everythingPublished(other)];
    survivor.publishedIndex = undefined;
    survivor.history = survivor.history && other.history && [...survivor.history, ...other.history];
  }
  survivor.heldUntil = earlier(survivor.heldUntil, other.heldUntil);
  survivor.fresh.push(...other.fresh);
  survivor.sharesDispute ||= other.sharesDispute;
}

/** Whether the survivor's fold can take the events of the other aggregate as late events. */
const canTakeAsLate = (survivor: AggregateInWork, other: AggregateInWork): boolean =>
  survivor.saved !== undefined &&
  survivor.last !== undefined &&
  other.publishedIndex === undefined &&
  !other.sharesDispute;

const earlier = (a: Date | null, b: Date | null): Date | null =>
  a === null || (b !== null && b < a) ? b : a;

/** The rows to write, by their keys. */
export interface RowsInWork {
  /** Whether these are all rows of the aggregate, so that its other rows in the tables are deleted. */
  readonly isWhole: boolean;
  /** Whether `write-in-pieces.ts` has written the tables with many rows, and deleted the other rows there. */
  isWrittenInPieces: boolean;
  readonly orders: Map<string, Rows['orders'][number]>;
  readonly payments: Map<string, Rows['payments'][number]>;
  readonly refunds: Map<string, Rows['refunds'][number]>;
  readonly disputes: Map<string, Rows['disputes'][number]>;
  readonly subscriptions: Map<string, Rows['subscriptions'][number]>;
  readonly changes: Map<string, Rows['changes'][number]>;
  readonly removedPayments: Set<string>;
  readonly removedChanges: Map<string, ChangeKey>;
}

/** The rows of one step of the fold: all rows of the aggregate (`isWhole`), or the changed ones. */
export interface FoldedRows {
  readonly rows: Rows;
  readonly isWhole: boolean;
  readonly gone: { readonly payments: readonly string[]; readonly changes: readonly ChangeKey[] };
}

/** Adds the rows of one step of the fold to the rows to write. Pauses after every few milliseconds of work. */
export async function takeRows(
  work: AggregateInWork,
  { rows, isWhole, gone }: FoldedRows,
  pause: () => Promise<void>,
): Promise<void> {
  const kept = isWhole || !work.rows ? noRows(isWhole) : work.rows;
  work.rows = kept;
  let taken = 0;
  for (const row of rows.orders) kept.orders.set(row.orderRef, row);
  for (const row of rows.payments) {
    if (++taken % SLICE === 0) await pause();
    kept.payments.set(row.paymentRef, row);
    kept.removedPayments.delete(row.paymentRef);
  }
  for (const row of rows.refunds) kept.refunds.set(row.refundRef, row);
  for (const row of rows.disputes) kept.disputes.set(`${row.disputeRef}\0${row.transactionRef}`, row);
  for (const row of rows.subscriptions) kept.subscriptions.set(row.subscriptionRef, row);
  for (const row of rows.changes) {
    if (++taken % SLICE === 0) await pause();
    const name = changeName(row);
    kept.changes.set(name, row);
    kept.removedChanges.delete(name);
  }
  for (const name of gone.payments) {
    kept.payments.delete(name);
    kept.removedPayments.add(name);
  }
  for (const change of gone.changes) {
    const name = changeName(change);
    kept.changes.delete(name);
    kept.removedChanges.set(name, change);
  }
}

/** Rows between two pauses. */
const SLICE = 2_000;

const noRows = (isWhole: boolean): RowsInWork => ({
  isWhole,
  isWrittenInPieces: false,
  orders: new Map(),
  payments: new Map(),
  refunds: new Map(),
  disputes: new Map(),
  subscriptions: new Map(),
  changes: new Map(),
  removedPayments: new Set(),
  removedChanges: new Map(),
});
