import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database, Transaction } from '@payspool/db';
import { DeliveryRefReusedError } from './bind-delivery-ref.ts';
import { renameEntitlements } from './entitlement-names.ts';
import { eventName } from './event-ctes.ts';
import type { EventOfSet } from './events-of-set.ts';
import { foldMemoryOf, type MemoryLease } from './fold-memory.ts';
import { type FoldedSet, type FoldProgress, foldSet } from './fold-set.ts';
import { type Loaded, loadAggregates } from './load-aggregates.ts';
import { lockReferences, nameOf, tryReferences } from './lock-references.ts';
import { mergeAggregates } from './merge-aggregates.ts';
import { contextFor, refoldSharers } from './refold.ts';
import { remember, replacedIn } from './remember-folds.ts';
import { mergesOf, rowsOfSet } from './rows-of-set.ts';
import type { ProjectionSettings } from './settings.ts';
import { inTransaction } from './transaction.ts';
import { writeInPieces } from './write-in-pieces.ts';
import { writeSet } from './write-set.ts';

/** `recorded`: this call wrote the event's row and its effects. `duplicate`: the row existed before, and nothing was written. */
export type RecordStatus = 'recorded' | 'duplicate';

/** The result for one event of a set. `busy`: another transaction has locked its aggregate, and `passBusy` is set. */
export type Settled =
  | { readonly status: RecordStatus | 'busy' }
  | { readonly status: 'failed'; readonly error: unknown };

export interface SetOptions {
  readonly settings: ProjectionSettings;
  readonly passBusy: boolean;
  /** Updated while the transaction runs. */
  readonly progress: FoldProgress;
}

/**
 * Applies a set of events in one transaction. Its steps, and the files of this folder that contain them:
 *
 * 1. Lock. `lock-references.ts` takes advisory locks on all references of the set.
 * 2. Load. `load-aggregates.ts` finds, locks and reads the aggregates of these references.
 * 3. Fold. `fold-set.ts` groups the events by aggregate (`components.ts`). `fold-component.ts` folds them in memory (`../fold/fold.ts`),
 *    and `find-transitions.ts` compares the result with what was published.
 * 4. Write. `rows-of-set.ts` builds the rows, and `write-set.ts` writes them in one statement: events, changed rows, transitions. Merges
 *    (`merge-aggregates.ts`, `entitlement-names.ts`) and very long aggregates (`write-in-pieces.ts`) need further statements.
 * 5. Commit. `inTransaction` (`transaction.ts`) commits after `applyIn` has returned. If a step throws, nothing is written.
 *
 * @returns one entry for each event, in the order of `events`
 * @throws the error of the failed step; then no event of the set is applied
 */
export async function applySet(
  db: Database,
  events: readonly EventOfSet[],
  options: SetOptions,
): Promise<Settled[]> {
  const memory = foldMemoryOf(db);
  let lease = memory.lease();
  try {
    const settled = await inTransaction(db, (tx) => {
      // An earlier attempt of this transaction was rolled back: the folds that it changed in memory are dropped.
      lease.end(false);
      lease = memory.lease();
      return applyIn(tx, events, { lease, ...options });
    });
    // The commit has succeeded: the folds are kept in memory for the next transaction.
    lease.end(true);
    return settled;
  } finally {
    lease.end(false);
  }
}

async function applyIn(
  tx: Transaction,
  events: readonly EventOfSet[],
  { settings, passBusy, progress, lease }: SetOptions & { readonly lease: MemoryLease },
): Promise<Settled[]> {
  const locked = await lock(tx, events, passBusy);
  const loaded = await load(tx, locked, passBusy);
  const settled = new Map(locked.map((event) => [event, settledBefore(event, loaded)]));
  const fresh = locked.filter((event) => !settled.get(event));
  const sharers = new Set<bigint>();
  const contextOf = events.length > 1 ? undefined : contextFor(tx, { settings, sharers });
  const folded = await foldSet(tx, fresh, { loaded, settings, contextOf, progress, lease });
  const recorded = await write(tx, fresh, { folded, loaded, settings, lease });
  // Aggregates of this set are folded already, also if they were merged.
  for (const { id } of folded.components.flatMap(({ aggregates }) => aggregates)) sharers.delete(id);
  await refoldSharers(tx, sharers, { settings });
  return events.map((event): Settled => {
    if (!locked.includes(event)) return BUSY;
    return settled.get(event) ?? (recorded.has(eventName(event.record)) ? RECORDED : DUPLICATE);
  });
}

const BUSY: Settled = { status: 'busy' };
const RECORDED: Settled = { status: 'recorded' };
const DUPLICATE: Settled = { status: 'duplicate' };

/** Locks the references of the events, and the disputes that several purchases share. Returns the events whose locks were taken. */
async function lock(
  tx: Transaction,
  events: readonly EventOfSet[],
  passBusy: boolean,
): Promise<readonly EventOfSet[]> {
  const names = new Set(events.flatMap(({ locks }) => locks));
  if (!passBusy) {
    await lockReferences(tx, names);
    return events;
  }
  const taken = await tryReferences(tx, names);
  return taken.size === 0 ? events : events.filter(({ locks }) => !locks.some((name) => taken.has(name)));
}

const NOTHING: Loaded = {
  aggregates: new Map(),
  aliases: new Map(),
  statuses: new Map(),
  reused: new Set(),
  published: new Map(),
  newIds: [],
};

/** Loads nothing if no event has references or a delivery id: then the unique key of `events` shows whether an event is new. */
async function load(tx: Transaction, events: readonly EventOfSet[], passBusy: boolean): Promise<Loaded> {
  if (!events.some(({ references, binding }) => references.length > 0 || binding)) return NOTHING;
  return loadAggregates(tx, events.map(lookup), { passBusy });
}

const lookup = ({ place, record, references, binding, deliveredTo }: EventOfSet) => ({
  place,
  provider: record.provider,
  account: record.account,
  eventKey: record.eventKey,
  references,
  binding: binding && { account: deliveredTo, ...binding },
});

/**
 * Returns the result of an event that must not be applied: it is recorded already, its delivery id is stored with another body, or another
 * transaction has locked its aggregate. Otherwise returns `undefined`.
 */
function settledBefore(event: EventOfSet, loaded: Loaded): Settled | undefined {
  const { place, record, result, references, binding } = event;
  const status = loaded.statuses.get(place);
  const isReplaced =
    status === undefined ||
    status === 'failed' ||
    (status === 'ignored' && (result.status === 'applied' || result.status === 'split'));
  if (!isReplaced) return DUPLICATE;
  if (loaded.reused.has(place) && binding)
    return { status: 'failed', error: new DeliveryRefReusedError(binding.ref) };
  const isLocked = references.every((reference) => {
    const id = loaded.aliases.get(nameOf(record, reference));
    return id === undefined || loaded.aggregates.has(id);
  });
  return isLocked ? undefined : BUSY;
}

/** Writes what follows from the events. Returns the ids of the recorded events by `eventName`. */
async function write(
  tx: Transaction,
  fresh: readonly EventOfSet[],
  {
    folded,
    loaded,
    settings,
    lease,
  }: {
    readonly folded: FoldedSet;
    readonly loaded: Loaded;
    readonly settings: ProjectionSettings;
    readonly lease: MemoryLease;
  },
): Promise<ReadonlyMap<string, bigint>> {
  const { components } = folded;
  await mergeAggregates(tx, mergesOf(components));
  for (const replaced of replacedIn(fresh, components, loaded)) replaced.since = undefined;
  const aggregates = components.flatMap((component) => component.aggregates);
  await writeInPieces(tx, aggregates, { settings, pause: nextTurn });
  const rows = rowsOfSet(fresh, components, { knownAliases: loaded.aliases, settings });
  const recorded = await writeSet(tx, rows, settings);
  remember(lease, components, recorded);
  await renameEntitlements(tx, folded);
  return recorded;
}
