import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Transaction } from '@payspool/db';
import type { FoldContext } from '../fold/context.ts';
import type { AggregateInWork } from './aggregate-in-work.ts';
import { type Component, componentsIn } from './components.ts';
import type { EventOfSet } from './events-of-set.ts';
import { foldComponent, type FoldedComponent, unsharedContext } from './fold-component.ts';
import type { MemoryLease } from './fold-memory.ts';
import type { Loaded } from './load-aggregates.ts';
import { type Histories, joined, loadHistories, NO_HISTORIES } from './load-histories.ts';
import { recallFolds } from './recall-folds.ts';
import type { ProjectionSettings } from './settings.ts';

/** The result of `foldSet`. */
export interface FoldedSet {
  readonly components: readonly FoldedComponent[];
  /** The histories that were read for the second fold. */
  readonly histories: Histories;
}

/** How much a transaction has done, for the error of a transaction that takes too long. */
export interface FoldProgress {
  /** The number of stored events that were folded again. */
  folded: number;
}

/**
 * Folds the events of a set in memory, component by component. A component whose fold needs the stored history is folded a second time,
 * after `load-histories.ts` has read it. Writes nothing.
 */
export async function foldSet(
  tx: Transaction,
  events: readonly EventOfSet[],
  {
    loaded,
    settings,
    contextOf,
    progress,
    lease,
  }: {
    readonly loaded: Loaded;
    readonly settings: ProjectionSettings;
    readonly progress: FoldProgress;
    readonly lease: MemoryLease;
    readonly contextOf: ((work: AggregateInWork) => Promise<FoldContext>) | undefined;
  },
): Promise<FoldedSet> {
  const unused = [...loaded.newIds];
  const begun = new Map<number, bigint>();
  const newId = ({ place }: EventOfSet): bigint => {
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
    { lease, context: unsharedContext(settings), pause: nextTurn },
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
  // First without the histories of aggregates that are in memory; then with them.
  const isInMemory = (id: bigint) => recalled.has(id);
  let histories = NO_HISTORIES;
  for (const isLeftOut of [isInMemory, () => false]) {
    const late = components.filter((component) => folded.get(component) === undefined);
    const ids = late.flatMap(({ aliases }) => [...new Set(aliases.values())]).filter((id) => !isLeftOut(id));
    if (ids.length === 0) continue;
    histories = joined(histories, await loadHistories(tx, ids));
    for (const [component, whole] of await foldEach(late, histories)) folded.set(component, whole);
  }
  progress.folded = Math.max(
    [...histories.events.values()].reduce((sum, { length }) => sum + length, 0),
    [...recalled.values()].reduce((sum, { history }) => sum + history.length, 0),
  );
  return { components: [...folded.values()].filter((component) => component !== undefined), histories };
}
