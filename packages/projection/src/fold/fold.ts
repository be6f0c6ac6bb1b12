import { type ChangeCounts, createChangeLog, subjectIn } from './changes.ts';
import { DEFAULT_CONTEXT, type FoldContext } from './context.ts';
import { momentsOf, type RecordedEvent } from './history.ts';
import { beforeInstant, MOST_EVENTS_OF_AN_INSTANT, takeBack } from './last-instant.ts';
import { orderMoment } from './moment.ts';
import type { ChangeRow, Rows } from './rows.ts';
import type { SavedFold } from './saved-fold.ts';
import { advance, emptyState } from './state.ts';
import { createStateEditor } from './state-editor.ts';
import { gatherFurtherTies, gatherTies, noTies, resolveTies } from './ties.ts';
import { createStepLog, type Steps } from './facets/steps.ts';
import type { Touched } from './touched.ts';
import { createView, type Moves, type View } from './view.ts';

/** Goes up with every change of what the fold makes of the same events; rows of an older version are folded again. */
export const FOLD_VERSION = 6;

export interface Folded {
  /** Whether `rows` are all rows; else those alone that may have changed, and the order and the subscriptions in any case. */
  readonly isWhole: boolean;
  /** The changes are those of the whole fold, or of the events that went on and of the last instant before, where that was run again. */
  readonly rows: Rows;
  /** Rows that there may have been before and that must not be any more. Nothing where the fold is whole. */
  readonly gone: Gone;
  /** What to go on from. */
  readonly saved: SavedFold;
  /** How what can be told of moved, event by event. */
  readonly steps: Steps;
  /** The event that happened last. */
  readonly last: { readonly at: string; readonly eventKey: string };
  /** The one name of a payment that the provider calls by several. */
  readonly paymentName: (ref: string) => string;
  /** Every row that stands, touched or not; until the saved fold is gone on from. */
  readonly standing: Pick<View, 'order' | 'payment' | 'subscription' | 'refund'> & {
    /** In the order of the rows. */
    readonly refundRefs: () => Iterable<string>;
  };
}
export type WholeFold = Folded & { readonly isWhole: true };

export interface Gone {
  /** Payments, by name. */
  readonly payments: readonly string[];
  /** Changes of an order or subscription with a higher sequence. */
  readonly changes: readonly (Pick<ChangeRow, 'kind' | 'ref'> & { readonly after: number })[];
}

/**
 * What a purchase or subscription is, given its events: a pure function of their set. Neither the order in which they are
 * passed nor the order in which they arrived matters.
 */
export function foldAll(events: readonly RecordedEvent[], context: FoldContext = DEFAULT_CONTEXT): WholeFold {
  const folding = foldWhole(events, context);
  for (;;) {
    const { done, value } = folding.next();
    if (done) return value;
  }
}

export const fold = (events: readonly RecordedEvent[], context?: FoldContext): Rows =>
  foldAll(events, context).rows;

/** The same in slices of some milliseconds, for a history of any length: `pause` is awaited between them. */
export async function foldAllInSlices(
  events: readonly RecordedEvent[],
  context: FoldContext,
  pause: () => Promise<void>,
): Promise<WholeFold> {
  const folding = foldWhole(events, context);
  for (;;) {
    const { done, value } = folding.next();
    if (done) return value;
    await pause();
  }
}

/**
 * Goes on with events none of which happened before the last one, and that change nothing of what earlier ones were taken to mean. What happened at
 * the very time of the last one is put into its place among the events of that time, which are run again. Gives the rows that `foldAll`
 * gives for all of them, those alone that may have changed; `undefined` where it cannot. Changes the saved fold in place: go on from the
 * one that is returned, and throw it away where none is.
 */
export function resumeFold(
  saved: SavedFold,
  events: readonly RecordedEvent[],
  context: FoldContext = DEFAULT_CONTEXT,
): Folded | undefined {
  const { state } = saved;
  const { lastAt } = state;
  if (lastAt === undefined || events.some(({ event }) => event.occurredAt < lastAt)) return undefined;
  const isOfLast = events.some(({ event }) => event.occurredAt === lastAt);
  if (isOfLast && !saved.instant) return undefined;
  const again = isOfLast ? saved.instant : undefined;
  // All that is known happened at one time.
  if (again?.before.step === 0) return foldAll([...again.events, ...events], context);

  const view = viewOf(saved, context);
  const further = events.map(({ event }) => event);
  if (!gatherFurtherTies(saved.ties, further, metBy(view))) return undefined;
  const since = createRecord();
  const countsBefore = new Map(saved.counts);
  if (again) {
    const touched = takeBack(state, again.before, (ref, move) => view.periodsOf(ref).undo(move));
    saved.counts = new Map(again.before.counts);
    since.note(touched, view.update(touched));
  }
  const run = createRun(saved, view);
  run.meetSubscriptions();
  for (const [moment, isLast] of withLast(momentsOf([...(again?.events ?? []), ...events]))) {
    for (const recorded of run.begin(moment, isLast)) since.note(...run.take(recorded));
  }
  const { rows, payments } = since.rows(view);
  return {
    ...foldedOf(saved, { view, run }),
    isWhole: false,
    rows: { ...rows, changes: run.changes },
    gone: { payments, changes: goneChanges(countsBefore, saved.counts) },
  };
}

/** Events between two pauses: about five milliseconds of work. */
const SLICE = 250;

function* foldWhole(
  events: readonly RecordedEvent[],
  context: FoldContext,
): Generator<undefined, WholeFold, undefined> {
  const ties = noTies();
  for (const [at, { event }] of events.entries()) {
    gatherTies(ties, event);
    if (at % (16 * SLICE) === 16 * SLICE - 1) yield;
  }
  const saved: SavedFold = { ties, state: emptyState(), counts: new Map() };
  const view = createView(saved.state, resolveTies(ties), context);
  saved.view = view;
  const run = createRun(saved, view);
  let taken = 0;
  for (const [moment, isLast] of withLast(momentsOf(events))) {
    for (const recorded of run.begin(moment, isLast)) {
      run.take(recorded);
      taken += 1;
      if (taken % SLICE === 0) yield;
    }
  }
  const rows = { ...rowsOf(view, allOf(view)), changes: run.changes };
  return { ...foldedOf(saved, { view, run }), isWhole: true, rows, gone: { payments: [], changes: [] } };
}

type Run = ReturnType<typeof createRun>;

/** Takes events into a saved fold and its view, and notes what they changed. */
function createRun(saved: SavedFold, view: View) {
  const { state, ties } = view;
  const edit = createStateEditor(state, (ref, paid) => view.periodsOf(ref).note(paid));
  const log = createChangeLog(saved.counts);
  const steps = createStepLog();
  let last = { at: state.lastAt ?? '', eventKey: '' };
  return {
    changes: log.changes,
    steps: steps.steps,
    last: () => last,
    meetSubscriptions: () =>
      steps.meetSubscriptions(ties.subscriptionRefs.flatMap((ref) => view.subscription(ref) ?? [])),
    /** Returns the events of a moment in their order. What the last one changes is kept, so that it can be taken back. */
    begin(moment: readonly RecordedEvent[], isLast: boolean): readonly RecordedEvent[] {
      const isKept = isLast && moment.length <= MOST_EVENTS_OF_AN_INSTANT;
      saved.instant = isKept ? { events: moment, before: beforeInstant(state, saved.counts) } : undefined;
      return orderMoment(moment, (ref) => state.subscriptions.get(ref));
    },
    take(recorded: RecordedEvent): [Touched, Moves] {
      edit.begin(saved.instant?.before);
      advance(state, recorded.event, { edit, ties });
      const moves = view.update(edit.touched);
      log.note(recorded, moves);
      steps.note(recorded, moves);
      last = { at: recorded.event.occurredAt, eventKey: recorded.eventKey };
      return [edit.touched, moves];
    },
  };
}

function* withLast<Entry>(entries: readonly Entry[]): Generator<[Entry, boolean]> {
  for (const [at, entry] of entries.entries()) yield [entry, at === entries.length - 1];
}

const foldedOf = (saved: SavedFold, { view, run }: { readonly view: View; readonly run: Run }) => ({
  saved,
  steps: run.steps,
  last: run.last(),
  paymentName: view.ties.paymentName,
  standing: {
    order: view.order,
    payment: view.payment,
    subscription: view.subscription,
    refund: view.refund,
    refundRefs: () => view.state.refunds.keys(),
  },
});

/** The view that the saved fold has from before, or one that is made of it. */
function viewOf(saved: SavedFold, context: FoldContext): View {
  const { view } = saved;
  if (view && isSameContext(view.context, context)) return view;
  saved.view = createView(saved.state, resolveTies(saved.ties), context);
  return saved.view;
}

const isSameContext = (a: FoldContext, b: FoldContext): boolean =>
  a.policy.onPartialLoss === b.policy.onPartialLoss &&
  a.policy.whileCollectionPaused === b.policy.whileCollectionPaused &&
  a.policy.whenEndUnknown === b.policy.whenEndUnknown &&
  (a.sharedPayments === b.sharedPayments || (a.sharedPayments.size === 0 && b.sharedPayments.size === 0));

const metBy = ({ state, ties, balances, periodsOf }: View) => ({
  isPayment: (ref: string) =>
    state.payments.has(ref) ||
    balances.isHold(ref) ||
    // A dispute over several names payments that are another purchase's, or nobody's yet.
    balances.sharedDisputes.size > 0 ||
    ties.subscriptionRefs.some((subscriptionRef) => periodsOf(subscriptionRef).isPaidBy(ref)),
  isInvoice: (ref: string) => [...balances.ofInvoice(ref)].length > 0,
});

interface Names {
  readonly payments: Iterable<string>;
  readonly refunds: Iterable<string>;
  readonly disputes: Iterable<string>;
}

const allOf = ({ state, balances }: View): Names => ({
  payments: [...balances.all()].map(([name]) => name),
  refunds: state.refunds.keys(),
  disputes: state.disputes.keys(),
});

/** The rows of these names that there are, and those of the order and the subscriptions. */
function rowsOf(view: View, { payments, refunds, disputes }: Names): Omit<Rows, 'changes'> {
  const each = <Row>(refs: Iterable<string>, rowOf: (ref: string) => Row | undefined): Row[] => {
    const rows: Row[] = [];
    for (const ref of refs) {
      const row = rowOf(ref);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  };
  const order = view.order();
  return {
    orders: order ? [order] : [],
    payments: each([...payments].toSorted(), view.payment),
    subscriptions: each(view.state.step > 0 ? view.ties.subscriptionRefs : [], view.subscription),
    refunds: each(refunds, view.refund),
    disputes: each(disputes, view.dispute),
  };
}

/** What a fold that goes on has touched since. */
function createRecord() {
  /** By name: whether there was a row. */
  const payments = new Map<string, boolean>();
  const [refunds, disputes] = [new Set<string>(), new Set<string>()];
  return {
    note(touched: Touched, moves: Moves): void {
      for (const { ref, before } of moves.payments) if (!payments.has(ref)) payments.set(ref, before !== undefined);
      for (const ref of touched.refunds) refunds.add(ref);
      for (const part of touched.disputes) disputes.add(part);
    },
    /** The rows that may have changed, and the names of the payments that have none any more. */
    rows(view: View) {
      const names = {
        payments: payments.keys(),
        refunds,
        disputes: new Set([...disputes, ...view.balances.sharedDisputes]),
      };
      const gone = [...payments].filter(([name, wasThere]) => wasThere && !view.payment(name));
      return { rows: rowsOf(view, names), payments: gone.map(([name]) => name) };
    },
  };
}

/** The changes that an instant which was run again has fewer of. */
function goneChanges(before: ChangeCounts, now: ChangeCounts): Gone['changes'] {
  const gone: { kind: ChangeRow['kind']; ref: string; after: number }[] = [];
  for (const [subject, count] of before) {
    const after = now.get(subject) ?? 0;
    if (after < count) gone.push({ ...subjectIn(subject), after });
  }
  return gone;
}
