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

/** One purchase or subscription while a set of events is applied to it, in memory. */
export interface AggregateInWork extends Owner {
  readonly id: bigint;
  /** It has a row in the database. */
  readonly isStored: boolean;
  /** To go on from; absent: the next event folds all of them again. */
  saved: SavedFold | undefined;
  /** What has been published of it; of a long one in `publishedIndex`, as long as there is one. */
  publishedState: PublishedState;
  /** What has been published of a long one. */
  publishedIndex: PublishedIndex | undefined;
  /** Of its row. */
  readonly revision: number;
  /** From which revision on a long one may be gone on from in memory. Absent: from the next one on. */
  since: number | undefined;
  /** Whether `published_subjects` has rows of it. */
  readonly hasPublishedRows: boolean;
  /** The last event of `history`, where the fold is to be kept in memory. */
  readonly last: StoredEvent | undefined;
  /** Of the transaction, for its row. */
  readonly mark: string;
  heldUntil: Date | null;
  dueAt: Date | null;
  /** What was applied before the set; absent while it was not read. */
  history: RecordedEvent[] | undefined;
  /** What the set adds. */
  readonly fresh: RecordedEvent[];
  /** How many of `fresh`, the last ones, are not folded yet: those of what it was found to be one with. */
  unfolded: number;
  /** Others became a part of it whose rows are to be made anew. */
  hasAbsorbed: boolean;
  /** What is said of one of its payments may decide the share of other purchases in a dispute. */
  sharesDispute: boolean;
  /** The aggregate that it turned out to be a part of. */
  mergedInto: AggregateInWork | undefined;
  /** Rows to be written; absent while none are. */
  rows: RowsInWork | undefined;
}

/** An aggregate as earlier events left it. */
export const stored = (
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
    // One that shares a dispute is folded from the beginning each time: no fold of it is remembered.
    sharesDispute: recalled?.saved ? false : isAnyShared(saved, history ?? recalled?.history),
    mergedInto: undefined,
    rows: undefined,
  };
};

const isAnyShared = (saved: SavedFold | undefined, history: readonly RecordedEvent[] | undefined): boolean =>
  (saved !== undefined && [...saved.state.disputes.values()].some(({ sharedBy }) => sharedBy)) ||
  (history !== undefined && sharedDisputesIn(history.map(({ event }) => event)).length > 0);

/** Everything that has been published of it. */
export const everythingPublished = ({ publishedState, publishedIndex }: AggregateInWork): PublishedState =>
  publishedIndex ? allPublished(publishedIndex) : publishedState;

/** An aggregate that an event of the set begins. */
export const begun = (id: bigint, { provider, account }: Owner): AggregateInWork => ({
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

/** What it is a part of by now; itself where it was not merged. */
export function survivorOf(aggregate: AggregateInWork): AggregateInWork {
  let survivor = aggregate;
  while (survivor.mergedInto) survivor = survivor.mergedInto;
  return survivor;
}

/**
 * Makes `other` a part of `survivor`. What was folded before knew nothing of the other's events; what was published of both stands,
 * until everything is folded again.
 */
export function absorb(survivor: AggregateInWork, other: AggregateInWork): void {
  other.mergedInto = survivor;
  // Workers that remember it lack what the other brings.
  survivor.since = undefined;
  const { publishedIndex } = survivor;
  if (
    publishedIndex &&
    other.history &&
    isGoneOnFrom(survivor, other) &&
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

/** Whether the events of a short one can be taken into a long one as if they came late. */
const isGoneOnFrom = (survivor: AggregateInWork, other: AggregateInWork): boolean =>
  survivor.saved !== undefined &&
  survivor.last !== undefined &&
  other.publishedIndex === undefined &&
  !other.sharesDispute;

const earlier = (a: Date | null, b: Date | null): Date | null =>
  a === null || (b !== null && b < a) ? b : a;

/** Rows to be written, by their keys. */
export interface RowsInWork {
  /** They are all rows that there are to be: whatever else the tables hold of it goes. */
  readonly isWhole: boolean;
  /** Those of which there are many are written, and whatever else the tables held of them is gone. */
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

/** What a step of the fold says of the rows. */
export interface FoldedRows {
  readonly rows: Rows;
  readonly isWhole: boolean;
  readonly gone: { readonly payments: readonly string[]; readonly changes: readonly ChangeKey[] };
}

/** Takes the rows of one step of the fold into those that are to be written. */
export function takeRows(work: AggregateInWork, { rows, isWhole, gone }: FoldedRows): void {
  const kept = isWhole || !work.rows ? noRows(isWhole) : work.rows;
  work.rows = kept;
  for (const row of rows.orders) kept.orders.set(row.orderRef, row);
  for (const row of rows.payments) {
    kept.payments.set(row.paymentRef, row);
    kept.removedPayments.delete(row.paymentRef);
  }
  for (const row of rows.refunds) kept.refunds.set(row.refundRef, row);
  for (const row of rows.disputes) kept.disputes.set(`${row.disputeRef}\0${row.transactionRef}`, row);
  for (const row of rows.subscriptions) kept.subscriptions.set(row.subscriptionRef, row);
  for (const row of rows.changes) {
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
