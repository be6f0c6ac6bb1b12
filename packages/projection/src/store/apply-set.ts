import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Database, Transaction } from '@payspool/db';
import type { FoldContext } from '../fold/context.ts';
import { componentsOf } from '../replay/components.ts';
import { type AggregateInWork, survivorOf } from './aggregate-in-work.ts';
import { DeliveryRefReusedError } from './bind-delivery-ref.ts';
import type { PlacedEvent } from './delivered.ts';
import { keepEntitlementNames } from './entitlement-names.ts';
import { aloneIn, type Component, foldComponent, type FoldedComponent } from './fold-component.ts';
import { foldMemoryOf, type MemoryLease } from './fold-memory.ts';
import { type Loaded, loadAggregates } from './load-aggregates.ts';
import { type Histories, joined, loadHistories, NO_HISTORIES } from './load-histories.ts';
import { lockReferences, nameOf, tryReferences } from './lock-references.ts';
import { mergeAggregates } from './merge-aggregates.ts';
import { recallFolds } from './recall-folds.ts';
import { contextFor, refoldSharers } from './refold.ts';
import { remember, replacedIn } from './remember-folds.ts';
import { mergesOf, setWrite } from './set-write.ts';
import type { ProjectionSettings } from './settings.ts';
import { inTransaction } from './transaction.ts';
import { eventName } from './write-events.ts';
import { writeInPieces } from './write-in-pieces.ts';
import { writeSet } from './write-set.ts';

/** Whether the event's row, and with it its effects, are this call's, or were there before. */
export type Recorded = 'recorded' | 'duplicate';

/** What became of one event of a set. `busy`: another transaction works on what it belongs to, and `passBusy` was asked for. */
export type Settled =
  | { readonly status: Recorded | 'busy' }
  | { readonly status: 'failed'; readonly error: unknown };

export interface SetOptions {
  readonly settings: ProjectionSettings;
  readonly passBusy: boolean;
  /** Filled in as the transaction goes on. */
  readonly work: Work;
}

/** One transaction: a statement for each step that is given `tx`, and the fold between them in memory. */
export async function applySet(
  db: Database,
  events: readonly PlacedEvent[],
  { settings, passBusy, work }: SetOptions,
): Promise<Settled[]> {
  const memory = foldMemoryOf(db);
  let lease = memory.lease();
  try {
    const settled = await inTransaction(db, (tx) => {
      // A transaction that is started over has changed folds in vain.
      lease.end(false);
      lease = memory.lease();
      return applyIn(tx, events, { settings, passBusy, work, lease });
    });
    lease.end(true);
    return settled;
  } finally {
    lease.end(false);
  }
}

async function applyIn(
  tx: Transaction,
  events: readonly PlacedEvent[],
  { settings, passBusy, work, lease }: SetOptions & { readonly lease: MemoryLease },
): Promise<Settled[]> {
  const free = await lock(tx, events, passBusy);
  const loaded = await load(tx, free, passBusy);
  const outcomes = new Map<PlacedEvent, Settled>();
  const fresh = free.filter((event) => {
    const settled = settledBefore(event, loaded);
    if (settled) outcomes.set(event, settled);
    return !settled;
  });
  const sharers = new Set<bigint>();
  const contextOf = events.length > 1 ? undefined : contextFor(tx, { settings, sharers });
  const folded = await fold(tx, fresh, { loaded, settings, contextOf, work, lease });
  await mergeAggregates(tx, mergesOf(folded.components));
  for (const replaced of replacedIn(fresh, folded.components, loaded)) replaced.since = undefined;
  const survivors = folded.components.flatMap(({ aggregates }) => aggregates);
  await writeInPieces(tx, survivors, { settings, pause: nextTurn });
  const write = setWrite(fresh, folded.components, { knownAliases: loaded.aliases, settings });
  const recorded = await writeSet(tx, write, settings);
  remember(lease, folded.components, recorded);
  await renameEntitlements(tx, folded);
  // Those that turned out to be the same purchase are folded already.
  for (const { id } of folded.components.flatMap(({ aggregates }) => aggregates)) sharers.delete(id);
  await refoldSharers(tx, sharers, { settings });
  return events.map((event): Settled => {
    if (!free.includes(event)) return BUSY;
    return outcomes.get(event) ?? (recorded.has(eventName(event.record)) ? RECORDED : DUPLICATE);
  });
}

/** What a transaction had to do. */
interface Work {
  /** Stored events that were folded again. */
  folded: number;
}

const BUSY: Settled = { status: 'busy' };
const RECORDED: Settled = { status: 'recorded' };
const DUPLICATE: Settled = { status: 'duplicate' };

/** Locks what the events refer to, disputes over several purchases as a whole included. Returns the events whose locks are held. */
async function lock(
  tx: Transaction,
  events: readonly PlacedEvent[],
  passBusy: boolean,
): Promise<readonly PlacedEvent[]> {
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

/** Events that belong to nothing need nothing: the unique key of their rows tells whether they are new. */
async function load(tx: Transaction, events: readonly PlacedEvent[], passBusy: boolean): Promise<Loaded> {
  if (!events.some(({ references, binding }) => references.length > 0 || binding)) return NOTHING;
  return loadAggregates(tx, events.map(lookup), { passBusy });
}

const lookup = ({ place, record, references, binding, deliveredTo }: PlacedEvent) => ({
  place,
  provider: record.provider,
  account: record.account,
  eventKey: record.eventKey,
  references,
  binding: binding && { account: deliveredTo, ...binding },
});

/** What became of an event that is not applied now. */
function settledBefore(event: PlacedEvent, loaded: Loaded): Settled | undefined {
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

interface FoldedSet {
  readonly components: readonly FoldedComponent[];
  readonly histories: Histories;
}

/** Folds each component in memory; those that ask for it once more, with their history. */
async function fold(
  tx: Transaction,
  events: readonly PlacedEvent[],
  {
    loaded,
    settings,
    contextOf,
    work,
    lease,
  }: {
    readonly loaded: Loaded;
    readonly settings: ProjectionSettings;
    readonly work: Work;
    readonly lease: MemoryLease;
    readonly contextOf: ((work: AggregateInWork) => Promise<FoldContext>) | undefined;
  },
): Promise<FoldedSet> {
  const unused = [...loaded.newIds];
  const begun = new Map<number, bigint>();
  const newId = ({ place }: PlacedEvent): bigint => {
    const id = begun.get(place) ?? unused.shift();
    if (id === undefined) throw new Error('more aggregates begin than events without one');
    begun.set(place, id);
    return id;
  };
  const components = componentsIn(events, loaded);
  const touched = new Set(components.flatMap(({ aliases }) => [...aliases.values()]));
  const recalled = await recallFolds(
    tx,
    [...loaded.aggregates.values()].filter(({ id }) => touched.has(id)),
    { lease, context: aloneIn(settings), pause: nextTurn },
  );
  const foldEach = async (some: readonly Component[], histories: Histories) => {
    const folded = new Map<Component, FoldedComponent | undefined>();
    for (const component of some)
      folded.set(
        component,
        await foldComponent(component, {
          loaded,
          histories,
          recalled,
          settings,
          newId,
          contextOf,
          pause: nextTurn,
        }),
      );
    return folded;
  };
  const folded = await foldEach(components, NO_HISTORIES);
  // First without the histories of long ones, which are in memory; then with them.
  const isInMemory = (id: bigint) => recalled.has(id);
  let histories = NO_HISTORIES;
  for (const isLeftOut of [isInMemory, () => false]) {
    const late = components.filter((component) => folded.get(component) === undefined);
    const ids = late.flatMap(({ aliases }) => [...new Set(aliases.values())]).filter((id) => !isLeftOut(id));
    if (ids.length === 0) continue;
    histories = joined(histories, await loadHistories(tx, ids));
    for (const [component, whole] of await foldEach(late, histories)) folded.set(component, whole);
  }
  work.folded = Math.max(
    [...histories.events.values()].reduce((sum, { length }) => sum + length, 0),
    [...recalled.values()].reduce((sum, { history }) => sum + history.length, 0),
  );
  return { components: [...folded.values()].filter((component) => component !== undefined), histories };
}

function componentsIn(events: readonly PlacedEvent[], { aliases }: Loaded): Component[] {
  const namesOf = ({ record, references }: PlacedEvent) =>
    references.map((reference) => nameOf(record, reference));
  const groups = componentsOf(events, (event) =>
    namesOf(event).flatMap((name) => {
      const id = aliases.get(name);
      return id === undefined ? [name] : [name, `${id}`];
    }),
  );
  return groups.map((group) => ({
    events: group,
    aliases: new Map(
      group.flatMap(namesOf).flatMap((name) => {
        const id = aliases.get(name);
        return id === undefined ? [] : [[name, id] as const];
      }),
    ),
  }));
}

/** Folded from the beginning, out of memory: nobody has asked whether entitlements belong to it. */
const isFoldedFromMemory = (work: AggregateInWork, { events }: Histories): boolean => {
  const { rows, hasAbsorbed } = survivorOf(work);
  return work.isStored && (hasAbsorbed || rows?.isWhole === true) && !events.has(work.id);
};

/** Entitlements follow an order that was renamed; only a fold from the beginning renames one. */
async function renameEntitlements(tx: Transaction, { components, histories }: FoldedSet): Promise<void> {
  const entitled = components
    .flatMap(({ aggregates }) => aggregates)
    .filter((work) => histories.entitled.has(work.id) || isFoldedFromMemory(work, histories))
    .map(survivorOf);
  for (const work of new Set(entitled)) await keepEntitlementNames(tx, work);
}
