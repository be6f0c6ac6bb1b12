import type { Database } from '@payspool/db';
import type { RecordedEvent } from '../fold/history.ts';
import type { SavedFold } from '../fold/saved-fold.ts';
import type { PublishedIndex } from '../publish/published-index.ts';

/** The fold of an aggregate after a committed transaction. The next transaction continues from it. */
export interface RememberedFold {
  readonly id: bigint;
  /** The revision of its row in `aggregates`. */
  readonly revision: number;
  /** The mark of the transaction that wrote it, see `FoldState`. */
  readonly mark: string;
  readonly saved: SavedFold;
  /** Only for a long aggregate. */
  readonly publishedIndex: PublishedIndex | undefined;
  /** All applied events, in no order. */
  readonly history: RecordedEvent[];
  /** The event of `history` with the highest id. */
  readonly last: StoredEvent;
}

/** The identity of a recorded event. */
export interface StoredEvent {
  readonly id: bigint;
  readonly eventKey: string;
}

/** The folds that one transaction uses. No other transaction uses them before it has ended. */
export interface MemoryLease {
  /**
   * Waits until no other transaction of this process uses the fold, and takes it. Expects its row to be locked. Returns `undefined` if it
   * is not in memory.
   */
  readonly take: (id: bigint) => Promise<RememberedFold | undefined>;
  /** Notes a fold that is kept in memory after the commit. */
  readonly keep: (fold: RememberedFold) => void;
  /**
   * Ends the use. Drops the folds that were taken and not kept and, if the transaction was not committed, all of them: folds are changed in
   * place.
   */
  readonly end: (isCommitted: boolean) => void;
}

/** The highest number of events in the kept folds, beside the fold that was used last. An event takes about 3 KB of memory. */
const MOST_REMEMBERED_EVENTS = 50_000;

/** The number of events, and 4 for the maps and sums of the fold itself. */
const weightOf = ({ history }: RememberedFold): number => history.length + 4;

export interface FoldMemory {
  readonly lease: () => MemoryLease;
}

const memories = new WeakMap<Database, FoldMemory>();

/** Returns the folds that this process keeps in memory for a database. */
export function foldMemoryOf(db: Database): FoldMemory {
  const known = memories.get(db) ?? createFoldMemory();
  memories.set(db, known);
  return known;
}

/** Creates a memory that keeps the folds that were used last, with at most `most` events. */
export function createFoldMemory(most: number = MOST_REMEMBERED_EVENTS): FoldMemory {
  const folds = new Map<bigint, RememberedFold>();
  const inUse = new Map<bigint, Promise<void>>();
  let events = 0;

  function forget(id: bigint): void {
    const fold = folds.get(id);
    if (!fold) return;
    events -= weightOf(fold);
    folds.delete(id);
  }

  function remember(fold: RememberedFold): void {
    forget(fold.id);
    folds.set(fold.id, fold);
    events += weightOf(fold);
    for (const id of folds.keys()) {
      if (events <= most || id === fold.id) return;
      forget(id);
    }
  }

  function lease(): MemoryLease {
    const ends: (() => void)[] = [];
    const kept: RememberedFold[] = [];
    let isEnded = false;
    return {
      async take(id) {
        for (let other = inUse.get(id); other; other = inUse.get(id)) await other;
        // A transaction that timed out runs on until its next statement fails. A fold that it takes now would never be given back.
        if (isEnded) throw new Error('the transaction has ended');
        const use = new Promise<void>((resolve) => {
          ends.push(() => {
            inUse.delete(id);
            resolve();
          });
        });
        inUse.set(id, use);
        const fold = folds.get(id);
        forget(id);
        return fold;
      },
      keep(fold) {
        kept.push(fold);
      },
      end(isCommitted) {
        if (isCommitted && !isEnded) for (const fold of kept) remember(fold);
        isEnded = true;
        for (const end of ends.splice(0)) end();
      },
    };
  }
  return { lease };
}
