import type { Transaction } from '@payspool/db';
import { parseEvents } from '@payspool/events';
import type { FoldContext } from '../fold/context.ts';
import { FOLD_VERSION, foldAllInSlices, resumeFold } from '../fold/fold.ts';
import type { RecordedEvent } from '../fold/history.ts';
import type { SavedFold } from '../fold/saved-fold.ts';
import { bookOf, reread, type ToldBook } from '../tell/told-book.ts';
import { decodeTold, type ToldSubject } from '../tell/told.ts';
import type { MemoryLease, RememberedFold } from './fold-memory.ts';
import type { StoredAggregate } from './load-aggregates.ts';
import { isLong, sinceOf } from './long-aggregates.ts';
import { sharedDisputesIn } from './shared-disputes.ts';

/** What is known of a long purchase or subscription before the set. */
export interface Recalled {
  /** Absent: everything has to be folded again. */
  readonly saved: SavedFold | undefined;
  readonly book: ToldBook;
  readonly history: RecordedEvent[];
  readonly lastEventId: bigint;
  /** Whether events of the set may have been taken in. */
  isUsed: boolean;
}

export interface RecallOptions {
  readonly lease: MemoryLease;
  readonly context: FoldContext;
  /** Called between slices of long work. */
  readonly pause: () => Promise<void>;
}

/**
 * Finds the folds of long purchases and subscriptions: in memory, where this process wrote last; otherwise what is missing is read, all
 * of it after a restart. One statement where something is missing, and one more for each further page.
 */
export async function recallFolds(
  tx: Transaction,
  rows: Iterable<StoredAggregate>,
  { lease, context, pause }: RecallOptions,
): Promise<ReadonlyMap<bigint, Recalled>> {
  const recalled = new Map<bigint, Recalled>();
  const behind: Behind[] = [];
  for (const row of rows) {
    if (!isLong(row)) continue;
    const since = row.foldVersion === FOLD_VERSION ? sinceOf(row) : undefined;
    const known = await lease.take(row.id);
    const isUsable =
      known && since !== undefined && known.revision >= since && known.revision <= row.revision;
    if (isUsable && known.revision === row.revision) recalled.set(row.id, { ...known, isUsed: false });
    else behind.push({ id: row.id, known: isUsable ? known : undefined, isFoldable: since !== undefined });
  }
  if (behind.length === 0) return recalled;
  const missing = await readMissing(tx, behind, pause);
  for (const one of behind) {
    const read = missing.get(one.id);
    if (read) recalled.set(one.id, await catchUp(one, read, { context, pause }));
  }
  return recalled;
}

interface Behind {
  readonly id: bigint;
  readonly known: RememberedFold | undefined;
  /** Whether what is folded of it is to be gone on from. */
  readonly isFoldable: boolean;
}

/** What the database has, and the memory has not. */
interface Missing {
  readonly events: RecordedEvent[];
  readonly told: ToldSubject[];
  lastEventId: bigint;
}

async function catchUp(
  { known, isFoldable }: Behind,
  { events, told, lastEventId }: Missing,
  { context, pause }: Omit<RecallOptions, 'lease'>,
): Promise<Recalled> {
  const history = known?.history ?? [];
  for (const event of events) history.push(event);
  if (known) reread(known.book, told);
  const book = known?.book ?? bookOf(told, { isRemade: false });
  if (!book) throw new Error('rows of told_subjects have one name each');
  const isShared = sharedDisputesIn(events.map(({ event }) => event)).length > 0;
  if (!isFoldable || isShared) return { saved: undefined, book, history, lastEventId, isUsed: false };
  const further = known && resumeFold(known.saved, events, context);
  const { saved } = further ?? (await foldAllInSlices(history, { context, pause, isForMemory: true }));
  return { saved, book, history, lastEventId, isUsed: false };
}

/** Rows that are read at a time: what bounds the answer of one statement. */
const PAGE = 500;
/** Events that are parsed between two pauses. */
const SLICE = 100;

async function readMissing(
  tx: Transaction,
  behind: readonly Behind[],
  pause: () => Promise<void>,
): Promise<ReadonlyMap<bigint, Missing>> {
  const missing = new Map<bigint, Missing>();
  for (const { id, known } of behind) {
    const one: Missing = { events: [], told: [], lastEventId: known?.lastEventId ?? 0n };
    missing.set(id, one);
    await readEvents(tx, { id, one, pause });
    one.told.push(...(await readTold(tx, id, { after: known?.revision ?? -1, pause })));
  }
  return missing;
}

async function readEvents(
  tx: Transaction,
  { id, one, pause }: { readonly id: bigint; readonly one: Missing; readonly pause: () => Promise<void> },
): Promise<void> {
  for (;;) {
    const rows = await tx.$queryRaw<{ id: bigint; eventKey: string; text: string }[]>`
      SELECT id, event_key AS "eventKey", canonical::text AS text FROM events
      WHERE aggregate_id = ${id} AND id > ${one.lastEventId} AND status = 'applied' ORDER BY id LIMIT ${PAGE}`;
    for (const [at, row] of rows.entries()) {
      parseEvents(JSON.parse(row.text)).forEach((event, index) =>
        one.events.push({ eventKey: row.eventKey, index, event }),
      );
      if (at % SLICE === SLICE - 1) await pause();
    }
    one.lastEventId = rows.at(-1)?.id ?? one.lastEventId;
    if (rows.length < PAGE) return;
  }
}

interface ToldRow {
  readonly kind: string;
  readonly ref: string;
  readonly subject: unknown;
}

/** What was told of a long one, as it was stored after a revision. */
async function readTold(
  tx: Transaction,
  id: bigint,
  { after, pause }: { readonly after: number; readonly pause: () => Promise<void> },
): Promise<ToldSubject[]> {
  const told: ToldSubject[] = [];
  let last: Pick<ToldRow, 'kind' | 'ref'> = { kind: '', ref: '' };
  for (;;) {
    const rows = await tx.$queryRaw<ToldRow[]>`
      SELECT kind, ref, subject FROM told_subjects
      WHERE aggregate_id = ${id} AND revision > ${after} AND (kind, ref) > (${last.kind}, ${last.ref})
      ORDER BY kind, ref LIMIT ${PAGE}`;
    told.push(...decodeTold(rows.map(({ subject }) => subject)));
    last = rows.at(-1) ?? last;
    if (rows.length < PAGE) return told;
    await pause();
  }
}

/** Everything that was told of one that the transaction has locked, long or not. */
export const toldOf = async (
  tx: Transaction,
  row: Pick<StoredAggregate, 'id' | 'told' | 'revision'>,
  pause: () => Promise<void>,
): Promise<readonly ToldSubject[]> =>
  isLong(row) ? readTold(tx, row.id, { after: -1, pause }) : (row.told ?? []);
