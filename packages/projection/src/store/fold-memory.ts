import type { Database } from '@payspool/db';
import type { RecordedEvent } from '../fold/history.ts';
import type { SavedFold } from '../fold/saved-fold.ts';
import type { PublishedIndex } from '../publish/published-index.ts';

/** The fold of a purchase or subscription, as one transaction left it: what the next one goes on from. */
export interface RememberedFold {
  readonly id: bigint;
  /** Of its row in `aggregates`. */
  readonly revision: number;
  /** Of the transaction that left it. */
  readonly mark: string;
  readonly saved: SavedFold;
  /** Of a long one. */
  readonly publishedIndex: PublishedIndex | undefined;
  /** Everything that was applied, in no order. */
  readonly history: RecordedEvent[];
  /** The last event that is among them. */
  readonly last: StoredEvent;
}

/** An event as the database knows it. */
export interface StoredEvent {
  readonly id: bigint;
  readonly eventKey: string;
}

/** Folds that one transaction uses: nobody else does until it has ended. */
export interface MemoryLease {
  /** Waits until no other transaction of this process uses it. Expects its row to be locked. `undefined`: it is not in memory. */
  readonly take: (id: bigint) => Promise<RememberedFold | undefined>;
  /** What is to be remembered once the transaction is committed. */
  readonly keep: (fold: RememberedFold) => void;
  /** Ends the use. A fold that was taken and not kept is forgotten, and every one is where the transaction was not committed: folds are changed in place. */
  readonly end: (isCommitted: boolean) => void;
}

/** Events whose folds a process keeps at most, beside the fold that was used last: some 3 KB of memory each. */
const MOST_REMEMBERED_EVENTS = 50_000;

/** A fold of few events takes the memory of some more: its own maps and sums. */
const weightOf = ({ history }: RememberedFold): number => history.length + 4;

export interface FoldMemory {
  readonly lease: () => MemoryLease;
}

const memories = new WeakMap<Database, FoldMemory>();

/** The folds that this process remembers of a database. */
export function foldMemoryOf(db: Database): FoldMemory {
  const known = memories.get(db) ?? createFoldMemory();
  memories.set(db, known);
  return known;
}

/** Keeps the folds that were used last. */
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
        // A transaction whose time was over goes on until it notices: nobody would end what it takes now.
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
