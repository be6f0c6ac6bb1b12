import { createChangeLog, noChanges } from './changes.ts';
import { DEFAULT_CONTEXT, type FoldContext } from './context.ts';
import { currentRows, disputeRows } from './current-rows.ts';
import { momentsOf, type RecordedEvent } from './history.ts';
import { orderMoment } from './moment.ts';
import type { Rows } from './rows.ts';
import type { SavedFold } from './saved-fold.ts';
import { advance, emptyState } from './state.ts';
import { gatherTies, noTies, resolveTies, type Ties } from './ties.ts';
import { standingsOf } from './facets/standings.ts';
import { createStepLog, type Steps } from './facets/steps.ts';

/** Goes up with every change of what the fold makes of the same events; rows of an older version are folded again. */
export const FOLD_VERSION = 5;

export interface Folded {
  readonly rows: Rows;
  /** `rows` are all rows; otherwise only those that may have changed, all orders and subscriptions among them. */
  readonly isWhole: boolean;
  /** Rows that must not be there any more. */
  readonly gone: {
    readonly payments: readonly string[];
    readonly changes: readonly { readonly kind: string; readonly ref: string; readonly after: number }[];
  };
  /** What to go on from. */
  readonly saved: SavedFold;
  /** How what can be told of moved, event by event. */
  readonly steps: Steps;
  /** The event that happened last. */
  readonly last: { readonly at: string; readonly eventKey: string };
  /** The one name of a payment that the provider calls by several. */
  readonly paymentName: (ref: string) => string;
}

/**
 * What a purchase or subscription is, given its events: a pure function of their set. Neither the order in which they are
 * passed nor the order in which they arrived matters.
 */
export function foldAll(events: readonly RecordedEvent[], context: FoldContext = DEFAULT_CONTEXT): Folded {
  const ties = gatherTies(
    noTies(),
    events.map(({ event }) => event),
  );
  return { ...run({ ties, state: emptyState(), changes: noChanges() }, events, context), isWhole: true };
}
export const foldAllInSlices = async (
  events: readonly RecordedEvent[],
  context: FoldContext,
  _pause: () => Promise<void>,
) => foldAll(events, context);

export const fold = (events: readonly RecordedEvent[], context?: FoldContext): Rows =>
  foldAll(events, context).rows;

/**
 * Goes on with events that happened strictly later than all before, and that change nothing of what earlier ones were taken
 * to mean. Gives the rows that `foldAll` gives for all of them, with the new changes alone; `undefined` where it cannot.
 * The saved fold must not be used again.
 */
export function resumeFold(
  saved: SavedFold,
  events: readonly RecordedEvent[],
  context: FoldContext = DEFAULT_CONTEXT,
): Folded | undefined {
  const { lastAt } = saved.state;
  if (lastAt === undefined || events.some(({ event }) => event.occurredAt <= lastAt)) return undefined;
  const before = resolveTies(saved.ties);
  const ties = gatherTies(
    structuredClone(saved.ties),
    events.map(({ event }) => event),
  );
  if (!agree(before, resolveTies(ties), saved)) return undefined;
  return run({ ...saved, ties }, events, context);
}

/** Whether the new ties leave the order, the subscriptions and every payment's name as the state has them. */
function agree(before: Ties, after: Ties, { ties, state }: SavedFold): boolean {
  // Events have come under these names: those of payments, their authorizations, and aliases, which may turn out to be another payment's.
  const holds = [...state.payments.values()].flatMap(({ holdRef }) => holdRef ?? []);
  const names = [...state.payments.keys(), ...ties.paymentNames.keys(), ...holds];
  return (
    before.orderRef === after.orderRef &&
    before.subscriptionRefs.join('\n') === after.subscriptionRefs.join('\n') &&
    names.every((name) => after.paymentName(name) === before.paymentName(name))
  );
}

function run(
  { ties: facts, state, changes }: SavedFold,
  events: readonly RecordedEvent[],
  context: FoldContext,
): Folded {
  const ties = resolveTies(facts);
  const log = createChangeLog(changes);
  const steps = createStepLog(standingsOf(currentRows(state, ties, context)));
  let last = { at: state.lastAt ?? '', eventKey: '' };
  for (const moment of momentsOf(events)) {
    for (const recorded of orderMoment(moment, (ref) => state.subscriptions.get(ref))) {
      advance(state, recorded.event, ties);
      const rows = currentRows(state, ties, context);
      log.note(recorded, rows.orders, rows.subscriptions);
      steps.note(recorded, standingsOf(rows));
      last = { at: recorded.event.occurredAt, eventKey: recorded.eventKey };
    }
  }
  const rows = {
    ...currentRows(state, ties, context),
    disputes: disputeRows(state, ties, context),
    changes: log.changes,
  };
  const { paymentName } = ties;
  return {
    rows,
    isWhole: false,
    gone: { payments: [], changes: [] },
    saved: { ties: facts, state, changes: log.saved },
    steps: steps.steps,
    last,
    paymentName,
  };
}
